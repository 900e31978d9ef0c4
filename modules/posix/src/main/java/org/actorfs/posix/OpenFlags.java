package org.actorfs.posix;

/** Flags of open(2) and openat2(2). Four of them have other values on aarch64: never write these numbers elsewhere. */
public final class OpenFlags {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_ACCMODE = 3;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NOCTTY = 0400;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_DSYNC = 010000;
    public static final int O_DIRECT = Libc.byArchitecture(040000, 0200000);
    public static final int O_LARGEFILE = Libc.byArchitecture(0100000, 0400000);
    public static final int O_DIRECTORY = Libc.byArchitecture(0200000, 040000);
    public static final int O_NOFOLLOW = Libc.byArchitecture(0400000, 0100000);
    public static final int O_NOATIME = 01000000;
    public static final int O_CLOEXEC = 02000000;
    public static final int O_SYNC = 04000000 | O_DSYNC;
    public static final int O_PATH = 010000000;
    public static final int O_TMPFILE = 020000000 | O_DIRECTORY;

    /** openat2(2): EXDEV when resolution would leave a mount. */
    public static final int RESOLVE_NO_XDEV = 0x01;

    /** openat2(2): ELOOP at the magic links of /proc. */
    public static final int RESOLVE_NO_MAGICLINKS = 0x02;

    /** openat2(2): ELOOP at any symbolic link. */
    public static final int RESOLVE_NO_SYMLINKS = 0x04;

    /** openat2(2): EXDEV when resolution would leave the directory, through {@code ..}, a link or an absolute path. */
    public static final int RESOLVE_BENEATH = 0x08;

    /** openat2(2): the directory is the root of the walk. */
    public static final int RESOLVE_IN_ROOT = 0x10;

    /** openat2(2): EAGAIN unless the dcache alone can answer; so it never waits. */
    public static final int RESOLVE_CACHED = 0x20;

    private OpenFlags() {}
}
