package org.actorfs.fs.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.actorfs.fs.Name;
import org.jspecify.annotations.Nullable;

/**
 * What a memory volume may use.
 *
 * @param pages of file data, 4 KiB each, off the heap
 * @param inodes of all types, the root included
 * @param heapBytes for inodes, names, link targets and page maps together, as charged by the constants here
 */
record MemoryLimits(long pages, long inodes, long heapBytes) {
    /** An inode with its attributes, times and table slot, as charged; measured in {@code MemoryFootprintTest}. */
    static final int INODE_BYTES = 232;

    /** A directory entry without the bytes of its name, as charged. */
    static final int ENTRY_BYTES = 104;

    /** An extended attribute without the bytes of its name and value, as charged. */
    static final int XATTR_BYTES = 112;

    static final int TYPICAL_INODE_BYTES = INODE_BYTES + ENTRY_BYTES + 16;

    /** One inode for so much of the largest heap: a third is the volume's, the rest for actors and work. */
    static final int HEAP_BYTES_PER_INODE = 1_536;

    /** Half of the machine's memory for data; an inode for each 1.5 KiB of the largest heap, of which two fifths may be charged. */
    static MemoryLimits ofThisMachine() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long heap = Runtime.getRuntime().maxMemory();
        long pages = (system.getTotalMemorySize() / 2) >>> PageStore.PAGE_SHIFT;
        return new MemoryLimits(
                Math.clamp(pages, 1, PageStore.MAX_PAGES), Math.max(1, heap / HEAP_BYTES_PER_INODE), heap / 5 * 2);
    }

    static int inodeBytes(byte @Nullable [] target) {
        return INODE_BYTES + (target == null ? 0 : 16 + target.length);
    }

    static int xattrBytes(Name name, byte[] value) {
        return XATTR_BYTES + name.length() + value.length;
    }

    static int entryBytes(Name name) {
        return ENTRY_BYTES + name.length();
    }
}
