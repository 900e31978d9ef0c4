package org.actorfs.fuse.transport;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.DirentWriter;
import org.actorfs.fuse.protocol.ReplyEncoder;
import org.actorfs.fuse.protocol.WireAttributes;
import org.actorfs.posix.NativeBuffer;

/** Memory for one answer, with what encodes it. Used by one thread at a time; owned by a worker or by {@link ReplyBuffers}. */
public final class ReplyBuffer implements AutoCloseable {
    /** Enough for every answer but data and listings: a symlink's target is at most 4095 bytes. */
    private static final int SMALL_BYTES = 8192;

    private final NativeBuffer memory;
    private final ReplyEncoder encoder;
    private final WireAttributes attributes = new WireAttributes();
    private final DirentWriter dirents = new DirentWriter();

    private ReplyBuffer(NativeBuffer memory, ReplyEncoder encoder) {
        this.memory = memory;
        this.encoder = encoder;
    }

    private ReplyBuffer(NativeBuffer memory) {
        this(memory, ReplyEncoder.contiguous(memory.segment()));
    }

    /** For answers whose header and body lie apart in the memory, which is closed with it. */
    static ReplyBuffer split(NativeBuffer memory, MemorySegment header, MemorySegment body) {
        return new ReplyBuffer(memory, ReplyEncoder.split(header, body));
    }

    static ReplyBuffer small() {
        return new ReplyBuffer(NativeBuffer.allocate(SMALL_BYTES));
    }

    /** A buffer for a session's notifier, which closes it. */
    public static ReplyBuffer forNotifications() {
        return small();
    }

    static ReplyBuffer large(int dataBytes) {
        int head = ReplyEncoder.HEADER_BYTES;
        return new ReplyBuffer(NativeBuffer.allocate(head, dataBytes + (long) head));
    }

    public ReplyEncoder encoder() {
        return encoder;
    }

    public WireAttributes attributes() {
        return attributes;
    }

    public DirentWriter dirents() {
        return dirents;
    }

    /** All of it. */
    public MemorySegment memory() {
        return memory.segment();
    }

    /** Where the answer starts, for write(2). */
    public long address() {
        return memory.address();
    }

    /** Where data of an answer goes. */
    public MemorySegment body() {
        return encoder.body();
    }

    /** An answer of so many bytes was in it. */
    void used(int bytes) {
        memory.used(bytes);
    }

    @Override
    public void close() {
        memory.close();
    }
}
