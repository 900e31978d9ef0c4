package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/**
 * Reading, writing and shaping the content of open files.
 *
 * <p><b>Raw layer:</b> buffers are addresses that the caller keeps alive. Results are the man page's, or -errno; a
 * short count is not an error, and EINTR is the caller's to repeat. Everything but RWF_NOWAIT can wait for a device.
 */
public final class FileIo {
    /** preadv2, pwritev2: high priority. */
    public static final int RWF_HIPRI = 0x01;

    /** pwritev2: as O_DSYNC, for this write. */
    public static final int RWF_DSYNC = 0x02;

    public static final int RWF_SYNC = 0x04;

    /** EAGAIN instead of waiting; EOPNOTSUPP where the filesystem cannot promise it. */
    public static final int RWF_NOWAIT = 0x08;

    public static final int POSIX_FADV_DONTNEED = 4;

    /** pwritev2: append whatever the offset says. */
    public static final int RWF_APPEND = 0x10;

    public static final int SEEK_SET = 0;
    public static final int SEEK_CUR = 1;
    public static final int SEEK_END = 2;
    public static final int SEEK_DATA = 3;
    public static final int SEEK_HOLE = 4;

    public static final int FALLOC_FL_KEEP_SIZE = 0x01;
    public static final int FALLOC_FL_PUNCH_HOLE = 0x02;
    public static final int FALLOC_FL_COLLAPSE_RANGE = 0x08;
    public static final int FALLOC_FL_ZERO_RANGE = 0x10;
    public static final int FALLOC_FL_INSERT_RANGE = 0x20;
    public static final int FALLOC_FL_UNSHARE_RANGE = 0x40;

    /** One struct iovec: base address, then length. */
    public static final int IOVEC_BYTES = 16;

    /** The offset that means the file position, which then moves. */
    private static final long FILE_POSITION = -1;

    private static final MethodHandle READ = Libc.returningLong("read", 3);
    private static final MethodHandle WRITE = Libc.returningLong("write", 3);
    private static final MethodHandle PREAD = Libc.returningLong("pread", 4);
    private static final MethodHandle PWRITE = Libc.returningLong("pwrite", 4);
    private static final MethodHandle READV = Libc.returningLong("readv", 3);
    private static final MethodHandle WRITEV = Libc.returningLong("writev", 3);
    private static final MethodHandle PREADV2 = Libc.returningLong("preadv2", 5);
    private static final MethodHandle PWRITEV2 = Libc.returningLong("pwritev2", 5);
    private static final MethodHandle LSEEK = Libc.returningLong("lseek", 3);
    private static final MethodHandle FTRUNCATE = Libc.returningInt("ftruncate", 2);
    private static final MethodHandle FSYNC = Libc.returningInt("fsync", 1);
    private static final MethodHandle FDATASYNC = Libc.returningInt("fdatasync", 1);
    private static final MethodHandle SYNCFS = Libc.returningInt("syncfs", 1);
    private static final MethodHandle FALLOCATE = Libc.returningInt("fallocate", 4);
    private static final MethodHandle POSIX_FADVISE = Libc.returningInt("posix_fadvise", 4);
    private static final MethodHandle COPY_FILE_RANGE = Libc.returningLong("copy_file_range", 6);

    private FileIo() {}

    public static long read(int fd, long buffer, long count) {
        return CallFrame.current().call(READ, fd, buffer, count);
    }

    public static long write(int fd, long buffer, long count) {
        return CallFrame.current().call(WRITE, fd, buffer, count);
    }

    public static long pread(int fd, long buffer, long count, long offset) {
        return CallFrame.current().call(PREAD, fd, buffer, count, offset);
    }

    /** pwrite(2). On a descriptor with O_APPEND Linux appends and ignores the offset. */
    public static long pwrite(int fd, long buffer, long count, long offset) {
        return CallFrame.current().call(PWRITE, fd, buffer, count, offset);
    }

    /** preadv2(2) into one buffer: pread with RWF flags. */
    public static long preadWithFlags(int fd, long buffer, long count, long offset, int flags) {
        CallFrame frame = CallFrame.current();
        putIovec(frame.struct(), 0, buffer, count);
        return frame.call(PREADV2, fd, frame.struct(), 1, offset, flags);
    }

    /** pwritev2(2) from one buffer: pwrite with RWF flags. */
    public static long pwriteWithFlags(int fd, long buffer, long count, long offset, int flags) {
        CallFrame frame = CallFrame.current();
        putIovec(frame.struct(), 0, buffer, count);
        return frame.call(PWRITEV2, fd, frame.struct(), 1, offset, flags);
    }

    /** Appends in one step, without O_APPEND on the descriptor: pwritev2(2) with RWF_APPEND. */
    public static long append(int fd, long buffer, long count) {
        return pwriteWithFlags(fd, buffer, count, FILE_POSITION, RWF_APPEND);
    }

    /** Fills element {@code index} of an array of struct iovec. */
    public static void putIovec(long iovecs, int index, long buffer, long count) {
        long element = iovecs + (long) index * IOVEC_BYTES;
        Memory.putLong(element, buffer);
        Memory.putLong(element + 8, count);
    }

    public static long readv(int fd, long iovecs, int iovecCount) {
        return CallFrame.current().call(READV, fd, iovecs, iovecCount);
    }

    public static long writev(int fd, long iovecs, int iovecCount) {
        return CallFrame.current().call(WRITEV, fd, iovecs, iovecCount);
    }

    public static long preadv2(int fd, long iovecs, int iovecCount, long offset, int flags) {
        return CallFrame.current().call(PREADV2, fd, iovecs, iovecCount, offset, flags);
    }

    public static long pwritev2(int fd, long iovecs, int iovecCount, long offset, int flags) {
        return CallFrame.current().call(PWRITEV2, fd, iovecs, iovecCount, offset, flags);
    }

    /** lseek(2); ENXIO for SEEK_DATA and SEEK_HOLE beyond the end. */
    public static long lseek(int fd, long offset, int whence) {
        return CallFrame.current().call(LSEEK, fd, offset, whence);
    }

    public static int ftruncate(int fd, long sizeBytes) {
        return (int) CallFrame.current().call(FTRUNCATE, fd, sizeBytes);
    }

    public static int fsync(int fd) {
        return (int) CallFrame.current().call(FSYNC, fd);
    }

    public static int fdatasync(int fd) {
        return (int) CallFrame.current().call(FDATASYNC, fd);
    }

    /** syncfs(2): the whole filesystem that holds {@code fd}. */
    public static int syncfs(int fd) {
        return (int) CallFrame.current().call(SYNCFS, fd);
    }

    public static int fallocate(int fd, int mode, long offset, long length) {
        return (int) CallFrame.current().call(FALLOCATE, fd, mode, offset, length);
    }

    /** posix_fadvise(2) for the whole file; returns 0 or -errno. */
    public static int fadvise(int fd, int advice) {
        return -(int) CallFrame.current().call(POSIX_FADVISE, fd, 0, 0, advice);
    }

    /** copy_file_range(2) between two given offsets; neither file position moves. The bytes copied, 0 at the end. */
    public static long copyFileRange(int fromFd, long fromOffset, int toFd, long toOffset, long count) {
        CallFrame frame = CallFrame.current();
        long offsets = frame.struct();
        Memory.putLong(offsets, fromOffset);
        Memory.putLong(offsets + 8, toOffset);
        return frame.call(COPY_FILE_RANGE, fromFd, offsets, toFd, offsets + 8, count, 0);
    }
}
