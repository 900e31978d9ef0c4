package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.EntryStructs.FuseEntryOut;

/**
 * Writes a {@code fuse_entry_out}: the answer to every request that finds or makes an inode, and part of a direntplus.
 */
final class EntryWriter {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private EntryWriter() {}

    static void write(
            MemorySegment out,
            long base,
            long nodeid,
            long generation,
            long entryValidNanos,
            long attrValidNanos,
            WireAttributes attributes) {
        FuseEntryOut.NODEID.set(out, base, nodeid);
        FuseEntryOut.GENERATION.set(out, base, generation);
        FuseEntryOut.ENTRY_VALID.set(out, base, seconds(entryValidNanos));
        FuseEntryOut.ATTR_VALID.set(out, base, seconds(attrValidNanos));
        FuseEntryOut.ENTRY_VALID_NSEC.set(out, base, nanos(entryValidNanos));
        FuseEntryOut.ATTR_VALID_NSEC.set(out, base, nanos(attrValidNanos));
        attributes.writeAttr(out, base + FuseEntryOut.ATTR.offset());
    }

    static long seconds(long validNanos) {
        return validNanos / NANOS_PER_SECOND;
    }

    static int nanos(long validNanos) {
        return (int) (validNanos % NANOS_PER_SECOND);
    }
}
