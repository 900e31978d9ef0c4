package org.actorfs.mirror;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Statx;

/** Copies the data of one file to an empty one; where there was a hole there is one again. In the kernel where that can. */
final class DataCopy {
    private static final long MAX_AT_ONCE = 1L << 26;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final byte[] EMPTY = {};

    private final int from;
    private final int to;

    /** Cleared where these two filesystems cannot do it. */
    private boolean inKernel = true;

    private DataCopy(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /** 0, or -errno. */
    static int copy(int from, int to) {
        Statx seen = new Statx();
        int result = seen.fill(from, EMPTY, Paths.AT_EMPTY_PATH, Statx.STATX_BASIC_STATS);
        if (result < 0) {
            return result;
        }
        long error = new DataCopy(from, to).pieces(seen.size());
        return error < 0 ? (int) error : FileIo.ftruncate(to, seen.size());
    }

    private long pieces(long size) {
        long at = 0;
        while (at < size) {
            long data = FileIo.lseek(from, at, FileIo.SEEK_DATA);
            if (data == -Errnos.ENXIO) {
                return 0; // nothing but a hole
            }
            boolean known = data >= 0;
            long start = known ? data : at;
            long hole = known ? FileIo.lseek(from, start, FileIo.SEEK_HOLE) : size;
            long end = hole > start ? Math.min(hole, size) : size;
            long error = piece(start, end);
            if (error < 0) {
                return error;
            }
            at = end;
        }
        return 0;
    }

    private long piece(long start, long end) {
        long at = start;
        while (at < end) {
            long count = inKernel ? FileIo.copyFileRange(from, at, to, at, Math.min(end - at, MAX_AT_ONCE)) : 0;
            if (count <= 0) { // 0: a filesystem that says so instead of an error, or the file became shorter
                inKernel = false;
                count = throughMemory(at, (int) Math.min(end - at, BUFFER_BYTES));
            }
            if (count <= 0) {
                return count;
            }
            at += count;
        }
        return 0;
    }

    private long throughMemory(long at, int size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(size);
            long count = new FileBytes(from, false).read(buffer, at);
            if (count <= 0) {
                return count;
            }
            long written = new FileBytes(to, false).write(buffer.asSlice(0, count), at, false);
            return written >= 0 && written < count ? -Errnos.ENOSPC : written;
        }
    }
}
