package org.actorfs.fs;

/** The flags of open(2), with Linux's values on x86-64. */
public final class OpenFlags {
    public static final int ACCESS_MODE = 3;
    public static final int READ_ONLY = 0;
    public static final int WRITE_ONLY = 1;
    public static final int READ_WRITE = 2;
    public static final int CREATE = 0100;
    public static final int EXCLUSIVE = 0200;
    public static final int TRUNCATE = 01000;
    public static final int APPEND = 02000;
    public static final int DSYNC = 010000;
    public static final int DIRECT = 040000;
    public static final int DIRECTORY = 0200000;
    public static final int NO_FOLLOW = 0400000;
    public static final int NO_ATIME = 01000000;
    public static final int SYNC = 04010000;

    private OpenFlags() {}

    public static boolean has(int flags, int flag) {
        return (flags & flag) == flag;
    }

    public static boolean mayRead(int flags) {
        return (flags & ACCESS_MODE) != WRITE_ONLY;
    }

    public static boolean mayWrite(int flags) {
        return (flags & ACCESS_MODE) != READ_ONLY;
    }
}
