package org.actorfs.app.union;

import org.actorfs.fs.Timespec;
import org.actorfs.posix.Statx;

/**
 * What stat(2) tells of a file.
 *
 * @param mode type and permissions
 * @param blocks of 512 bytes
 * @param changed the ctime
 */
record Stat(
        long dev,
        long ino,
        int mode,
        int nlink,
        int uid,
        int gid,
        long sizeBytes,
        long blocks,
        Timespec modified,
        Timespec changed) {
    private static final int PERMISSIONS = 07777;
    private static final int SET_ID = 06000;
    private static final int BLOCK_BYTES = 512;

    static Stat of(Statx statx) {
        return new Stat(
                statx.dev(),
                statx.ino(),
                statx.mode(),
                statx.nlink(),
                statx.uid(),
                statx.gid(),
                statx.size(),
                statx.blocks(),
                new Timespec(statx.mtimeSec(), statx.mtimeNsec()),
                new Timespec(statx.ctimeSec(), statx.ctimeNsec()));
    }

    /** An inode number that was freed may be that of another file at once; mostly it is of another type, or {@link #hasSameData} tells. */
    boolean isSameFile(Stat other) {
        return dev == other.dev && ino == other.ino && type() == other.type();
    }

    boolean hasSameData(Stat other) {
        return isSameFile(other) && sizeBytes == other.sizeBytes && modified.equals(other.modified);
    }

    /** Whether nobody wrote to it, renamed it or changed anything else of it. */
    boolean isUnchangedSince(Stat earlier) {
        return hasSameData(earlier) && changed.equals(earlier.changed);
    }

    /** Whether mode, owner and names are the same; the links of a directory are its subdirectories. */
    boolean hasSameRights(Stat other) {
        return mode == other.mode && uid == other.uid && gid == other.gid && (isDirectory() || nlink == other.nlink);
    }

    /** A directory's links are not names of it. */
    boolean hasSeveralNames() {
        return !isDirectory() && nlink > 1;
    }

    int type() {
        return mode & Statx.S_IFMT;
    }

    boolean isRegular() {
        return type() == Statx.S_IFREG;
    }

    boolean isDirectory() {
        return type() == Statx.S_IFDIR;
    }

    int permissions() {
        return mode & PERMISSIONS;
    }

    boolean hasSetId() {
        return (mode & SET_ID) != 0;
    }

    /** What it occupies. */
    long usedBytes() {
        return blocks * BLOCK_BYTES;
    }

    /** Whether a union that shows one of them might be showing the other: inode numbers and link counts are the union's own. */
    boolean looksLike(Stat other) {
        boolean sameData = isDirectory() || (sizeBytes == other.sizeBytes && modified.equals(other.modified));
        return mode == other.mode && uid == other.uid && gid == other.gid && sameData;
    }

    /** For people. */
    String typeName() {
        return switch (type()) {
            case Statx.S_IFREG -> "file";
            case Statx.S_IFDIR -> "directory";
            case Statx.S_IFLNK -> "symlink";
            case Statx.S_IFIFO -> "fifo";
            case Statx.S_IFSOCK -> "socket";
            case Statx.S_IFCHR, Statx.S_IFBLK -> "device";
            default -> "unknown";
        };
    }

    /** Mode and owner, for people: {@code 0644 0:0}. */
    String rights() {
        return "%04o %s".formatted(permissions(), owner());
    }

    String owner() {
        return Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid);
    }
}
