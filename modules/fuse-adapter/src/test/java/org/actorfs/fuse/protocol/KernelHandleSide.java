package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.ControlStructs.FuseIoctlIn;
import org.actorfs.fuse.protocol.ControlStructs.FusePollIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseCopyFileRangeIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseFallocateIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseFileLock;
import org.actorfs.fuse.protocol.HandleStructs.FuseFlushIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseFsyncIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseLkIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseLseekIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseReadIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseReleaseIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseWriteIn;

/** The half of {@link KernelSide} that speaks of open handles. */
abstract sealed class KernelHandleSide extends KernelInodeSide permits KernelSide {
    KernelHandleSide(Caller caller, boolean setxattrExt) {
        super(caller, setxattrExt);
    }

    /** READ. */
    public MemorySegment read(long nodeid, long fh, long offset, int size, int readFlags, long lockOwner, int flags) {
        return message(Opcode.READ, nodeid, FuseReadIn.STRUCT)
                .u64(FuseReadIn.FH, fh)
                .u64(FuseReadIn.OFFSET, offset)
                .u32(FuseReadIn.SIZE, size)
                .u32(FuseReadIn.READ_FLAGS, readFlags)
                .u64(FuseReadIn.LOCK_OWNER, lockOwner)
                .u32(FuseReadIn.FLAGS, flags)
                .build();
    }

    /** WRITE. */
    public MemorySegment write(
            long nodeid, long fh, long offset, int writeFlags, long lockOwner, int flags, byte[] data) {
        return message(Opcode.WRITE, nodeid, FuseWriteIn.STRUCT)
                .u64(FuseWriteIn.FH, fh)
                .u64(FuseWriteIn.OFFSET, offset)
                .u32(FuseWriteIn.SIZE, data.length)
                .u32(FuseWriteIn.WRITE_FLAGS, writeFlags)
                .u64(FuseWriteIn.LOCK_OWNER, lockOwner)
                .u32(FuseWriteIn.FLAGS, flags)
                .data(data)
                .build();
    }

    /** RELEASE. */
    public MemorySegment release(long nodeid, long fh, int flags, int releaseFlags, long lockOwner) {
        return message(Opcode.RELEASE, nodeid, FuseReleaseIn.STRUCT)
                .u64(FuseReleaseIn.FH, fh)
                .u32(FuseReleaseIn.FLAGS, flags)
                .u32(FuseReleaseIn.RELEASE_FLAGS, releaseFlags)
                .u64(FuseReleaseIn.LOCK_OWNER, lockOwner)
                .build();
    }

    /** RELEASEDIR. */
    public MemorySegment releasedir(long nodeid, long fh, int flags) {
        return message(Opcode.RELEASEDIR, nodeid, FuseReleaseIn.STRUCT)
                .u64(FuseReleaseIn.FH, fh)
                .u32(FuseReleaseIn.FLAGS, flags)
                .build();
    }

    /** FLUSH. */
    public MemorySegment flush(long nodeid, long fh, long lockOwner) {
        return message(Opcode.FLUSH, nodeid, FuseFlushIn.STRUCT)
                .u64(FuseFlushIn.FH, fh)
                .u64(FuseFlushIn.LOCK_OWNER, lockOwner)
                .build();
    }

    /** FSYNC. */
    public MemorySegment fsync(long nodeid, long fh, boolean dataOnly) {
        return message(Opcode.FSYNC, nodeid, FuseFsyncIn.STRUCT)
                .u64(FuseFsyncIn.FH, fh)
                .u32(FuseFsyncIn.FSYNC_FLAGS, dataOnly ? 1 : 0)
                .build();
    }

    /** FSYNCDIR. */
    public MemorySegment fsyncdir(long nodeid, long fh, boolean dataOnly) {
        return message(Opcode.FSYNCDIR, nodeid, FuseFsyncIn.STRUCT)
                .u64(FuseFsyncIn.FH, fh)
                .u32(FuseFsyncIn.FSYNC_FLAGS, dataOnly ? 1 : 0)
                .build();
    }

    /** READDIR. */
    public MemorySegment readdir(long nodeid, long fh, long offset, int size) {
        return message(Opcode.READDIR, nodeid, FuseReadIn.STRUCT)
                .u64(FuseReadIn.FH, fh)
                .u64(FuseReadIn.OFFSET, offset)
                .u32(FuseReadIn.SIZE, size)
                .build();
    }

    /** READDIRPLUS. */
    public MemorySegment readdirplus(long nodeid, long fh, long offset, int size) {
        return message(Opcode.READDIRPLUS, nodeid, FuseReadIn.STRUCT)
                .u64(FuseReadIn.FH, fh)
                .u64(FuseReadIn.OFFSET, offset)
                .u32(FuseReadIn.SIZE, size)
                .build();
    }

    /** GETLK. */
    public MemorySegment getlk(long nodeid, long fh, long owner, LockRange lock, int flags) {
        return message(Opcode.GETLK, nodeid, FuseLkIn.STRUCT)
                .u64(FuseLkIn.FH, fh)
                .u64(FuseLkIn.OWNER, owner)
                .u64(FuseLkIn.LK, FuseFileLock.START, lock.start())
                .u64(FuseLkIn.LK, FuseFileLock.END, lock.end())
                .u32(FuseLkIn.LK, FuseFileLock.TYPE, lock.type())
                .u32(FuseLkIn.LK, FuseFileLock.PID, lock.pid())
                .u32(FuseLkIn.LK_FLAGS, flags)
                .build();
    }

    /** SETLK. */
    public MemorySegment setlk(long nodeid, long fh, long owner, LockRange lock, int flags) {
        return message(Opcode.SETLK, nodeid, FuseLkIn.STRUCT)
                .u64(FuseLkIn.FH, fh)
                .u64(FuseLkIn.OWNER, owner)
                .u64(FuseLkIn.LK, FuseFileLock.START, lock.start())
                .u64(FuseLkIn.LK, FuseFileLock.END, lock.end())
                .u32(FuseLkIn.LK, FuseFileLock.TYPE, lock.type())
                .u32(FuseLkIn.LK, FuseFileLock.PID, lock.pid())
                .u32(FuseLkIn.LK_FLAGS, flags)
                .build();
    }

    /** SETLKW. */
    public MemorySegment setlkw(long nodeid, long fh, long owner, LockRange lock, int flags) {
        return message(Opcode.SETLKW, nodeid, FuseLkIn.STRUCT)
                .u64(FuseLkIn.FH, fh)
                .u64(FuseLkIn.OWNER, owner)
                .u64(FuseLkIn.LK, FuseFileLock.START, lock.start())
                .u64(FuseLkIn.LK, FuseFileLock.END, lock.end())
                .u32(FuseLkIn.LK, FuseFileLock.TYPE, lock.type())
                .u32(FuseLkIn.LK, FuseFileLock.PID, lock.pid())
                .u32(FuseLkIn.LK_FLAGS, flags)
                .build();
    }

    /** IOCTL. */
    public MemorySegment ioctl(long nodeid, long fh, int flags, int command, long arg, int outSize, byte[] data) {
        return message(Opcode.IOCTL, nodeid, FuseIoctlIn.STRUCT)
                .u64(FuseIoctlIn.FH, fh)
                .u32(FuseIoctlIn.FLAGS, flags)
                .u32(FuseIoctlIn.CMD, command)
                .u64(FuseIoctlIn.ARG, arg)
                .u32(FuseIoctlIn.IN_SIZE, data.length)
                .u32(FuseIoctlIn.OUT_SIZE, outSize)
                .data(data)
                .build();
    }

    /** POLL. */
    public MemorySegment poll(long nodeid, long fh, long kh, int flags, int events) {
        return message(Opcode.POLL, nodeid, FusePollIn.STRUCT)
                .u64(FusePollIn.FH, fh)
                .u64(FusePollIn.KH, kh)
                .u32(FusePollIn.FLAGS, flags)
                .u32(FusePollIn.EVENTS, events)
                .build();
    }

    /** FALLOCATE. */
    public MemorySegment fallocate(long nodeid, long fh, long offset, long length, int mode) {
        return message(Opcode.FALLOCATE, nodeid, FuseFallocateIn.STRUCT)
                .u64(FuseFallocateIn.FH, fh)
                .u64(FuseFallocateIn.OFFSET, offset)
                .u64(FuseFallocateIn.LENGTH, length)
                .u32(FuseFallocateIn.MODE, mode)
                .build();
    }

    /** LSEEK. */
    public MemorySegment lseek(long nodeid, long fh, long offset, int whence) {
        return message(Opcode.LSEEK, nodeid, FuseLseekIn.STRUCT)
                .u64(FuseLseekIn.FH, fh)
                .u64(FuseLseekIn.OFFSET, offset)
                .u32(FuseLseekIn.WHENCE, whence)
                .build();
    }

    /** COPY_FILE_RANGE or, if {@code wide}, COPY_FILE_RANGE_64; the header of {@code copy} gives the node id only. */
    public MemorySegment copyFileRange(HandleRequest.CopyFileRange copy) {
        return message(
                        copy.wide() ? Opcode.COPY_FILE_RANGE_64 : Opcode.COPY_FILE_RANGE,
                        copy.header().nodeid(),
                        FuseCopyFileRangeIn.STRUCT)
                .u64(FuseCopyFileRangeIn.FH_IN, copy.fh())
                .u64(FuseCopyFileRangeIn.OFF_IN, copy.offset())
                .u64(FuseCopyFileRangeIn.NODEID_OUT, copy.outNodeid())
                .u64(FuseCopyFileRangeIn.FH_OUT, copy.outFh())
                .u64(FuseCopyFileRangeIn.OFF_OUT, copy.outOffset())
                .u64(FuseCopyFileRangeIn.LEN, copy.length())
                .u64(FuseCopyFileRangeIn.FLAGS, copy.flags())
                .build();
    }
}
