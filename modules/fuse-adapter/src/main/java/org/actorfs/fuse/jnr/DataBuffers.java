package org.actorfs.fuse.jnr;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Memory for the data of reads and writes. What is not given back is freed when nobody uses it any more. */
final class DataBuffers {
    /** What libfuse 2 asks for at most. */
    static final long BYTES = 128 << 10;

    private static final int MOST_KEPT = 64;

    private final BlockingQueue<MemorySegment> kept = new ArrayBlockingQueue<>(MOST_KEPT);

    /** At least so large. */
    MemorySegment take(long sizeBytes) {
        MemorySegment found = sizeBytes <= BYTES ? kept.poll() : null;
        return found == null ? Arena.ofAuto().allocate(Math.max(sizeBytes, BYTES), Long.BYTES) : found;
    }

    /** Once nobody is at work there any more. */
    void give(MemorySegment data) {
        if (data.byteSize() == BYTES) {
            var _ = kept.offer(data);
        }
    }
}
