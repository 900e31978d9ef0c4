package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/**
 * The {@code *at} calls: what happens to names. A path is its bytes, without a NUL; relative ones start at the
 * directory descriptor. Names of file systems are bytes and need not be text.
 *
 * <p>Results are the man page's, or -errno: EFAULT for a path with a NUL inside, ENAMETOOLONG beyond 4095 bytes.
 */
public final class Paths {
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_EACCESS = 0x200;
    public static final int AT_REMOVEDIR = 0x200;
    public static final int AT_SYMLINK_FOLLOW = 0x400;
    public static final int AT_NO_AUTOMOUNT = 0x800;

    /** With an empty path: the descriptor itself. */
    public static final int AT_EMPTY_PATH = 0x1000;

    public static final int RENAME_NOREPLACE = 1;
    public static final int RENAME_EXCHANGE = 2;
    public static final int RENAME_WHITEOUT = 4;

    public static final int F_OK = 0;
    public static final int X_OK = 1;
    public static final int W_OK = 2;
    public static final int R_OK = 4;

    /** Nanoseconds that mean the present. */
    public static final int UTIME_NOW = (1 << 30) - 1;

    /** Nanoseconds that mean leave as it is. */
    public static final int UTIME_OMIT = (1 << 30) - 2;

    private static final int SYS_FACCESSAT2 = 439;

    private static final MethodHandle MKDIRAT = Libc.returningInt("mkdirat", 3);
    private static final MethodHandle MKNODAT = Libc.returningInt("mknodat", 4);
    private static final MethodHandle UNLINKAT = Libc.returningInt("unlinkat", 3);
    private static final MethodHandle SYMLINKAT = Libc.returningInt("symlinkat", 3);
    private static final MethodHandle READLINKAT = Libc.returningLong("readlinkat", 4);
    private static final MethodHandle LINKAT = Libc.returningInt("linkat", 5);
    private static final MethodHandle RENAMEAT2 = Libc.returningInt("renameat2", 5);
    private static final MethodHandle FCHMODAT = Libc.returningInt("fchmodat", 4);
    private static final MethodHandle FCHMOD = Libc.returningInt("fchmod", 2);
    private static final MethodHandle FCHOWNAT = Libc.returningInt("fchownat", 5);
    private static final MethodHandle UTIMENSAT = Libc.returningInt("utimensat", 4);
    private static final MethodHandle FUTIMENS = Libc.returningInt("futimens", 2);

    private static final byte[] EMPTY = {};

    private Paths() {}

    public static int mkdirat(int dirFd, byte[] path, int mode) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(MKDIRAT, dirFd, frame.path(path), mode);
    }

    /** mknodat(2); {@code dev} as from {@link Statx#device(int, int)}. */
    public static int mknodat(int dirFd, byte[] path, int mode, long dev) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(MKNODAT, dirFd, frame.path(path), mode, dev);
    }

    /** unlinkat(2): a file, or with AT_REMOVEDIR an empty directory. */
    public static int unlinkat(int dirFd, byte[] path, int flags) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(UNLINKAT, dirFd, frame.path(path), flags);
    }

    public static int symlinkat(byte[] target, int dirFd, byte[] path) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(SYMLINKAT, frame.path(target), dirFd, frame.secondPath(path));
    }

    /** readlinkat(2) into memory. The length; a target that does not fit is cut. */
    public static int readlinkat(int dirFd, byte[] path, long buffer, int sizeBytes) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(READLINKAT, dirFd, frame.path(path), buffer, sizeBytes);
    }

    /** readlinkat(2) into an array; 4096 bytes hold any target. An empty path reads the link that is {@code dirFd}. */
    public static int readlinkat(int dirFd, byte[] path, byte[] target) {
        long bulk = CallFrame.current().bulk();
        int length = readlinkat(dirFd, path, bulk, Math.min(target.length, CallFrame.BULK_BYTES));
        if (length > 0) {
            Memory.copy(bulk, target, 0, length);
        }
        return length;
    }

    /** linkat(2). AT_EMPTY_PATH (an O_TMPFILE or O_PATH descriptor) wants CAP_DAC_READ_SEARCH. */
    public static int linkat(int fromDirFd, byte[] from, int toDirFd, byte[] to, int flags) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(LINKAT, fromDirFd, frame.path(from), toDirFd, frame.secondPath(to), flags);
    }

    public static int renameat2(int fromDirFd, byte[] from, int toDirFd, byte[] to, int flags) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(RENAMEAT2, fromDirFd, frame.path(from), toDirFd, frame.secondPath(to), flags);
    }

    /** fchmodat(3); AT_SYMLINK_NOFOLLOW answers EOPNOTSUPP for a symbolic link. */
    public static int fchmodat(int dirFd, byte[] path, int mode, int flags) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(FCHMODAT, dirFd, frame.path(path), mode, flags);
    }

    /** fchmod(2); EBADF for an O_PATH descriptor. */
    public static int fchmod(int fd, int mode) {
        return (int) CallFrame.current().call(FCHMOD, fd, mode);
    }

    /** fchownat(2); -1 leaves an id as it is. */
    public static int fchownat(int dirFd, byte[] path, int uid, int gid, int flags) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(FCHOWNAT, dirFd, frame.path(path), uid, gid, flags);
    }

    /** fchownat(2) with AT_EMPTY_PATH: works on O_PATH descriptors too. */
    public static int fchown(int fd, int uid, int gid) {
        return fchownat(fd, EMPTY, uid, gid, AT_EMPTY_PATH);
    }

    /** utimensat(2); nanoseconds may be UTIME_NOW or UTIME_OMIT. */
    public static int utimensat(
            int dirFd, byte[] path, long atimeSec, int atimeNsec, long mtimeSec, int mtimeNsec, int flags) {
        CallFrame frame = CallFrame.current();
        long times = putTimes(frame.struct(), atimeSec, atimeNsec, mtimeSec, mtimeNsec);
        return (int) frame.call(UTIMENSAT, dirFd, frame.path(path), times, flags);
    }

    /** futimens(3). */
    public static int futimens(int fd, long atimeSec, int atimeNsec, long mtimeSec, int mtimeNsec) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(FUTIMENS, fd, putTimes(frame.struct(), atimeSec, atimeNsec, mtimeSec, mtimeNsec));
    }

    /** faccessat2(2), Linux 5.8: AT_EACCESS, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH. */
    public static int faccessat2(int dirFd, byte[] path, int access, int flags) {
        CallFrame frame = CallFrame.current();
        return (int) frame.syscall(SYS_FACCESSAT2, dirFd, frame.path(path), access, flags, 0);
    }

    private static long putTimes(long times, long atimeSec, int atimeNsec, long mtimeSec, int mtimeNsec) {
        Memory.putLong(times, atimeSec);
        Memory.putLong(times + 8, atimeNsec);
        Memory.putLong(times + 16, mtimeSec);
        Memory.putLong(times + 24, mtimeNsec);
        return times;
    }
}
