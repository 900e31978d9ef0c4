package org.actorfs.fuse.protocol;

/** Request numbers ({@code enum fuse_opcode}): plain ints, so that a switch on them is one jump. */
public final class Opcode {
    public static final int LOOKUP = 1;

    public static final int FORGET = 2;

    public static final int GETATTR = 3;

    public static final int SETATTR = 4;

    public static final int READLINK = 5;

    public static final int SYMLINK = 6;

    public static final int MKNOD = 8;

    public static final int MKDIR = 9;

    public static final int UNLINK = 10;

    public static final int RMDIR = 11;

    public static final int RENAME = 12;

    public static final int LINK = 13;

    public static final int OPEN = 14;

    public static final int READ = 15;

    public static final int WRITE = 16;

    public static final int STATFS = 17;

    public static final int RELEASE = 18;

    public static final int FSYNC = 20;

    public static final int SETXATTR = 21;

    public static final int GETXATTR = 22;

    public static final int LISTXATTR = 23;

    public static final int REMOVEXATTR = 24;

    public static final int FLUSH = 25;

    public static final int INIT = 26;

    public static final int OPENDIR = 27;

    public static final int READDIR = 28;

    public static final int RELEASEDIR = 29;

    public static final int FSYNCDIR = 30;

    public static final int GETLK = 31;

    public static final int SETLK = 32;

    public static final int SETLKW = 33;

    public static final int ACCESS = 34;

    public static final int CREATE = 35;

    public static final int INTERRUPT = 36;

    public static final int BMAP = 37;

    public static final int DESTROY = 38;

    public static final int IOCTL = 39;

    public static final int POLL = 40;

    public static final int NOTIFY_REPLY = 41;

    public static final int BATCH_FORGET = 42;

    /** Since 7.19. */
    public static final int FALLOCATE = 43;

    /** Since 7.21. */
    public static final int READDIRPLUS = 44;

    /** Since 7.23. */
    public static final int RENAME2 = 45;

    /** Since 7.24. */
    public static final int LSEEK = 46;

    /** Since 7.28. */
    public static final int COPY_FILE_RANGE = 47;

    /** Since 7.31; DAX only, never decoded. */
    public static final int SETUPMAPPING = 48;

    /** Since 7.31; DAX only, never decoded. */
    public static final int REMOVEMAPPING = 49;

    /** Since 7.34; only sent to fuseblk and virtiofs. */
    public static final int SYNCFS = 50;

    /** Since 7.37. */
    public static final int TMPFILE = 51;

    /** Since 7.39. */
    public static final int STATX = 52;

    /** Since 7.45: as COPY_FILE_RANGE, but the answer counts in 64 bits. */
    public static final int COPY_FILE_RANGE_64 = 53;

    /** One more than the largest of them. */
    public static final int END = 54;

    private Opcode() {}

    /** As the kernel's, in small letters: {@code lookup}; {@code other} for a number that is not among them. */
    public static String name(int opcode) {
        return switch (opcode) {
            case LOOKUP -> "lookup";
            case FORGET -> "forget";
            case GETATTR -> "getattr";
            case SETATTR -> "setattr";
            case READLINK -> "readlink";
            case SYMLINK -> "symlink";
            case MKNOD -> "mknod";
            case MKDIR -> "mkdir";
            case UNLINK -> "unlink";
            case RMDIR -> "rmdir";
            case RENAME -> "rename";
            case LINK -> "link";
            case OPEN -> "open";
            case READ -> "read";
            case WRITE -> "write";
            case STATFS -> "statfs";
            case RELEASE -> "release";
            case FSYNC -> "fsync";
            case SETXATTR -> "setxattr";
            case GETXATTR -> "getxattr";
            case LISTXATTR -> "listxattr";
            case REMOVEXATTR -> "removexattr";
            case FLUSH -> "flush";
            case INIT -> "init";
            case OPENDIR -> "opendir";
            case READDIR -> "readdir";
            case RELEASEDIR -> "releasedir";
            case FSYNCDIR -> "fsyncdir";
            case GETLK -> "getlk";
            case SETLK -> "setlk";
            case SETLKW -> "setlkw";
            case ACCESS -> "access";
            case CREATE -> "create";
            case INTERRUPT -> "interrupt";
            case BMAP -> "bmap";
            case DESTROY -> "destroy";
            case IOCTL -> "ioctl";
            case POLL -> "poll";
            case NOTIFY_REPLY -> "notify_reply";
            case BATCH_FORGET -> "batch_forget";
            case FALLOCATE -> "fallocate";
            case READDIRPLUS -> "readdirplus";
            case RENAME2 -> "rename2";
            case LSEEK -> "lseek";
            case COPY_FILE_RANGE -> "copy_file_range";
            case SETUPMAPPING -> "setupmapping";
            case REMOVEMAPPING -> "removemapping";
            case SYNCFS -> "syncfs";
            case TMPFILE -> "tmpfile";
            case STATX -> "statx";
            case COPY_FILE_RANGE_64 -> "copy_file_range_64";
            default -> "other";
        };
    }
}
