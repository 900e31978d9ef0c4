package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.actorfs.fuse.protocol.EntryStructs.FuseDirent;
import org.actorfs.fuse.protocol.EntryStructs.FuseDirentplus;
import org.actorfs.fuse.protocol.EntryStructs.FuseEntryOut;

/**
 * Packs directory entries for READDIR and READDIRPLUS, each padded to 8 bytes, until the size that the kernel asked
 * for is reached. Reused: {@link #begin} starts a listing. Not for other threads.
 *
 * <p>{@code offset} is what the kernel sends to go on <i>after</i> this entry. A name must have 1 to 255 bytes and no
 * slash, or the kernel fails the whole listing with EIO.
 */
public final class DirentWriter {
    private static final long RECORD_ALIGNMENT = 8;

    private MemorySegment target = MemorySegment.NULL;
    private long limit;
    private long length;

    /** How many bytes an entry takes, with its padding. */
    public static int bytesOf(int nameLength, boolean plus) {
        long header = plus ? FuseDirentplus.STRUCT.sizeBytes() : FuseDirent.STRUCT.sizeBytes();
        return (int) ((header + nameLength + RECORD_ALIGNMENT - 1) & -RECORD_ALIGNMENT);
    }

    /** Starts a listing at the beginning of {@code room}, of at most {@code size} bytes. */
    public DirentWriter begin(MemorySegment room, long size) {
        target = room;
        limit = Math.min(size, room.byteSize());
        length = 0;
        return this;
    }

    /** Bytes written since {@link #begin}. */
    public int length() {
        return (int) length;
    }

    /**
     * Appends a {@code fuse_dirent}. False, with nothing written, if there is no room for it.
     *
     * @param type as d_type of readdir(3): the file type bits of the mode, shifted right by 12
     */
    public boolean add(long ino, long offset, int type, byte[] name) {
        long end = length + bytesOf(name.length, false);
        if (end > limit) {
            return false;
        }
        writeDirent(length, end, ino, offset, type, name);
        length = end;
        return true;
    }

    /**
     * Appends a {@code fuse_direntplus}. False, with nothing written, if there is no room; the lookup count of the
     * inode rises by one only if this was true and the reply was accepted.
     */
    public boolean addPlus(
            long nodeid,
            long generation,
            long entryValidNanos,
            long attrValidNanos,
            WireAttributes attributes,
            long offset,
            int type,
            byte[] name) {
        long end = length + bytesOf(name.length, true);
        if (end > limit) {
            return false;
        }
        EntryWriter.write(target, length, nodeid, generation, entryValidNanos, attrValidNanos, attributes);
        writeDirent(length + FuseDirentplus.DIRENT.offset(), end, attributes.ino(), offset, type, name);
        length = end;
        return true;
    }

    /**
     * Appends a {@code fuse_direntplus} with node id 0: a name without attributes and without a lookup count, for
     * ".", ".." and entries that vanished meanwhile.
     */
    public boolean addPlusWithoutNode(long ino, long offset, int type, byte[] name) {
        long end = length + bytesOf(name.length, true);
        if (end > limit) {
            return false;
        }
        FuseEntryOut.STRUCT.clear(target, length);
        writeDirent(length + FuseDirentplus.DIRENT.offset(), end, ino, offset, type, name);
        length = end;
        return true;
    }

    private void writeDirent(long base, long end, long ino, long offset, int type, byte[] name) {
        FuseDirent.INO.set(target, base, ino);
        FuseDirent.OFF.set(target, base, offset);
        FuseDirent.NAMELEN.set(target, base, name.length);
        FuseDirent.TYPE.set(target, base, type);
        long nameStart = base + FuseDirent.NAME.offset();
        MemorySegment.copy(name, 0, target, ValueLayout.JAVA_BYTE, nameStart, name.length);
        for (long padding = nameStart + name.length; padding < end; padding++) {
            target.set(ValueLayout.JAVA_BYTE, padding, (byte) 0);
        }
    }
}
