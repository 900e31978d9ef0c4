package org.actorfs.fuse.transport;

import org.actorfs.fuse.protocol.RequestDecoder;
import org.actorfs.posix.NativeBuffer;

/** The memory of one session: for requests, for small answers and for data. Closed after the last answer. */
public final class Buffers implements AutoCloseable {
    private final Pool<NativeBuffer> requests;
    private final Pool<ReplyBuffer> small;
    private final Pool<ReplyBuffer> large;
    private volatile boolean abandoned;

    /** Buffers for requests of so many bytes and answers with so much data; at most {@code keep} of each kind are kept. */
    public Buffers(int requestBytes, int dataBytes, int keep) {
        this.requests = new Pool<>(() -> NativeBuffer.allocate(RequestDecoder.BEFORE_DATA_BYTES, requestBytes), keep);
        this.small = new Pool<>(ReplyBuffer::small, keep);
        this.large = new Pool<>(() -> ReplyBuffer.large(dataBytes), keep);
    }

    /** A buffer for one read(2). */
    public NativeBuffer takeRequest() {
        return requests.take();
    }

    public void giveRequest(NativeBuffer buffer) {
        if (!abandoned) {
            requests.give(buffer);
        }
    }

    /** From now on what is given back is not used again and not freed: somebody may still be at work in it. */
    public void abandon() {
        abandoned = true;
    }

    /** A buffer for a small answer: the worker's own if a worker asks. */
    public ReplyBuffer takeSmall() {
        return Thread.currentThread() instanceof Worker worker ? worker.replies() : small.take();
    }

    /** Gives back what {@link #takeSmall} gave to the same thread. */
    public void giveSmall(ReplyBuffer buffer) {
        if (!(Thread.currentThread() instanceof Worker)) {
            small.give(buffer);
        }
    }

    /** A buffer for data. */
    public ReplyBuffer takeLarge() {
        return large.take();
    }

    public void giveLarge(ReplyBuffer buffer) {
        if (!abandoned) {
            large.give(buffer);
        }
    }

    @Override
    public void close() {
        requests.close();
        small.close();
        large.close();
    }
}
