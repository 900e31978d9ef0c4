package org.actorfs.fuse.protocol;

/** Bits in the flag words of single requests. */
public final class RequestFlags {
    /** In {@code release_flags}: flush before release (pre-7.x servers; the kernel no longer sets it). */
    public static final int RELEASE_FLUSH = 1 << 0;

    /** In {@code release_flags}: drop the flock of this handle. */
    public static final int RELEASE_FLOCK_UNLOCK = 1 << 1;

    /** In {@code getattr_flags}: fh is valid. */
    public static final int GETATTR_FH = 1 << 0;

    /** In {@code lk_flags}: flock(2), not fcntl(2). */
    public static final int LK_FLOCK = 1 << 0;

    /** In {@code write_flags}: delayed write from the page cache; uid, gid, pid and fh may be guesses. */
    public static final int WRITE_CACHE = 1 << 0;

    /** In {@code write_flags}: lock_owner is valid. */
    public static final int WRITE_LOCKOWNER = 1 << 1;

    /** In {@code write_flags}: clear suid and sgid. */
    public static final int WRITE_KILL_SUIDGID = 1 << 2;

    /** Older name of WRITE_KILL_SUIDGID. */
    public static final int WRITE_KILL_PRIV = 1 << 2;

    /** In {@code read_flags}: lock_owner is valid. */
    public static final int READ_LOCKOWNER = 1 << 1;

    /** In poll flags: the kernel wants NOTIFY_POLL. */
    public static final int POLL_SCHEDULE_NOTIFY = 1 << 0;

    /** In {@code fsync_flags}: data only, as fdatasync(2). */
    public static final int FSYNC_FDATASYNC = 1 << 0;

    /** In {@code open_flags} of open and create: O_TRUNC must clear suid and sgid. */
    public static final int OPEN_KILL_SUIDGID = 1 << 0;

    /** In {@code setxattr_flags}: this ACL must clear sgid. */
    public static final int SETXATTR_ACL_KILL_SGID = 1 << 0;

    private RequestFlags() {}
}
