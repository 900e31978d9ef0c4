package org.actorfs.mirror;

import org.actorfs.fs.Attributes;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.Timespec;
import org.actorfs.posix.FileIdentity;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Statx;

/** What the kernel tells of the inode behind a descriptor. One per thread, used again for each: {@link #inspect}, then ask. */
final class Inspection {
    private static final byte[] EMPTY = {};
    private static final int MASK = Statx.STATX_BASIC_STATS | Statx.STATX_BTIME;
    private static final int TYPE_BITS_TO_TOP = 48;

    private final Statx statx = new Statx();
    private int generation;

    /** 0, or -errno. */
    int inspect(int fd, Wait wait) {
        int result = attributesOnly(fd, wait);
        generation = result < 0 ? 0 : FileIdentity.generation(fd);
        return result;
    }

    /** As {@link #inspect}, without what {@link #key} and {@link #generation} need. */
    int attributesOnly(int fd, Wait wait) {
        return statx.fill(fd, EMPTY, Paths.AT_EMPTY_PATH | wait.statxFlags(), MASK);
    }

    /** The attributes of a name in a directory. 0, or -errno. */
    int attributesAt(int directoryFd, Name name, Wait wait) {
        int flags = Paths.AT_SYMLINK_NOFOLLOW | Paths.AT_NO_AUTOMOUNT | wait.statxFlags();
        return statx.fill(directoryFd, name.bytes(), flags, MASK);
    }

    /** Whether device, inode number and type are those in the key; says nothing of the generation. */
    boolean isNumbered(InodeKey key, long ino) {
        boolean sameDevice = device(key) == device();
        return sameDevice && ino == statx.ino() && key.low() == low();
    }

    private long low() {
        return statx.ino() ^ ((long) type() << TYPE_BITS_TO_TOP);
    }

    /** Device and inode number, with what tells two inodes of one number apart. st_dev has 32 bits on Linux. */
    InodeKey key() {
        long high = (Integer.toUnsignedLong(generation) << 32) | device();
        return new InodeKey(high, low());
    }

    /** The device in a key. */
    static long device(InodeKey key) {
        return key.high() & 0xffffffffL;
    }

    boolean is(InodeKey key) {
        return key().equals(key);
    }

    long device() {
        return statx.dev() & 0xffffffffL;
    }

    long ino() {
        return statx.ino();
    }

    long generation() {
        return Integer.toUnsignedLong(generation);
    }

    int nlink() {
        return statx.nlink();
    }

    /** Of 512 bytes. */
    long blocks() {
        return statx.blocks();
    }

    int mode() {
        return statx.mode();
    }

    int type() {
        return statx.mode() & Statx.S_IFMT;
    }

    Attributes attributes() {
        return new Attributes(
                statx.mode(),
                statx.nlink(),
                statx.uid(),
                statx.gid(),
                statx.rdev(),
                statx.size(),
                statx.blocks(),
                statx.blksize(),
                new Timespec(statx.atimeSec(), statx.atimeNsec()),
                new Timespec(statx.mtimeSec(), statx.mtimeNsec()),
                new Timespec(statx.ctimeSec(), statx.ctimeNsec()),
                birth());
    }

    private Timespec birth() {
        boolean known = (statx.mask() & Statx.STATX_BTIME) != 0;
        return known ? new Timespec(statx.btimeSec(), statx.btimeNsec()) : Timespec.EPOCH;
    }
}
