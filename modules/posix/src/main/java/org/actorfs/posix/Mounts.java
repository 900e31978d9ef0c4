package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/** mount(2) and umount2(2). Results are 0 or -errno: EPERM without CAP_SYS_ADMIN. */
public final class Mounts {
    public static final long MS_RDONLY = 1;
    public static final long MS_NOSUID = 1 << 1;
    public static final long MS_NODEV = 1 << 2;
    public static final long MS_NOEXEC = 1 << 3;
    public static final long MS_SYNCHRONOUS = 1 << 4;
    public static final long MS_REMOUNT = 1 << 5;
    public static final long MS_MANDLOCK = 1 << 6;
    public static final long MS_DIRSYNC = 1 << 7;
    public static final long MS_NOSYMFOLLOW = 1 << 8;
    public static final long MS_NOATIME = 1 << 10;
    public static final long MS_NODIRATIME = 1 << 11;
    public static final long MS_BIND = 1 << 12;
    public static final long MS_MOVE = 1 << 13;
    public static final long MS_REC = 1 << 14;
    public static final long MS_SILENT = 1 << 15;
    public static final long MS_UNBINDABLE = 1 << 17;
    public static final long MS_PRIVATE = 1 << 18;
    public static final long MS_SLAVE = 1 << 19;
    public static final long MS_SHARED = 1 << 20;
    public static final long MS_RELATIME = 1 << 21;
    public static final long MS_STRICTATIME = 1 << 24;
    public static final long MS_LAZYTIME = 1 << 25;

    /** Ends the connection to a server that no longer answers. */
    public static final int MNT_FORCE = 1;

    /** Takes the mount out of the tree at once; it ends when its last user does. */
    public static final int MNT_DETACH = 2;

    public static final int MNT_EXPIRE = 4;

    /** Refuses a mountpoint that is a symbolic link. */
    public static final int UMOUNT_NOFOLLOW = 8;

    private static final MethodHandle MOUNT = Libc.returningInt("mount", 5);
    private static final MethodHandle UMOUNT2 = Libc.returningInt("umount2", 2);

    private Mounts() {}

    /**
     * mount(2). {@code data} is the filesystem's option string; EINVAL beyond 4095 bytes, for the kernel would cut it.
     * Mounting FUSE does not wait for INIT. The mountpoint must not be below a mount that this process serves.
     */
    public static int mount(byte[] source, byte[] target, byte[] fstype, long flags, byte[] data) {
        if (data.length >= CallFrame.PATH_MAX || fstype.length >= CallFrame.PATH_MAX) {
            return -Errnos.EINVAL;
        }
        CallFrame frame = CallFrame.current();
        long options = frame.bulk();
        long type = options + CallFrame.PATH_MAX;
        putString(options, data);
        putString(type, fstype);
        return (int) frame.call(MOUNT, frame.path(source), frame.secondPath(target), type, flags, options);
    }

    /** umount2(2). EBUSY while something is open below, unless MNT_DETACH; EINVAL where nothing is mounted. */
    public static int umount2(byte[] target, int flags) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(UMOUNT2, frame.path(target), flags);
    }

    private static void putString(long address, byte[] bytes) {
        Memory.copy(bytes, 0, address, bytes.length);
        Memory.putByte(address + bytes.length, (byte) 0);
    }
}
