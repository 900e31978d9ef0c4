package org.actorfs.mirror;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.OpenFlags;

/**
 * Reads and writes of a descriptor that may wait, to their full size. Where O_DIRECT refuses a transport's buffer (its alignment,
 * or the last piece of a file), the descriptor becomes a buffered one: slower, and right.
 */
final class FileBytes {
    private final int fd;

    /** Calls may be under way both before and after it changes. */
    private volatile boolean direct;

    FileBytes(int fd, boolean direct) {
        this.fd = fd;
        this.direct = direct;
    }

    /** The bytes read, fewer only at the end of the file; or -errno. */
    long read(MemorySegment target, long offset) {
        if (target.isNative()) {
            return readTo(target.address(), target.byteSize(), offset);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(target.byteSize());
            long count = readTo(copy.address(), copy.byteSize(), offset);
            MemorySegment.copy(copy, 0, target, 0, Math.max(count, 0));
            return count;
        }
    }

    /** The bytes written, fewer only where an error came after some; or -errno. */
    long write(MemorySegment data, long offset, boolean append) {
        if (data.isNative()) {
            return writeFrom(data.address(), data.byteSize(), offset, append);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(data.byteSize()).copyFrom(data);
            return writeFrom(copy.address(), copy.byteSize(), offset, append);
        }
    }

    private long readTo(long address, long size, long offset) {
        long done = 0;
        while (done < size) {
            boolean wasDirect = direct;
            long count = FileIo.pread(fd, address + done, size - done, offset + done);
            if (count == 0) {
                return done;
            }
            if (count < 0 && !mayRepeat(count, wasDirect)) {
                return done > 0 ? done : count;
            }
            done += Math.max(count, 0);
        }
        return done;
    }

    private long writeFrom(long address, long size, long offset, boolean append) {
        long done = 0;
        while (done < size) {
            boolean wasDirect = direct;
            long count = append
                    ? FileIo.append(fd, address + done, size - done)
                    : FileIo.pwrite(fd, address + done, size - done, offset + done);
            if (count == 0 || (count < 0 && !mayRepeat(count, wasDirect))) {
                return done > 0 ? done : count;
            }
            done += Math.max(count, 0);
        }
        return done;
    }

    private boolean mayRepeat(long result, boolean wasDirect) {
        return result == -Errnos.EINTR || (result == -Errnos.EINVAL && wasDirect && leaveDirect());
    }

    /** True if it is a buffered descriptor now, whoever made it one. */
    private boolean leaveDirect() {
        int flags = Descriptors.statusFlags(fd);
        boolean buffered = flags >= 0
                && ((flags & OpenFlags.O_DIRECT) == 0
                        || Descriptors.setStatusFlags(fd, flags & ~OpenFlags.O_DIRECT) == 0);
        direct &= !buffered;
        return buffered;
    }
}
