package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The bytes after a request's header, read once from front to back: the opcode's struct, names, data, extensions.
 *
 * <p>Nothing here throws: the first fault is remembered, and from then on every read gives zeros or nothing, so
 * decoders need no checks; {@link RequestDecoder} asks {@link #fault} at the end. Lives for one decoding.
 *
 * <p>On {@code /dev/fuse} struct and payload are one run of bytes; in an io_uring entry they are two.
 */
final class RequestBody {
    private static final byte[] NOTHING = {};

    /** Longest name in bytes; the kernel's limit is higher (FUSE_NAME_MAX). */
    private static final int NAME_MAX = 255;

    /** Longest symlink target in bytes: PATH_MAX with its NUL. */
    private static final int TARGET_MAX = 4095;

    private static final int EIO = 5;
    private static final int ENAMETOOLONG = 36;

    private final MemorySegment structs;
    private final MemorySegment payload;
    private final long structBase;
    private final boolean split;
    private final long extensionBytes;
    private long position;
    private long end;
    private int errno;
    private @Nullable String fault;

    private RequestBody(
            MemorySegment structs,
            long structBase,
            MemorySegment payload,
            long position,
            long end,
            long extensionBytes,
            boolean split) {
        this.structs = structs;
        this.structBase = structBase;
        this.payload = payload;
        this.position = position;
        this.end = end;
        this.extensionBytes = extensionBytes;
        this.split = split;
    }

    /** Bytes {@code from..end} of one buffer. */
    static RequestBody contiguous(MemorySegment buffer, long from, long end, int totalExtlen) {
        return new RequestBody(buffer, from, buffer, from, end, totalExtlen * 8L, false);
    }

    /** A struct in {@code structs} and a payload of {@code payloadBytes}. */
    static RequestBody split(MemorySegment structs, MemorySegment payload, long payloadBytes, int totalExtlen) {
        return new RequestBody(structs, 0, payload, 0, payloadBytes, totalExtlen * 8L, true);
    }

    /** The first fault, or null if all was well. */
    @Nullable
    String fault() {
        return fault;
    }

    /** The errno that goes with {@link #fault}. */
    int errno() {
        return errno;
    }

    /** Declares which struct comes first; without this call there is none. */
    void expect(Struct struct) {
        expect(struct.sizeBytes());
    }

    /** As {@link #expect(Struct)}, for the first {@code structBytes} of a struct that was shorter once. */
    void expect(long structBytes) {
        if (!grow(structBytes)) {
            fail(EIO, "struct cut short");
        }
    }

    /** Takes the struct to be {@code structBytes} long, if so many bytes came. */
    boolean grow(long structBytes) {
        long room = split ? structs.byteSize() : end - structBase;
        if (structBytes > room) {
            return false;
        }
        if (!split) {
            position = structBase + structBytes;
        }
        return true;
    }

    long u64(Field.U64 field) {
        return fault == null ? field.get(structs, structBase) : 0;
    }

    int u32(Field.U32 field) {
        return fault == null ? field.get(structs, structBase) : 0;
    }

    /** A field of the struct embedded at {@code outer}. */
    long u64(Field.Span outer, Field.U64 field) {
        return fault == null ? field.get(structs, structBase + outer.offset()) : 0;
    }

    int u32(Field.Span outer, Field.U32 field) {
        return fault == null ? field.get(structs, structBase + outer.offset()) : 0;
    }

    /** A file name that may also be "." or "..". */
    byte[] lookupName() {
        byte[] name = string(NAME_MAX, "name");
        for (byte b : name) {
            if (b == '/') {
                return fail(EIO, "name with a slash");
            }
        }
        return name;
    }

    /** A file name to make, remove or move. */
    byte[] name() {
        byte[] name = lookupName();
        boolean dots = name.length <= 2 && name.length > 0 && name[0] == '.' && name[name.length - 1] == '.';
        return dots ? fail(EIO, "name is . or ..") : name;
    }

    /** The name of an extended attribute, which may hold slashes. */
    byte[] xattrName() {
        return string(NAME_MAX, "xattr name");
    }

    byte[] symlinkTarget() {
        return string(TARGET_MAX, "symlink target");
    }

    /** The next {@code size} bytes of the payload, in place; {@code size} is unsigned. */
    MemorySegment data(int size) {
        return take(Integer.toUnsignedLong(size));
    }

    /** The next {@code count} structs of the payload, in place; {@code count} below 2^32. */
    MemorySegment array(long count, Struct struct) {
        return take(count * struct.sizeBytes());
    }

    private MemorySegment take(long bytes) {
        if (fault == null && bytes > end - position) {
            fail(EIO, "data cut short");
        }
        if (fault != null) {
            return MemorySegment.NULL;
        }
        MemorySegment slice = payload.asSlice(position, bytes);
        position += bytes;
        return slice;
    }

    /** The next {@code size} bytes of the payload, copied. */
    byte[] bytes(int size) {
        return data(size).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The extensions, which end the payload. Call before reading names, for they shorten it. */
    RequestExtensions extensions() {
        if (fault == null && extensionBytes > end - position) {
            fail(EIO, "extensions longer than the request");
        }
        if (fault != null || extensionBytes == 0) {
            return RequestExtensions.NONE;
        }
        end -= extensionBytes;
        ExtensionParser parser = new ExtensionParser(payload.asSlice(end, extensionBytes));
        RequestExtensions extensions = parser.parse();
        if (extensions == null) {
            fail(EIO, "extensions make no sense");
            return RequestExtensions.NONE;
        }
        return extensions;
    }

    /** Bytes up to the next NUL, which is skipped. */
    private byte[] string(int longest, String what) {
        if (fault != null) {
            return NOTHING;
        }
        long nul = position;
        while (nul < end && payload.get(ValueLayout.JAVA_BYTE, nul) != 0) {
            nul++;
        }
        long length = nul - position;
        if (nul == end) {
            return fail(EIO, what + " without NUL");
        }
        if (length == 0) {
            return fail(EIO, "empty " + what);
        }
        if (length > longest) {
            return fail(ENAMETOOLONG, what + " of " + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        MemorySegment.copy(payload, ValueLayout.JAVA_BYTE, position, bytes, 0, bytes.length);
        position = nul + 1;
        return bytes;
    }

    /** Remembers the first fault. Returns nothing, for callers that must return bytes. */
    private byte[] fail(int withErrno, String why) {
        if (fault == null) {
            fault = why;
            errno = withErrno;
        }
        return NOTHING;
    }
}
