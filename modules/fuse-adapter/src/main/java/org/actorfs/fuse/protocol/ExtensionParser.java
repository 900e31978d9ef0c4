package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fuse.protocol.RequestExtensions.SecurityContext;
import org.actorfs.fuse.protocol.SessionStructs.FuseExtHeader;
import org.actorfs.fuse.protocol.SessionStructs.FuseSecctx;
import org.actorfs.fuse.protocol.SessionStructs.FuseSecctxHeader;
import org.actorfs.fuse.protocol.SessionStructs.FuseSuppGroups;
import org.jspecify.annotations.Nullable;

/**
 * Reads the extensions of one request: records of {@code fuse_ext_header}, size and type, padded to 8 bytes. A type
 * up to {@link ExtensionType#MAX_NR_SECCTX} counts the security contexts that follow; types we do not know are
 * skipped. Lives for one decoding.
 */
final class ExtensionParser {
    private static final long RECORD_ALIGNMENT = 8;

    private final MemorySegment bytes;
    private final List<SecurityContext> contexts = new ArrayList<>();
    private int[] groups = {};

    ExtensionParser(MemorySegment bytes) {
        this.bytes = bytes;
    }

    /** The extensions, or null if they make no sense. */
    @Nullable
    RequestExtensions parse() {
        long base = 0;
        while (base < bytes.byteSize()) {
            long room = bytes.byteSize() - base;
            if (room < FuseExtHeader.STRUCT.sizeBytes()) {
                return null;
            }
            long size = Integer.toUnsignedLong(FuseExtHeader.SIZE.get(bytes, base));
            if (size < FuseExtHeader.STRUCT.sizeBytes() || size > room) {
                return null;
            }
            if (!record(bytes.asSlice(base, size))) {
                return null;
            }
            base += roundUp(size);
        }
        return new RequestExtensions(contexts, groups);
    }

    private boolean record(MemorySegment record) {
        int type = FuseExtHeader.TYPE.get(record, 0);
        if (type >= 0 && type <= ExtensionType.MAX_NR_SECCTX) {
            return securityContexts(record, FuseSecctxHeader.NR_SECCTX.get(record, 0));
        }
        return type != ExtensionType.EXT_GROUPS || supplementaryGroups(record);
    }

    private boolean securityContexts(MemorySegment record, int count) {
        long base = FuseSecctxHeader.STRUCT.sizeBytes();
        for (int i = 0; i < count; i++) {
            long nameStart = base + FuseSecctx.STRUCT.sizeBytes();
            if (nameStart > record.byteSize()) {
                return false;
            }
            long valueBytes = Integer.toUnsignedLong(FuseSecctx.SIZE.get(record, base));
            long nul = nulAt(record, nameStart);
            if (nul < 0 || valueBytes > record.byteSize() - nul - 1) {
                return false;
            }
            contexts.add(
                    new SecurityContext(copy(record, nameStart, nul - nameStart), copy(record, nul + 1, valueBytes)));
            base = roundUp(nul + 1 + valueBytes);
        }
        return true;
    }

    private boolean supplementaryGroups(MemorySegment record) {
        long base = FuseExtHeader.STRUCT.sizeBytes();
        long idsAt = base + FuseSuppGroups.GROUPS.offset();
        if (idsAt > record.byteSize()) {
            return false;
        }
        long count = Integer.toUnsignedLong(FuseSuppGroups.NR_GROUPS.get(record, base));
        if (count > (record.byteSize() - idsAt) / Integer.BYTES) {
            return false;
        }
        groups = record.asSlice(idsAt, count * Integer.BYTES)
                .toArray(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
        return true;
    }

    private static long nulAt(MemorySegment segment, long from) {
        for (long i = from; i < segment.byteSize(); i++) {
            if (segment.get(ValueLayout.JAVA_BYTE, i) == 0) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] copy(MemorySegment segment, long from, long length) {
        return segment.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static long roundUp(long value) {
        return (value + RECORD_ALIGNMENT - 1) / RECORD_ALIGNMENT * RECORD_ALIGNMENT;
    }
}
