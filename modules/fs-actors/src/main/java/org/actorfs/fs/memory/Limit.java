package org.actorfs.fs.memory;

import java.util.concurrent.atomic.AtomicLong;

/** A counter that never passes its maximum; lock-free, shared by all threads of a volume. */
final class Limit {
    private final long maximum;
    private final AtomicLong used = new AtomicLong();

    Limit(long maximum) {
        this.maximum = maximum;
    }

    /** Takes all of {@code amount}, or nothing and false. */
    boolean take(long amount) {
        while (true) {
            long before = used.get();
            if (amount > maximum - before) {
                return false;
            }
            if (used.compareAndSet(before, before + amount)) {
                return true;
            }
        }
    }

    void give(long amount) {
        used.addAndGet(-amount);
    }

    long used() {
        return used.get();
    }

    long free() {
        return maximum - used.get();
    }

    long maximum() {
        return maximum;
    }
}
