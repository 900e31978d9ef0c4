package org.actorfs.fs;

/**
 * What stat(2) tells of an inode, but for its number. Immutable; {@code blocks} are of 512 bytes, {@code rdev} is a Linux dev_t
 * (makedev(3)), {@code blockBytes} is the preferred I/O size.
 */
public record Attributes(
        int mode,
        int nlink,
        int uid,
        int gid,
        long rdev,
        long size,
        long blocks,
        int blockBytes,
        Timespec atime,
        Timespec mtime,
        Timespec ctime,
        Timespec btime) {

    public boolean isDirectory() {
        return Mode.isDirectory(mode);
    }

    public boolean isRegular() {
        return Mode.isRegular(mode);
    }

    public boolean isSymlink() {
        return Mode.isSymlink(mode);
    }

    public Attributes withMode(int newMode) {
        return new Attributes(newMode, nlink, uid, gid, rdev, size, blocks, blockBytes, atime, mtime, ctime, btime);
    }

    public Attributes withOwner(int newUid, int newGid) {
        return new Attributes(mode, nlink, newUid, newGid, rdev, size, blocks, blockBytes, atime, mtime, ctime, btime);
    }

    public Attributes withNlink(int newNlink) {
        return new Attributes(mode, newNlink, uid, gid, rdev, size, blocks, blockBytes, atime, mtime, ctime, btime);
    }

    public Attributes withSize(long newSize, long newBlocks) {
        return new Attributes(mode, nlink, uid, gid, rdev, newSize, newBlocks, blockBytes, atime, mtime, ctime, btime);
    }

    public Attributes withTimes(Timespec newAtime, Timespec newMtime, Timespec newCtime) {
        return new Attributes(
                mode, nlink, uid, gid, rdev, size, blocks, blockBytes, newAtime, newMtime, newCtime, btime);
    }
}
