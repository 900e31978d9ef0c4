package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.AttributeStructs.FuseSetxattrIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseForgetOne;

/** What every request of {@link KernelSide} has: a new unique, and the caller. */
abstract sealed class KernelMessages permits KernelInodeSide {
    static final Struct NOTHING = Struct.named("nothing").build();

    private final Caller caller;
    private final boolean setxattrExt;
    private long lastUnique;

    KernelMessages(Caller caller, boolean setxattrExt) {
        this.caller = caller;
        this.setxattrExt = setxattrExt;
    }

    /** Who makes the system calls. */
    record Caller(int uid, int gid, int pid) {}

    /** The unique of the request made last. */
    public long lastUnique() {
        return lastUnique;
    }

    /** The header of the request made last. */
    public RequestHeader lastHeader(long nodeid) {
        return new RequestHeader(lastUnique, nodeid, caller.uid(), caller.gid(), caller.pid());
    }

    KernelMessage message(int opcode, long nodeid, Struct struct) {
        return messageOf(opcode, nodeid, struct.sizeBytes());
    }

    /** As the kernel does, uniques rise by 2: odd ones are interrupts (FUSE_REQ_ID_STEP). */
    KernelMessage messageOf(int opcode, long nodeid, long structBytes) {
        lastUnique += 2;
        return new KernelMessage(lastHeader(nodeid), opcode, structBytes);
    }

    KernelMessage setxattrHead(long nodeid, int setxattrFlags) {
        if (!setxattrExt) {
            return messageOf(Opcode.SETXATTR, nodeid, Protocol.COMPAT_SETXATTR_IN_SIZE);
        }
        return message(Opcode.SETXATTR, nodeid, FuseSetxattrIn.STRUCT)
                .u32(FuseSetxattrIn.SETXATTR_FLAGS, setxattrFlags);
    }

    static byte[] forgetList(long[] nodeids, long[] nlookups) {
        byte[] list = new byte[Math.toIntExact(nodeids.length * FuseForgetOne.STRUCT.sizeBytes())];
        MemorySegment out = MemorySegment.ofArray(list);
        for (int i = 0; i < nodeids.length; i++) {
            long base = i * FuseForgetOne.STRUCT.sizeBytes();
            FuseForgetOne.NODEID.set(out, base, nodeids[i]);
            FuseForgetOne.NLOOKUP.set(out, base, nlookups[i]);
        }
        return list;
    }
}
