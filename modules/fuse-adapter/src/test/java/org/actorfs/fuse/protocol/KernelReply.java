package org.actorfs.fuse.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fuse.protocol.AttributeStructs.FuseAttr;
import org.actorfs.fuse.protocol.AttributeStructs.FuseAttrOut;
import org.actorfs.fuse.protocol.EntryStructs.FuseDirent;
import org.actorfs.fuse.protocol.EntryStructs.FuseDirentplus;
import org.actorfs.fuse.protocol.EntryStructs.FuseEntryOut;
import org.actorfs.fuse.protocol.HandleStructs.FuseOpenOut;
import org.actorfs.fuse.protocol.SessionStructs.FuseOutHeader;

/**
 * A reply or notification as the kernel reads it.
 *
 * @param error 0 or -errno; in notifications the code
 * @param body what follows the header
 */
public record KernelReply(long unique, int error, MemorySegment body) {
    /** {@code fuse_attr}. */
    public record Attr(
            long ino,
            long size,
            long blocks,
            long mtime,
            int mtimensec,
            int mode,
            int nlink,
            int uid,
            int gid,
            int rdev) {}

    /** {@code fuse_entry_out}. */
    public record Entry(long nodeid, long generation, long entryValidNanos, long attrValidNanos, Attr attr) {}

    /** {@code fuse_open_out}. */
    public record Opened(long fh, int openFlags, int backingId) {}

    /** {@code fuse_dirent}. */
    public record Dirent(long ino, long offset, int type, String name) {}

    /** {@code fuse_direntplus}. */
    public record Direntplus(Entry entry, Dirent dirent) {}

    /** Reads the first {@code length} bytes; an AssertionError where the kernel would say EINVAL. */
    public static KernelReply parse(MemorySegment buffer, long length) {
        long headerBytes = FuseOutHeader.STRUCT.sizeBytes();
        int len = FuseOutHeader.LEN.get(buffer, 0);
        int error = FuseOutHeader.ERROR.get(buffer, 0);
        long unique = FuseOutHeader.UNIQUE.get(buffer, 0);
        require(len == length, "length field " + len + ", written " + length);
        require(unique == 0 || (error <= 0 && error > -512), "error " + error);
        require(unique == 0 || error == 0 || length == headerBytes, "an error with a body");
        return new KernelReply(unique, error, buffer.asSlice(headerBytes, length - headerBytes));
    }

    /** LOOKUP and what makes inodes. */
    public Entry entry() {
        require(body.byteSize() == FuseEntryOut.STRUCT.sizeBytes(), "not an entry_out: " + body.byteSize());
        return entryAt(0);
    }

    /** CREATE, TMPFILE: the first part. */
    public Entry createdEntry() {
        require(
                body.byteSize() == FuseEntryOut.STRUCT.sizeBytes() + FuseOpenOut.STRUCT.sizeBytes(),
                "not entry_out and open_out: " + body.byteSize());
        return entryAt(0);
    }

    /** CREATE, TMPFILE: the second part. */
    public Opened createdOpen() {
        return openAt(FuseEntryOut.STRUCT.sizeBytes());
    }

    /** OPEN, OPENDIR. */
    public Opened opened() {
        require(body.byteSize() == FuseOpenOut.STRUCT.sizeBytes(), "not an open_out: " + body.byteSize());
        return openAt(0);
    }

    /** GETATTR, SETATTR. */
    public Attr attr() {
        require(body.byteSize() == FuseAttrOut.STRUCT.sizeBytes(), "not an attr_out: " + body.byteSize());
        return attrAt(FuseAttrOut.ATTR.offset());
    }

    /** READ, READLINK, GETXATTR. */
    public byte[] bytes() {
        return body.toArray(ValueLayout.JAVA_BYTE);
    }

    /** A field of any other struct that starts the body. */
    public long field(Field field) {
        return switch (field) {
            case Field.U64 f -> f.get(body, 0);
            case Field.U32 f -> f.get(body, 0);
            case Field.U16 f -> f.get(body, 0);
            case Field.Span f -> throw new IllegalArgumentException(f.name());
        };
    }

    /** READDIR, as parse_dirfile in fs/fuse/readdir.c reads it. */
    public List<Dirent> dirents() {
        List<Dirent> found = new ArrayList<>();
        long base = 0;
        while (body.byteSize() - base >= Protocol.NAME_OFFSET) {
            Dirent dirent = direntAt(base);
            found.add(dirent);
            base += direntBytes(base, Protocol.NAME_OFFSET);
        }
        require(base == body.byteSize(), "bytes after the last dirent");
        return found;
    }

    /** READDIRPLUS, as parse_dirplusfile reads it. */
    public List<Direntplus> direntpluses() {
        List<Direntplus> found = new ArrayList<>();
        long base = 0;
        while (body.byteSize() - base >= Protocol.NAME_OFFSET_DIRENTPLUS) {
            long direntAt = base + FuseDirentplus.DIRENT.offset();
            found.add(new Direntplus(entryAt(base), direntAt(direntAt)));
            base += direntBytes(direntAt, Protocol.NAME_OFFSET_DIRENTPLUS);
        }
        require(base == body.byteSize(), "bytes after the last direntplus");
        return found;
    }

    private Entry entryAt(long base) {
        return new Entry(
                FuseEntryOut.NODEID.get(body, base),
                FuseEntryOut.GENERATION.get(body, base),
                nanos(FuseEntryOut.ENTRY_VALID.get(body, base), FuseEntryOut.ENTRY_VALID_NSEC.get(body, base)),
                nanos(FuseEntryOut.ATTR_VALID.get(body, base), FuseEntryOut.ATTR_VALID_NSEC.get(body, base)),
                attrAt(base + FuseEntryOut.ATTR.offset()));
    }

    private Attr attrAt(long base) {
        return new Attr(
                FuseAttr.INO.get(body, base),
                FuseAttr.SIZE.get(body, base),
                FuseAttr.BLOCKS.get(body, base),
                FuseAttr.MTIME.get(body, base),
                FuseAttr.MTIMENSEC.get(body, base),
                FuseAttr.MODE.get(body, base),
                FuseAttr.NLINK.get(body, base),
                FuseAttr.UID.get(body, base),
                FuseAttr.GID.get(body, base),
                FuseAttr.RDEV.get(body, base));
    }

    private Opened openAt(long base) {
        return new Opened(
                FuseOpenOut.FH.get(body, base),
                FuseOpenOut.OPEN_FLAGS.get(body, base),
                FuseOpenOut.BACKING_ID.get(body, base));
    }

    private Dirent direntAt(long base) {
        int namelen = FuseDirent.NAMELEN.get(body, base);
        byte[] name = body.asSlice(base + FuseDirent.NAME.offset(), namelen).toArray(ValueLayout.JAVA_BYTE);
        return new Dirent(
                FuseDirent.INO.get(body, base),
                FuseDirent.OFF.get(body, base),
                FuseDirent.TYPE.get(body, base),
                new String(name, UTF_8));
    }

    private long direntBytes(long direntAt, long nameOffset) {
        int namelen = FuseDirent.NAMELEN.get(body, direntAt);
        require(namelen > 0, "dirent without a name");
        return (nameOffset + namelen + 7) / 8 * 8;
    }

    private static long nanos(long seconds, int nanos) {
        return seconds * 1_000_000_000 + nanos;
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new AssertionError(fault);
        }
    }
}
