package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.AttributeStructs.FuseAttr;
import org.actorfs.fuse.protocol.AttributeStructs.FuseStatx;
import org.actorfs.fuse.protocol.AttributeStructs.FuseSxTime;

/**
 * The attributes of one inode on their way into a reply. Mutable and reused, so that a reply allocates nothing: one per
 * worker, {@link #reset} before each use. Not for other threads.
 */
public final class WireAttributes {
    private long ino;
    private long size;
    private long blocks;
    private long atime;
    private long mtime;
    private long ctime;
    private long btime;
    private int atimensec;
    private int mtimensec;
    private int ctimensec;
    private int btimensec;
    private int mode;
    private int nlink;
    private int uid;
    private int gid;
    private int rdevMajor;
    private int rdevMinor;
    private int blksize;
    private int flags;
    private int statxMask;
    private long statxAttributes;
    private long statxAttributesMask;

    /** Sets everything to 0. */
    public WireAttributes reset() {
        ino(0).size(0).blocks(0).atime(0, 0).mtime(0, 0).ctime(0, 0).btime(0, 0);
        return mode(0).nlink(0).owner(0, 0).rdev(0, 0).blksize(0).flags(0).statx(0, 0, 0);
    }

    public WireAttributes ino(long value) {
        ino = value;
        return this;
    }

    /** In bytes. The kernel refuses sizes with the top bit set: EIO to the caller. */
    public WireAttributes size(long bytes) {
        size = bytes;
        return this;
    }

    /** In units of 512 bytes, whatever blksize is. */
    public WireAttributes blocks(long value) {
        blocks = value;
        return this;
    }

    public WireAttributes atime(long seconds, int nanos) {
        atime = seconds;
        atimensec = nanos;
        return this;
    }

    public WireAttributes mtime(long seconds, int nanos) {
        mtime = seconds;
        mtimensec = nanos;
        return this;
    }

    public WireAttributes ctime(long seconds, int nanos) {
        ctime = seconds;
        ctimensec = nanos;
        return this;
    }

    /** Time of birth; goes out with statx only, where the mask has STATX_BTIME. */
    public WireAttributes btime(long seconds, int nanos) {
        btime = seconds;
        btimensec = nanos;
        return this;
    }

    /** Type and permissions. The kernel refuses an unknown type, and a type that changed: EIO to the caller. */
    public WireAttributes mode(int value) {
        mode = value;
        return this;
    }

    public WireAttributes nlink(int value) {
        nlink = value;
        return this;
    }

    public WireAttributes owner(int newUid, int newGid) {
        uid = newUid;
        gid = newGid;
        return this;
    }

    /** The device that a special file stands for. */
    public WireAttributes rdev(int major, int minor) {
        rdevMajor = major;
        rdevMinor = minor;
        return this;
    }

    /** Preferred size of I/O in bytes; 0 leaves it to the kernel. */
    public WireAttributes blksize(int bytes) {
        blksize = bytes;
        return this;
    }

    /** Bits of {@link AttrFlags}. */
    public WireAttributes flags(int value) {
        flags = value;
        return this;
    }

    /** What only statx has: STATX_* bits that are valid, STATX_ATTR_* bits that are set, and those that could be. */
    public WireAttributes statx(int mask, long attributes, long attributesMask) {
        statxMask = mask;
        statxAttributes = attributes;
        statxAttributesMask = attributesMask;
        return this;
    }

    long ino() {
        return ino;
    }

    /** Writes a {@code fuse_attr} at {@code base}. */
    void writeAttr(MemorySegment out, long base) {
        FuseAttr.INO.set(out, base, ino);
        FuseAttr.SIZE.set(out, base, size);
        FuseAttr.BLOCKS.set(out, base, blocks);
        FuseAttr.ATIME.set(out, base, atime);
        FuseAttr.MTIME.set(out, base, mtime);
        FuseAttr.CTIME.set(out, base, ctime);
        FuseAttr.ATIMENSEC.set(out, base, atimensec);
        FuseAttr.MTIMENSEC.set(out, base, mtimensec);
        FuseAttr.CTIMENSEC.set(out, base, ctimensec);
        FuseAttr.MODE.set(out, base, mode);
        FuseAttr.NLINK.set(out, base, nlink);
        FuseAttr.UID.set(out, base, uid);
        FuseAttr.GID.set(out, base, gid);
        FuseAttr.RDEV.set(out, base, DeviceNumber.encode(rdevMajor, rdevMinor));
        FuseAttr.BLKSIZE.set(out, base, blksize);
        FuseAttr.FLAGS.set(out, base, flags);
    }

    /** Writes a {@code fuse_statx} at {@code base}, which is clear. */
    void writeStatx(MemorySegment out, long base) {
        FuseStatx.MASK.set(out, base, statxMask);
        FuseStatx.BLKSIZE.set(out, base, blksize);
        FuseStatx.ATTRIBUTES.set(out, base, statxAttributes);
        FuseStatx.NLINK.set(out, base, nlink);
        FuseStatx.UID.set(out, base, uid);
        FuseStatx.GID.set(out, base, gid);
        FuseStatx.MODE.set(out, base, mode);
        FuseStatx.INO.set(out, base, ino);
        FuseStatx.SIZE.set(out, base, size);
        FuseStatx.BLOCKS.set(out, base, blocks);
        FuseStatx.ATTRIBUTES_MASK.set(out, base, statxAttributesMask);
        writeTime(out, base + FuseStatx.ATIME.offset(), atime, atimensec);
        writeTime(out, base + FuseStatx.BTIME.offset(), btime, btimensec);
        writeTime(out, base + FuseStatx.CTIME.offset(), ctime, ctimensec);
        writeTime(out, base + FuseStatx.MTIME.offset(), mtime, mtimensec);
        FuseStatx.RDEV_MAJOR.set(out, base, rdevMajor);
        FuseStatx.RDEV_MINOR.set(out, base, rdevMinor);
    }

    private static void writeTime(MemorySegment out, long base, long seconds, int nanos) {
        FuseSxTime.TV_SEC.set(out, base, seconds);
        FuseSxTime.TV_NSEC.set(out, base, nanos);
    }
}
