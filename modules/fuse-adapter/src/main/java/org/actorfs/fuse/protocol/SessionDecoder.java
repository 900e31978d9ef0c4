package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.EntryStructs.FuseBatchForgetIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseForgetOne;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyRetrieveIn;
import org.actorfs.fuse.protocol.SessionStructs.FuseInitIn;
import org.actorfs.fuse.protocol.SessionStructs.FuseInterruptIn;

/** Decodes the {@link SessionRequest}s. */
final class SessionDecoder {
    private SessionDecoder() {}

    /**
     * INIT was 8 bytes before 7.6 and 16 before 7.36, and a kernel with a newer major says nothing but its version:
     * what is not there is 0.
     */
    static Request init(RequestHeader header, RequestBody body) {
        body.expect(FuseInitIn.MAX_READAHEAD.offset());
        boolean flagsCame = body.grow(FuseInitIn.FLAGS2.offset());
        boolean flags2Came = flagsCame && body.grow(FuseInitIn.STRUCT.sizeBytes());
        long flags = flagsCame ? Integer.toUnsignedLong(body.u32(FuseInitIn.FLAGS)) : 0;
        if (flags2Came && (flags & InitFlags.INIT_EXT) != 0) {
            flags |= (long) body.u32(FuseInitIn.FLAGS2) << 32;
        }
        int maxReadahead = flagsCame ? body.u32(FuseInitIn.MAX_READAHEAD) : 0;
        return new SessionRequest.Init(
                header, body.u32(FuseInitIn.MAJOR), body.u32(FuseInitIn.MINOR), maxReadahead, flags);
    }

    static Request interrupt(RequestHeader header, RequestBody body) {
        body.expect(FuseInterruptIn.STRUCT);
        return new SessionRequest.Interrupt(header, body.u64(FuseInterruptIn.UNIQUE));
    }

    static Request batchForget(RequestHeader header, RequestBody body) {
        body.expect(FuseBatchForgetIn.STRUCT);
        long count = Integer.toUnsignedLong(body.u32(FuseBatchForgetIn.COUNT));
        MemorySegment entries = body.array(count, FuseForgetOne.STRUCT);
        int arrived = (int) (entries.byteSize() / FuseForgetOne.STRUCT.sizeBytes());
        long[] nodeids = new long[arrived];
        long[] nlookups = new long[arrived];
        for (int i = 0; i < arrived; i++) {
            long base = i * FuseForgetOne.STRUCT.sizeBytes();
            nodeids[i] = FuseForgetOne.NODEID.get(entries, base);
            nlookups[i] = FuseForgetOne.NLOOKUP.get(entries, base);
        }
        return new SessionRequest.BatchForget(header, nodeids, nlookups);
    }

    static Request notifyReply(RequestHeader header, RequestBody body) {
        body.expect(FuseNotifyRetrieveIn.STRUCT);
        return new SessionRequest.NotifyReply(
                header, body.u64(FuseNotifyRetrieveIn.OFFSET), body.data(body.u32(FuseNotifyRetrieveIn.SIZE)));
    }
}
