package org.actorfs.fuse.transport;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.DeviceStructs.FuseUringEntInOut;
import org.actorfs.fuse.protocol.DeviceStructs.FuseUringReqHeader;
import org.actorfs.fuse.protocol.ReplyEncoder;
import org.actorfs.fuse.protocol.Request;
import org.actorfs.fuse.protocol.RequestDecoder;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.Memory;
import org.actorfs.posix.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory for one request and its answer, which the kernel and we have in turn. While we have it, it belongs to whoever answers; the answer
 * overwrites the request.
 */
final class RingEntry implements Incoming, ReplyPort, AutoCloseable {
    /** What the kernel wants of REGISTER: headers, and payload. */
    static final int IOVECS = 2;

    /** In the page of the headers, after these. */
    private static final int IOVECS_AT = 1024;

    private static final int ASIDE_AT = 2048;
    private static final int ASIDE_BYTES = 1024;

    private final RingQueue queue;
    private final int id;
    private final boolean extra;
    private final NativeBuffer memory;
    private final MemorySegment headers;
    private final MemorySegment inOut;
    private final MemorySegment opIn;
    private final MemorySegment payload;
    private final ReplyBuffer reply;

    /** For the answers to what lent the payload: they are encoded while somebody still reads that. Null until there was one. */
    private @Nullable ReplyBuffer aside;

    private int answerBytes;

    private long commitId;
    private boolean lent;

    /** Somebody may be at work in the payload though it is answered. */
    private volatile boolean inUse;

    /** @param extra whether it is one that not every queue has */
    RingEntry(RingQueue queue, int id, int payloadBytes, boolean extra) {
        this.queue = queue;
        this.id = id;
        this.extra = extra;
        int page = Memory.pageSizeBytes();
        this.memory = NativeBuffer.allocate(page, (long) page + payloadBytes);
        long headerBytes = FuseUringReqHeader.STRUCT.sizeBytes();
        this.headers = memory.segment().asSlice(0, headerBytes);
        this.inOut = slice(FuseUringReqHeader.IN_OUT.offset(), FuseUringReqHeader.OP_IN.offset());
        this.opIn = slice(FuseUringReqHeader.OP_IN.offset(), FuseUringReqHeader.RING_ENT_IN_OUT.offset());
        this.payload = memory.segment().asSlice(page, payloadBytes);
        this.reply = ReplyBuffer.split(memory, inOut, payload);
        FileIo.putIovec(iovecs(), 0, memory.address(), headerBytes);
        FileIo.putIovec(iovecs(), 1, payload.address(), payloadBytes);
    }

    private MemorySegment slice(long from, long to) {
        return headers.asSlice(from, to - from);
    }

    RingQueue queue() {
        return queue;
    }

    /** The number by which its completions name it. */
    int id() {
        return id;
    }

    boolean isExtra() {
        return extra;
    }

    /** Where its memory is, as struct iovec. */
    long iovecs() {
        return memory.address() + IOVECS_AT;
    }

    /** The kernel has put a request into it. */
    void arrived() {
        commitId = FuseUringEntInOut.COMMIT_ID.get(headers, FuseUringReqHeader.RING_ENT_IN_OUT.offset());
        lent = false;
    }

    /** Which request an answer is for. */
    long commitId() {
        return commitId;
    }

    /** Whether it is to be left alone for good. */
    boolean isInUse() {
        return inUse;
    }

    @Override
    public int opcode() {
        return RequestDecoder.opcode(inOut, inOut.byteSize());
    }

    @Override
    public Request decode(RequestDecoder decoder) {
        int bytes = FuseUringEntInOut.PAYLOAD_SZ.get(headers, FuseUringReqHeader.RING_ENT_IN_OUT.offset());
        memory.used(bytes);
        return decoder.decode(inOut, opIn, payload, bytes);
    }

    @Override
    public @Nullable Borrow lend() {
        lent = true;
        return null;
    }

    @Override
    public void begin() {
        queue.worker().users().enter();
    }

    @Override
    public ReplyBuffer takeSmall() {
        return lent ? aside() : reply;
    }

    private ReplyBuffer aside() {
        ReplyBuffer known = aside;
        if (known == null) {
            known = ReplyBuffer.split(memory, inOut, memory.segment().asSlice(ASIDE_AT, ASIDE_BYTES));
            aside = known;
        }
        return known;
    }

    @Override
    public void giveSmall(ReplyBuffer buffer) {}

    @Override
    public ReplyBuffer takeLarge() {
        return reply;
    }

    @Override
    public void giveLarge(ReplyBuffer buffer) {}

    @Override
    public int write(ReplyBuffer buffer, int length) {
        answerBytes = length - ReplyEncoder.HEADER_BYTES;
        FuseUringEntInOut.PAYLOAD_SZ.set(headers, FuseUringReqHeader.RING_ENT_IN_OUT.offset(), answerBytes);
        memory.used(answerBytes);
        return queue.isOpen() ? 0 : -Errnos.ENODEV;
    }

    @Override
    public void end(boolean inUse) {
        handBack(inUse);
        queue.worker().users().leave();
    }

    private void handBack(boolean inUse) {
        if (lent && answerBytes > 0) {
            payload.copyFrom(aside().body().asSlice(0, answerBytes));
        }
        if (inUse) { // the store of a false would be a fence for each request
            this.inUse = true;
        }
        queue.worker().answered(this);
    }

    @Override
    public void silence() {
        write(reply, reply.encoder().ok(RequestDecoder.unique(inOut)));
        handBack(false);
    }

    @Override
    public void close() {
        memory.close();
    }
}
