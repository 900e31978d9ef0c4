package org.actorfs.mirror;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** How many threads are somewhere. Each counts in a place of its own, for processors that count in the same one wait for each other's caches. */
final class Presence {
    /** A power of two; threads that began one after the other have different ones. */
    private static final int PLACES = 16;

    /** More than the caches of two processors pass on at once. */
    private static final int INTS_A_PLACE = 32;

    /** The first place is left out: what everybody reads of the array lies beside it. */
    private final AtomicIntegerArray counts = new AtomicIntegerArray((PLACES + 1) * INTS_A_PLACE);

    /** The calling thread comes. What it is to tell {@link #leave}. */
    int enter() {
        int place = (1 + ((int) Thread.currentThread().threadId() & (PLACES - 1))) * INTS_A_PLACE;
        counts.incrementAndGet(place);
        return place;
    }

    void leave(int place) {
        counts.decrementAndGet(place);
    }

    /** Whether nobody is there who came before this was asked. */
    boolean isEmpty() {
        for (int i = 1; i <= PLACES; i++) {
            if (counts.get(i * INTS_A_PLACE) != 0) {
                return false;
            }
        }
        return true;
    }
}
