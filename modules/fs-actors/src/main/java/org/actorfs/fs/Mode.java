package org.actorfs.fs;

/** The bits of st_mode, inode(7). */
public final class Mode {
    public static final int TYPE = 0170000;
    public static final int SOCKET = 0140000;
    public static final int SYMLINK = 0120000;
    public static final int REGULAR = 0100000;
    public static final int BLOCK = 0060000;
    public static final int DIRECTORY = 0040000;
    public static final int CHARACTER = 0020000;
    public static final int FIFO = 0010000;
    public static final int SET_UID = 04000;
    public static final int SET_GID = 02000;
    private static final int SET_ID = SET_UID | SET_GID;
    public static final int STICKY = 01000;
    public static final int PERMISSIONS = 07777;
    public static final int GROUP_EXECUTE = 0010;

    private Mode() {}

    public static boolean isDirectory(int mode) {
        return (mode & TYPE) == DIRECTORY;
    }

    public static boolean isRegular(int mode) {
        return (mode & TYPE) == REGULAR;
    }

    public static boolean isSymlink(int mode) {
        return (mode & TYPE) == SYMLINK;
    }

    /** Whether running it gives its owner's rights, or its group's. */
    public static boolean hasSetId(int mode) {
        return (mode & SET_ID) != 0;
    }

    /** The d_type of readdir(3) for this mode. */
    public static int direntType(int mode) {
        return (mode & TYPE) >>> 12;
    }
}
