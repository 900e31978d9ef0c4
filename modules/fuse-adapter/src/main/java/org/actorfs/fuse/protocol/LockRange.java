package org.actorfs.fuse.protocol;

/**
 * {@code fuse_file_lock}: a range of bytes under a lock.
 *
 * @param start first byte
 * @param end last byte, inclusive; {@code Long.MAX_VALUE} for "to the end of the file"
 * @param type one of the constants here
 * @param pid who holds it (GETLK); the caller in SETLK
 */
public record LockRange(long start, long end, int type, int pid) {
    /** F_RDLCK. */
    public static final int READ = 0;

    /** F_WRLCK. */
    public static final int WRITE = 1;

    /** F_UNLCK. */
    public static final int UNLOCK = 2;
}
