package org.actorfs.fuse.protocol;

/** Bits of {@code fuse_setattr_in.valid}: which fields of a SETATTR count. */
public final class Fattr {
    public static final int MODE = 1 << 0;

    public static final int UID = 1 << 1;

    public static final int GID = 1 << 2;

    public static final int SIZE = 1 << 3;

    public static final int ATIME = 1 << 4;

    public static final int MTIME = 1 << 5;

    /** The change comes through an open handle (ftruncate). */
    public static final int FH = 1 << 6;

    /** Set to the time of the daemon; atime is then meaningless. */
    public static final int ATIME_NOW = 1 << 7;

    /** Set to the time of the daemon; mtime is then meaningless. */
    public static final int MTIME_NOW = 1 << 8;

    public static final int LOCKOWNER = 1 << 9;

    /** Only under WRITEBACK_CACHE: the kernel owns the times. */
    public static final int CTIME = 1 << 10;

    /** Clear suid, and sgid where the group may execute (HANDLE_KILLPRIV_V2). */
    public static final int KILL_SUIDGID = 1 << 11;

    private Fattr() {}
}
