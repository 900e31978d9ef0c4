package org.actorfs.fuse.transport;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Buffers that are used again. Never waits: when all are in use another is made, and at most {@code keep} are kept. What is in use is bounded
 * by what the kernel has in flight.
 */
final class Pool<B extends AutoCloseable> {
    private final ConcurrentLinkedDeque<B> free = new ConcurrentLinkedDeque<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Supplier<B> maker;
    private final int keep;

    Pool(Supplier<B> maker, int keep) {
        this.maker = maker;
        this.keep = keep;
    }

    B take() {
        B buffer = free.pollFirst();
        if (buffer == null) {
            return maker.get();
        }
        size.decrementAndGet();
        return buffer;
    }

    void give(B buffer) {
        if (size.incrementAndGet() <= keep) {
            free.addFirst(buffer);
            return;
        }
        size.decrementAndGet();
        dispose(buffer);
    }

    void close() {
        for (B buffer = free.pollFirst(); buffer != null; buffer = free.pollFirst()) {
            dispose(buffer);
        }
    }

    private void dispose(B buffer) {
        try {
            buffer.close();
        } catch (Exception e) {
            throw new IllegalStateException("a buffer cannot be freed", e);
        }
    }
}
