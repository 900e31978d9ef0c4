package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;

/** Requests on a handle that OPEN, OPENDIR, CREATE or TMPFILE gave. None changes a lookup count but READDIRPLUS. */
public sealed interface HandleRequest extends Request {
    /** The handle, as the daemon named it. */
    long fh();

    /**
     * read(2), readahead, a fault of mmap(2). Answer: at most {@code size} bytes; fewer mean end of file.
     *
     * @param readFlags {@link RequestFlags#READ_LOCKOWNER}: {@code lockOwner} is valid
     * @param flags of the open file now, as fcntl(F_GETFL)
     */
    record Read(RequestHeader header, long fh, long offset, int size, int readFlags, long lockOwner, int flags)
            implements HandleRequest {}

    /**
     * write(2), or write-back of cached pages. Answer: write_out.
     *
     * @param writeFlags {@link RequestFlags#WRITE_CACHE} and its neighbours
     * @param data borrowed from the request's buffer: valid until the buffer's owner reuses it
     */
    record Write(
            RequestHeader header, long fh, long offset, int writeFlags, long lockOwner, int flags, MemorySegment data)
            implements HandleRequest {}

    /**
     * The last reference to an open file is gone. Answer: empty; nobody waits for it, so errors are lost. Ends the
     * handle.
     *
     * @param releaseFlags {@link RequestFlags#RELEASE_FLOCK_UNLOCK}
     */
    record Release(RequestHeader header, long fh, int flags, int releaseFlags, long lockOwner)
            implements HandleRequest {}

    /** As RELEASE, for a directory. */
    record Releasedir(RequestHeader header, long fh, int flags) implements HandleRequest {}

    /**
     * Each close(2) of a descriptor. Answer: empty, or the write error that close returns. Drops the owner's POSIX
     * locks.
     */
    record Flush(RequestHeader header, long fh, long lockOwner) implements HandleRequest {}

    /** fsync(2), fdatasync(2). Answer: empty. ENOSYS: never asked again, and taken for success. */
    record Fsync(RequestHeader header, long fh, boolean dataOnly) implements HandleRequest {}

    /** fsync(2) on a directory. Answer: empty. */
    record Fsyncdir(RequestHeader header, long fh, boolean dataOnly) implements HandleRequest {}

    /** getdents(2). Answer: fuse_dirents in at most {@code size} bytes, none at the end. See {@link DirentWriter}. */
    record Readdir(RequestHeader header, long fh, long offset, int size) implements HandleRequest {}

    /**
     * getdents(2) with attributes. Answer: fuse_direntplus. Lookup count: +1 of every entry sent with a node id,
     * other than "." and "..".
     */
    record Readdirplus(RequestHeader header, long fh, long offset, int size) implements HandleRequest {}

    /** fcntl(F_GETLK), under POSIX_LOCKS. Answer: lk_out. */
    record Getlk(RequestHeader header, long fh, long owner, LockRange lock, int flags) implements HandleRequest {}

    /**
     * fcntl(F_SETLK, F_SETLKW) under POSIX_LOCKS, flock(2) under FLOCK_LOCKS. Answer: empty, or EAGAIN.
     *
     * @param flags {@link RequestFlags#LK_FLOCK}
     * @param waits opcode SETLKW: the answer may come late, or be EINTR after INTERRUPT
     */
    record Setlk(RequestHeader header, long fh, long owner, LockRange lock, int flags, boolean waits)
            implements HandleRequest {}

    /**
     * ioctl(2). Answer: ioctl_out and data. ENOTTY is the polite refusal.
     *
     * @param flags bits of {@link IoctlFlags}
     * @param arg the caller's third argument, an address in its memory
     * @param outSize room for data in the answer, in bytes
     * @param data borrowed, as in {@link Write}
     */
    record Ioctl(RequestHeader header, long fh, int flags, int command, long arg, int outSize, MemorySegment data)
            implements HandleRequest {}

    /**
     * poll(2), select(2), epoll. Answer: poll_out. ENOSYS: never asked again, always ready.
     *
     * @param kh what NOTIFY_POLL names later
     * @param flags {@link RequestFlags#POLL_SCHEDULE_NOTIFY}
     */
    record Poll(RequestHeader header, long fh, long kh, int flags, int events) implements HandleRequest {}

    /** fallocate(2). Answer: empty. */
    record Fallocate(RequestHeader header, long fh, long offset, long length, int mode) implements HandleRequest {}

    /** lseek(2) with SEEK_DATA 3 or SEEK_HOLE 4 (SEEK_END 2 rarely). Answer: lseek_out. ENOSYS: never asked again. */
    record Lseek(RequestHeader header, long fh, long offset, int whence) implements HandleRequest {}

    /**
     * copy_file_range(2) inside one mount. Answer: write_out for opcode COPY_FILE_RANGE, copy_file_range_out for
     * COPY_FILE_RANGE_64 ({@code wide}). ENOSYS: never asked again, copied by the caller.
     */
    record CopyFileRange(
            RequestHeader header,
            long fh,
            long offset,
            long outNodeid,
            long outFh,
            long outOffset,
            long length,
            long flags,
            boolean wide)
            implements HandleRequest {}
}
