package org.actorfs.fs;

/**
 * A lock on a range of a file's bytes, held or wanted, as in fcntl_locking(2) and flock(2).
 *
 * @param start the first byte
 * @param end the last byte, inclusive; {@code Long.MAX_VALUE} for "however long the file grows"
 * @param pid the process that took it, as its session numbers processes
 */
public record FileLock(long start, long end, Kind kind, int pid) {
    /** What a lock keeps others from: taking it exclusively, taking it at all, nothing. */
    public enum Kind {
        SHARED,
        EXCLUSIVE,
        NONE
    }

    /** Whether these numbers are a range at all. */
    public static boolean isRange(long start, long end) {
        return start >= 0 && end >= start;
    }

    /** The same range without a lock. */
    public FileLock unlocked() {
        return new FileLock(start, end, Kind.NONE, pid);
    }
}
