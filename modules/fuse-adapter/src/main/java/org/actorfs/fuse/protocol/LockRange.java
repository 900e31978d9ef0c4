package org.actorfs.fuse.protocol;

/**
 * {@code fuse_file_lock}: a range of bytes under a lock.
 *
 * @param start first byte
 * @param end last byte, inclusive; {@code Long.MAX_VALUE} for "to the end of the file"
 * @param type F_RDLCK 0, F_WRLCK 1, F_UNLCK 2
 * @param pid who holds it (GETLK); the caller in SETLK
 */
public record LockRange(long start, long end, int type, int pid) {}
