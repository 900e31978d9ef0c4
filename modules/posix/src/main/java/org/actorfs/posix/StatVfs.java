package org.actorfs.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/** A reusable struct statvfs: {@link #fill} asks, the accessors read. Owned by one thread at a time. */
public final class StatVfs {
    /** struct statvfs of 64-bit glibc, with room for what later versions add. */
    private static final int SIZE_BYTES = 128;

    private static final int BSIZE = 0;
    private static final int FRSIZE = 8;
    private static final int BLOCKS = 16;
    private static final int BFREE = 24;
    private static final int BAVAIL = 32;
    private static final int FILES = 40;
    private static final int FFREE = 48;
    private static final int FAVAIL = 56;
    private static final int FSID = 64;
    private static final int FLAG = 72;
    private static final int NAMEMAX = 80;

    private static final MethodHandle STATVFS = Libc.returningInt("statvfs", 2);
    private static final MethodHandle FSTATVFS = Libc.returningInt("fstatvfs", 2);

    private final MemorySegment memory = Arena.ofAuto().allocate(SIZE_BYTES, 8);

    /** fstatvfs(3), O_PATH descriptors included. 0 or -errno. */
    public int fill(int fd) {
        try {
            return (int) CallFrame.current().call(FSTATVFS, fd, memory.address());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** statvfs(3). 0 or -errno. */
    public int fill(byte[] path) {
        CallFrame frame = CallFrame.current();
        try {
            return (int) frame.call(STATVFS, frame.path(path), memory.address());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    public long bsize() {
        return memory.get(JAVA_LONG, BSIZE);
    }

    /** The unit of the block counts. */
    public long frsize() {
        return memory.get(JAVA_LONG, FRSIZE);
    }

    public long blocks() {
        return memory.get(JAVA_LONG, BLOCKS);
    }

    public long bfree() {
        return memory.get(JAVA_LONG, BFREE);
    }

    /** Free for others than root. */
    public long bavail() {
        return memory.get(JAVA_LONG, BAVAIL);
    }

    public long files() {
        return memory.get(JAVA_LONG, FILES);
    }

    public long ffree() {
        return memory.get(JAVA_LONG, FFREE);
    }

    public long favail() {
        return memory.get(JAVA_LONG, FAVAIL);
    }

    public long fsid() {
        return memory.get(JAVA_LONG, FSID);
    }

    /** ST_RDONLY (1), ST_NOSUID (2) and so on. */
    public long flag() {
        return memory.get(JAVA_LONG, FLAG);
    }

    public long namemax() {
        return memory.get(JAVA_LONG, NAMEMAX);
    }
}
