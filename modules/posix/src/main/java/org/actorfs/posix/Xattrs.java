package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/**
 * Extended attributes of open files, of paths, and of paths without following a last symbolic link ({@code l…}). An
 * O_PATH descriptor is EBADF for the {@code f…} calls: go through {@code /proc/self/fd/N} and the plain call, or for a directory by {@code "."}.
 *
 * <p>Reading with room for 0 bytes asks for the size. Results are the man page's, or -errno: ENODATA without the
 * attribute, ERANGE when the room is too small, EOPNOTSUPP where the filesystem has none.
 */
public final class Xattrs {
    public static final int XATTR_CREATE = 1;
    public static final int XATTR_REPLACE = 2;

    private static final MethodHandle FGETXATTR = Libc.returningLong("fgetxattr", 4);
    private static final MethodHandle FSETXATTR = Libc.returningInt("fsetxattr", 5);
    private static final MethodHandle FLISTXATTR = Libc.returningLong("flistxattr", 3);
    private static final MethodHandle FREMOVEXATTR = Libc.returningInt("fremovexattr", 2);
    private static final MethodHandle GETXATTR = Libc.returningLong("getxattr", 4);
    private static final MethodHandle SETXATTR = Libc.returningInt("setxattr", 5);
    private static final MethodHandle LISTXATTR = Libc.returningLong("listxattr", 3);
    private static final MethodHandle REMOVEXATTR = Libc.returningInt("removexattr", 2);
    private static final MethodHandle LGETXATTR = Libc.returningLong("lgetxattr", 4);
    private static final MethodHandle LSETXATTR = Libc.returningInt("lsetxattr", 5);
    private static final MethodHandle LLISTXATTR = Libc.returningLong("llistxattr", 3);
    private static final MethodHandle LREMOVEXATTR = Libc.returningInt("lremovexattr", 2);

    private static final int SYS_LISTXATTRAT = 465;

    private Xattrs() {}

    /** fgetxattr(2) into raw memory. */
    public static int fgetxattr(int fd, byte[] name, long value, int sizeBytes) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(FGETXATTR, fd, frame.secondPath(name), value, sizeBytes);
    }

    public static int fgetxattr(int fd, byte[] name, byte[] value) {
        CallFrame frame = CallFrame.current();
        return delivered(frame, frame.call(FGETXATTR, fd, frame.secondPath(name), frame.bulk(), room(value)), value);
    }

    public static int getxattr(byte[] path, byte[] name, byte[] value) {
        return get(GETXATTR, path, name, value);
    }

    public static int lgetxattr(byte[] path, byte[] name, byte[] value) {
        return get(LGETXATTR, path, name, value);
    }

    /** fsetxattr(2) from raw memory. */
    public static int fsetxattr(int fd, byte[] name, long value, int sizeBytes, int flags) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(FSETXATTR, fd, frame.secondPath(name), value, sizeBytes, flags);
    }

    /** fsetxattr(2); E2BIG above 64 KiB. */
    public static int fsetxattr(int fd, byte[] name, byte[] value, int flags) {
        CallFrame frame = CallFrame.current();
        long staged = staged(frame, value);
        return (int) frame.call(FSETXATTR, fd, frame.secondPath(name), staged, value.length, flags);
    }

    public static int setxattr(byte[] path, byte[] name, byte[] value, int flags) {
        return set(SETXATTR, path, name, value, flags);
    }

    public static int lsetxattr(byte[] path, byte[] name, byte[] value, int flags) {
        return set(LSETXATTR, path, name, value, flags);
    }

    /** flistxattr(2): the names, each ended by a NUL. */
    public static int flistxattr(int fd, byte[] names) {
        CallFrame frame = CallFrame.current();
        return delivered(frame, frame.call(FLISTXATTR, fd, frame.bulk(), room(names)), names);
    }

    public static int listxattr(byte[] path, byte[] names) {
        CallFrame frame = CallFrame.current();
        return delivered(frame, frame.call(LISTXATTR, frame.path(path), frame.bulk(), room(names)), names);
    }

    public static int llistxattr(byte[] path, byte[] names) {
        CallFrame frame = CallFrame.current();
        return delivered(frame, frame.call(LLISTXATTR, frame.path(path), frame.bulk(), room(names)), names);
    }

    /** listxattrat(2), Linux 6.13: of a path from a directory, which may be an O_PATH descriptor. ENOSYS before. */
    public static int listxattrat(int dirFd, byte[] path, byte[] names) {
        CallFrame frame = CallFrame.current();
        long length = frame.syscall(SYS_LISTXATTRAT, dirFd, frame.path(path), 0, frame.bulk(), room(names));
        return delivered(frame, length, names);
    }

    public static int fremovexattr(int fd, byte[] name) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(FREMOVEXATTR, fd, frame.secondPath(name));
    }

    public static int removexattr(byte[] path, byte[] name) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(REMOVEXATTR, frame.path(path), frame.secondPath(name));
    }

    public static int lremovexattr(byte[] path, byte[] name) {
        CallFrame frame = CallFrame.current();
        return (int) frame.call(LREMOVEXATTR, frame.path(path), frame.secondPath(name));
    }

    private static int get(MethodHandle function, byte[] path, byte[] name, byte[] value) {
        CallFrame frame = CallFrame.current();
        long nameAddress = frame.secondPath(name);
        return delivered(frame, frame.call(function, frame.path(path), nameAddress, frame.bulk(), room(value)), value);
    }

    private static int set(MethodHandle function, byte[] path, byte[] name, byte[] value, int flags) {
        CallFrame frame = CallFrame.current();
        long staged = staged(frame, value);
        return (int) frame.call(function, frame.path(path), frame.secondPath(name), staged, value.length, flags);
    }

    private static int room(byte[] target) {
        return Math.min(target.length, CallFrame.BULK_BYTES);
    }

    /** More than the kernel's limit is not copied: the kernel looks at the size first and answers E2BIG. */
    private static long staged(CallFrame frame, byte[] value) {
        Memory.copy(value, 0, frame.bulk(), room(value));
        return frame.bulk();
    }

    private static int delivered(CallFrame frame, long length, byte[] target) {
        if (length > 0 && target.length > 0) {
            Memory.copy(frame.bulk(), target, 0, (int) length);
        }
        return (int) length;
    }
}
