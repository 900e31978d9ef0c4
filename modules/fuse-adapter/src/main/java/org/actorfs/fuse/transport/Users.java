package org.actorfs.fuse.transport;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Who still needs what a worker reads requests from: the worker until it ends, and each answer that is owed to one of them. Every worker has its
 * own, for processors that count in the same place wait for each other's caches.
 */
public final class Users {
    /** With nothing else in the lines of a cache before it and from it on. */
    private static final int COUNT = 32;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(2 * COUNT);
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
        enter();
    }

    void enter() {
        counts.incrementAndGet(COUNT);
    }

    void leave() {
        if (counts.decrementAndGet(COUNT) == 0) {
            onLast.run();
        } else {
            onLeave.run();
        }
    }

    /** How many more than one: the worker, or after its end the first of those whom it still owes an answer. */
    int others() {
        return Math.max(counts.get(COUNT), 1) - 1;
    }
}
