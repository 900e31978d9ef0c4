package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/** What tells files and filesystems apart beyond stat(2); O_PATH descriptors will do. Nothing here waits on a local filesystem. */
public final class FileIdentity {
    private static final int MAX_HANDLE_BYTES = 128;
    private static final int HANDLE_TYPE = 4;
    private static final int HANDLE = 8;
    private static final int MOUNT_ID = HANDLE + MAX_HANDLE_BYTES;

    /** exportfs.h: FILEID_INO32_GEN (ext4, f2fs; three words on tmpfs), FILEID_INO64_GEN (xfs), FILEID_BTRFS_WITHOUT_PARENT. */
    private static final int INO32_GEN = 0x01;

    private static final int INO64_GEN = 0x81;
    private static final int BTRFS = 0x4d;

    private static final byte[] EMPTY = {};
    private static final MethodHandle NAME_TO_HANDLE_AT = Libc.returningInt("name_to_handle_at", 5);
    private static final MethodHandle FSTATFS = Libc.returningInt("fstatfs", 2);

    private FileIdentity() {}

    /**
     * The inode's generation, which differs where an inode number is used again: taken out of name_to_handle_at(2). 0 where
     * the filesystem has none, or none that we know how to find.
     */
    public static int generation(int fd) {
        CallFrame frame = CallFrame.current();
        long handle = frame.struct();
        Memory.putInt(handle, MAX_HANDLE_BYTES);
        long result =
                frame.call(NAME_TO_HANDLE_AT, fd, frame.path(EMPTY), handle, handle + MOUNT_ID, Paths.AT_EMPTY_PATH);
        return result < 0 ? 0 : generationIn(handle);
    }

    /** f_type of fstatfs(2), as in linux/magic.h; or -errno. */
    public static long filesystemType(int fd) {
        CallFrame frame = CallFrame.current();
        long result = frame.call(FSTATFS, fd, frame.struct());
        return result < 0 ? result : Memory.getLong(frame.struct()) & 0xffffffffL;
    }

    private static int generationIn(long handle) {
        int words = Memory.getInt(handle) / Integer.BYTES;
        return switch (Memory.getInt(handle + HANDLE_TYPE)) {
            case INO32_GEN -> words == 2 ? word(handle, 1) : word(handle, 0);
            case INO64_GEN -> word(handle, 2);
            case BTRFS -> word(handle, 4);
            default -> 0;
        };
    }

    private static int word(long handle, int index) {
        return Memory.getInt(handle + HANDLE + (long) index * Integer.BYTES);
    }
}
