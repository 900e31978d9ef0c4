package org.actorfs.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/**
 * A reusable struct statx: {@link #fill} asks the kernel, the accessors read the answer. Owned by one thread at a
 * time; freed by the garbage collector. A field counts only if its bit is in {@link #mask}.
 */
public final class Statx {
    public static final int STATX_BASIC_STATS = 0x07ff;
    public static final int STATX_BTIME = 0x0800;
    public static final int STATX_MNT_ID = 0x1000;
    public static final int STATX_DIOALIGN = 0x2000;

    /** Mount ids that are never reused, Linux 6.8. */
    public static final int STATX_MNT_ID_UNIQUE = 0x4000;

    /** In flags: no need to ask a server; what is cached will do. */
    public static final int AT_STATX_DONT_SYNC = 0x4000;

    /** In {@link #attributes}: it is the root of a mount. */
    public static final long STATX_ATTR_MOUNT_ROOT = 0x2000;

    public static final int S_IFMT = 0170000;
    public static final int S_IFSOCK = 0140000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFIFO = 0010000;

    /** struct statx of linux/stat.h: 256 bytes, the same on every machine. */
    private static final int SIZE_BYTES = 256;

    private static final int MASK = 0;
    private static final int BLKSIZE = 4;
    private static final int ATTRIBUTES = 8;
    private static final int NLINK = 16;
    private static final int UID = 20;
    private static final int GID = 24;
    private static final int MODE = 28;
    private static final int INO = 32;
    private static final int SIZE = 40;
    private static final int BLOCKS = 48;
    private static final int ATTRIBUTES_MASK = 56;
    private static final int ATIME = 64;
    private static final int BTIME = 80;
    private static final int CTIME = 96;
    private static final int MTIME = 112;
    private static final int RDEV_MAJOR = 128;
    private static final int DEV_MAJOR = 136;
    private static final int MNT_ID = 144;
    private static final int NSEC = 8;
    private static final int MINOR = 4;

    private static final byte[] EMPTY = {};
    private static final MethodHandle STATX = Libc.returningInt("statx", 5);

    private final MemorySegment memory = Arena.ofAuto().allocate(SIZE_BYTES, 8);

    /** statx(2). 0 or -errno; after an error the fields are those of the call before. */
    public int fill(int dirFd, byte[] path, int flags, int mask) {
        CallFrame frame = CallFrame.current();
        try {
            return (int) frame.call(STATX, dirFd, frame.path(path), flags, mask, memory.address());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** statx(2) of an open descriptor, O_PATH included. 0 or -errno. */
    public int fill(int fd, int mask) {
        return fill(fd, EMPTY, Paths.AT_EMPTY_PATH, mask);
    }

    public int mask() {
        return memory.get(JAVA_INT, MASK);
    }

    public int blksize() {
        return memory.get(JAVA_INT, BLKSIZE);
    }

    /** STATX_ATTR_* bits, to be read under {@link #attributesMask}. */
    public long attributes() {
        return memory.get(JAVA_LONG, ATTRIBUTES);
    }

    public long attributesMask() {
        return memory.get(JAVA_LONG, ATTRIBUTES_MASK);
    }

    public int nlink() {
        return memory.get(JAVA_INT, NLINK);
    }

    public int uid() {
        return memory.get(JAVA_INT, UID);
    }

    public int gid() {
        return memory.get(JAVA_INT, GID);
    }

    /** Type and permissions. */
    public int mode() {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, MODE));
    }

    public long ino() {
        return memory.get(JAVA_LONG, INO);
    }

    public long size() {
        return memory.get(JAVA_LONG, SIZE);
    }

    /** In units of 512 bytes. */
    public long blocks() {
        return memory.get(JAVA_LONG, BLOCKS);
    }

    public long atimeSec() {
        return memory.get(JAVA_LONG, ATIME);
    }

    public int atimeNsec() {
        return memory.get(JAVA_INT, ATIME + NSEC);
    }

    public long btimeSec() {
        return memory.get(JAVA_LONG, BTIME);
    }

    public int btimeNsec() {
        return memory.get(JAVA_INT, BTIME + NSEC);
    }

    public long ctimeSec() {
        return memory.get(JAVA_LONG, CTIME);
    }

    public int ctimeNsec() {
        return memory.get(JAVA_INT, CTIME + NSEC);
    }

    public long mtimeSec() {
        return memory.get(JAVA_LONG, MTIME);
    }

    public int mtimeNsec() {
        return memory.get(JAVA_INT, MTIME + NSEC);
    }

    public int rdevMajor() {
        return memory.get(JAVA_INT, RDEV_MAJOR);
    }

    public int rdevMinor() {
        return memory.get(JAVA_INT, RDEV_MAJOR + MINOR);
    }

    /** The device this special file stands for, as mknod(2) takes it. */
    public long rdev() {
        return device(rdevMajor(), rdevMinor());
    }

    public int devMajor() {
        return memory.get(JAVA_INT, DEV_MAJOR);
    }

    public int devMinor() {
        return memory.get(JAVA_INT, DEV_MAJOR + MINOR);
    }

    /** The filesystem the file is on, as st_dev of stat(2). */
    public long dev() {
        return device(devMajor(), devMinor());
    }

    public long mntId() {
        return memory.get(JAVA_LONG, MNT_ID);
    }

    /** makedev(3). */
    public static long device(int major, int minor) {
        long high = Integer.toUnsignedLong(major);
        long low = Integer.toUnsignedLong(minor);
        return (high & 0xfffff000L) << 32 | (high & 0xfff) << 8 | (low & 0xffffff00L) << 12 | (low & 0xff);
    }

    /** major(3). */
    public static int major(long device) {
        return (int) ((device >>> 32 & 0xfffff000L) | (device >>> 8 & 0xfff));
    }

    /** minor(3). */
    public static int minor(long device) {
        return (int) ((device >>> 12 & 0xffffff00L) | (device & 0xff));
    }
}
