package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.EntryStructs.FuseBatchForgetIn;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyRetrieveIn;
import org.actorfs.fuse.protocol.SessionStructs.FuseInitIn;
import org.actorfs.fuse.protocol.SessionStructs.FuseInterruptIn;
import org.actorfs.fuse.protocol.SessionStructs.FuseSyncfsIn;

/**
 * The kernel, for tests and benchmarks: one method per opcode builds the bytes of a request as fs/fuse would. The
 * segment is exactly as long as the request. Replies are read with {@link KernelReply}. Not for other threads. */
public final class KernelSide extends KernelHandleSide {
    private KernelSide(Caller caller, boolean setxattrExt) {
        super(caller, setxattrExt);
    }

    /** A kernel that agreed on SETXATTR_EXT; the three are the caller of every request. */
    public static KernelSide modern(int uid, int gid, int pid) {
        return new KernelSide(new Caller(uid, gid, pid), true);
    }

    /** A kernel that did not. */
    public static KernelSide withoutSetxattrExt(int uid, int gid, int pid) {
        return new KernelSide(new Caller(uid, gid, pid), false);
    }

    /** INIT of a kernel from 5.17 on: 64 bytes. */
    public MemorySegment init(int major, int minor, int maxReadahead, long flags) {
        return message(Opcode.INIT, 0, FuseInitIn.STRUCT)
                .u32(FuseInitIn.MAJOR, major)
                .u32(FuseInitIn.MINOR, minor)
                .u32(FuseInitIn.MAX_READAHEAD, maxReadahead)
                .u32(FuseInitIn.FLAGS, (int) flags)
                .u32(FuseInitIn.FLAGS2, (int) (flags >>> 32))
                .build();
    }

    /** INIT of a kernel before 5.17: 16 bytes. */
    public MemorySegment initOf16Bytes(int major, int minor, int maxReadahead, int flags) {
        return messageOf(Opcode.INIT, 0, FuseInitIn.FLAGS2.offset())
                .u32(FuseInitIn.MAJOR, major)
                .u32(FuseInitIn.MINOR, minor)
                .u32(FuseInitIn.MAX_READAHEAD, maxReadahead)
                .u32(FuseInitIn.FLAGS, flags)
                .build();
    }

    /** DESTROY. */
    public MemorySegment destroy() {
        return message(Opcode.DESTROY, 0, NOTHING).build();
    }

    /** INTERRUPT. */
    public MemorySegment interrupt(long interrupted) {
        return message(Opcode.INTERRUPT, 0, FuseInterruptIn.STRUCT)
                .u64(FuseInterruptIn.UNIQUE, interrupted)
                .build();
    }

    /** BATCH_FORGET. */
    public MemorySegment batchForget(long[] nodeids, long[] nlookups) {
        return message(Opcode.BATCH_FORGET, 0, FuseBatchForgetIn.STRUCT)
                .u32(FuseBatchForgetIn.COUNT, nodeids.length)
                .data(forgetList(nodeids, nlookups))
                .build();
    }

    /** NOTIFY_REPLY. */
    public MemorySegment notifyReply(long nodeid, long offset, byte[] data) {
        return message(Opcode.NOTIFY_REPLY, nodeid, FuseNotifyRetrieveIn.STRUCT)
                .u64(FuseNotifyRetrieveIn.OFFSET, offset)
                .u32(FuseNotifyRetrieveIn.SIZE, data.length)
                .data(data)
                .build();
    }

    /** SYNCFS. */
    public MemorySegment syncfs(long nodeid) {
        return message(Opcode.SYNCFS, nodeid, FuseSyncfsIn.STRUCT).build();
    }

    /** Any opcode, with any payload. */
    public MemorySegment raw(int opcode, long nodeid, byte[] payload) {
        return messageOf(opcode, nodeid, 0).data(payload).build();
    }
}
