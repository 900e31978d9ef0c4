package org.actorfs.fuse.transport;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who still needs what a worker reads requests from: the worker until it ends, and each answer that is owed to one of them. Every worker has its
 * own, for processors that count in the same place wait for each other's caches.
 */
public final class Users {
    private final AtomicInteger count = new AtomicInteger(1);
    private final Runnable onLeave;
    private final Runnable onLast;

    /**
     * With the worker as the first.
     *
     * @param onLeave called when one has left and others are still there
     * @param onLast called when the last has left; nobody enters any more then
     */
    public Users(Runnable onLeave, Runnable onLast) {
        this.onLeave = onLeave;
        this.onLast = onLast;
    }

    void enter() {
        count.incrementAndGet();
    }

    void leave() {
        if (count.decrementAndGet() == 0) {
            onLast.run();
        } else {
            onLeave.run();
        }
    }

    /** How many beside one, who may be the worker. */
    int others() {
        return Math.max(count.get(), 1) - 1;
    }
}
