package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/**
 * Getting, changing and closing file descriptors. Every descriptor made here is O_CLOEXEC.
 *
 * <p>Results are the man page's, or -errno.
 */
public final class Descriptors {
    /** The directory argument that means the working directory. The daemon should hold a descriptor instead. */
    public static final int AT_FDCWD = -100;

    /** {@code _IOR(229, 0, uint32_t)}: makes a fresh /dev/fuse descriptor another channel of a mounted one. */
    public static final int FUSE_DEV_IOC_CLONE = 0x8004E500;

    private static final int TIOCGWINSZ = 0x5413;

    /** Where ws_col is in struct winsize. */
    private static final int COLUMNS = 2;

    private static final int SYS_OPENAT2 = 437;
    private static final int OPEN_HOW_BYTES = 24;
    private static final int F_GETFD = 1;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_SETSIG = 10;
    private static final int F_SETLEASE = 1024;
    private static final int F_GETLEASE = 1025;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_WRLCK = 1;

    /** Ignored by default; SIGIO, the usual signal of a lease, would end the process. */
    private static final int SIGURG = 23;

    private static final MethodHandle OPENAT = Libc.variadicInt("openat", 4, 3);
    private static final MethodHandle CLOSE = Libc.returningInt("close", 1);
    private static final MethodHandle FCNTL = Libc.variadicInt("fcntl", 3, 2);
    private static final MethodHandle IOCTL = Libc.variadicInt("ioctl", 3, 2);

    private Descriptors() {}

    /** open(2). */
    public static int open(byte[] path, int flags, int mode) {
        return openat(AT_FDCWD, path, flags, mode);
    }

    /** openat(2). Can wait: for a disk, a lease, the other end of a FIFO. */
    public static int openat(int dirFd, byte[] path, int flags, int mode) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(OPENAT, dirFd, frame.path(path), flags | OpenFlags.O_CLOEXEC, mode);
    }

    /**
     * openat2(2), Linux 5.6: as openat, with rules for the walk ({@code RESOLVE_*}). EINVAL for unknown flags and for a
     * mode without O_CREAT; E2BIG never, the struct is the first version.
     */
    public static int openat2(int dirFd, byte[] path, int flags, int mode, int resolve) {
        CallFrame frame = CallFrame.current();
        long how = frame.struct();
        Memory.putLong(how, Integer.toUnsignedLong(flags | OpenFlags.O_CLOEXEC));
        Memory.putLong(how + 8, mode);
        Memory.putLong(how + 16, resolve);
        return (int) frame.syscall(SYS_OPENAT2, dirFd, frame.path(path), how, OPEN_HOW_BYTES, 0);
    }

    /** close(2). The descriptor is gone whatever the result, EINTR included; never call it twice. */
    public static int close(int fd) {
        return (int) CallFrame.current().call(CLOSE, fd);
    }

    /** fcntl(F_DUPFD_CLOEXEC): what dup(2) should have been. */
    public static int dup(int fd) {
        return (int) CallFrame.current().call(FCNTL, fd, F_DUPFD_CLOEXEC, 0);
    }

    /** fcntl(F_GETFL): access mode and status flags. */
    public static int statusFlags(int fd) {
        return (int) CallFrame.current().call(FCNTL, fd, F_GETFL, 0);
    }

    /** fcntl(F_SETFL): O_APPEND, O_NONBLOCK, O_DIRECT, O_NOATIME; other bits are ignored. */
    public static int setStatusFlags(int fd, int flags) {
        return (int) CallFrame.current().call(FCNTL, fd, F_SETFL, flags);
    }

    /** fcntl(F_GETFD): 1 when close-on-exec is set, else 0. EBADF when nothing is open there. */
    public static int descriptorFlags(int fd) {
        return (int) CallFrame.current().call(FCNTL, fd, F_GETFD, 0);
    }

    /**
     * fcntl(F_SETLEASE, F_WRLCK): while it is held nobody else has the regular file open, and whoever opens it waits until it is given back,
     * at the latest when the descriptor is closed, or for /proc/sys/fs/lease-break-time. EAGAIN if somebody has it open; EACCES for
     * others than its owner and root; EINVAL where the filesystem knows no leases.
     */
    public static int takeLease(int fd) {
        CallFrame frame = CallFrame.current();
        int signal = (int) frame.call(FCNTL, fd, F_SETSIG, SIGURG);
        return signal < 0 ? signal : (int) frame.call(FCNTL, fd, F_SETLEASE, F_WRLCK);
    }

    /** fcntl(F_GETLEASE): whether the lease is held and nobody waits for its end. */
    public static boolean holdsLease(int fd) {
        return CallFrame.current().call(FCNTL, fd, F_GETLEASE, 0) == F_WRLCK;
    }

    /** ioctl(TIOCGWINSZ): how many characters a line of a terminal has, 0 if it does not say; ENOTTY for anything else. */
    public static int terminalColumns(int fd) {
        CallFrame frame = CallFrame.current();
        int result = (int) frame.call(IOCTL, fd, TIOCGWINSZ, frame.struct());
        return result < 0 ? result : Short.toUnsignedInt(Memory.getShort(frame.struct() + COLUMNS));
    }

    /** ioctl(2) with a raw address or a number as argument. */
    public static int ioctl(int fd, int request, long argument) {
        return (int) CallFrame.current().call(IOCTL, fd, Integer.toUnsignedLong(request), argument);
    }

    /** ioctl(2) with a pointer to a struct of two 64-bit words. */
    public static int ioctlWithTwoLongs(int fd, int request, long first, long second) {
        CallFrame frame = CallFrame.current();
        Memory.putLong(frame.struct(), first);
        Memory.putLong(frame.struct() + Long.BYTES, second);
        return (int) frame.call(IOCTL, fd, Integer.toUnsignedLong(request), frame.struct());
    }

    /** ioctl(2) with a pointer to an int that holds {@code value}, such as {@link #FUSE_DEV_IOC_CLONE}. */
    public static int ioctlWithInt(int fd, int request, int value) {
        CallFrame frame = CallFrame.current();
        Memory.putInt(frame.struct(), value);
        return (int) frame.call(IOCTL, fd, Integer.toUnsignedLong(request), frame.struct());
    }
}
