package org.actorfs.mirror;

import java.util.Set;

/** Filesystems that keep the attributes of an inode in memory while it is there, so that asking for them does not wait. */
final class LocalFilesystems {
    /** From linux/magic.h and the filesystems' own headers. */
    private static final Set<Long> TYPES = Set.of(
            0xEF53L, // ext2, ext3, ext4
            0x58465342L, // xfs
            0x9123683EL, // btrfs
            0xF2F52010L, // f2fs
            0x01021994L, // tmpfs
            0x858458F6L, // ramfs
            0x2FC12FC1L, // zfs
            0xCA451A4EL, // bcachefs
            0x794C7630L, // overlayfs, whose layers are local but for odd exceptions
            0x73717368L, // squashfs
            0xE0F5E1E2L); // erofs

    /** Those of them that have nothing but memory: tmpfs and ramfs. They remember no names that are missing. */
    private static final Set<Long> IN_MEMORY = Set.of(0x01021994L, 0x858458F6L);

    private LocalFilesystems() {}

    static boolean contains(long type) {
        return TYPES.contains(type);
    }

    /** Whether nothing there waits, also for what the kernel has not cached. */
    static boolean inMemory(long type) {
        return IN_MEMORY.contains(type);
    }
}
