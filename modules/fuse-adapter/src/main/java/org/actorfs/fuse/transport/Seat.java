package org.actorfs.fuse.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.posix.Processes;

/**
 * One descriptor of a session, at which one worker reads. While that runs a call that may wait, the seat is free, and it is given to
 * another if that takes long.
 */
final class Seat {
    /** Not a time. */
    static final long TAKEN = 0;

    /** Who works for so long keeps others from being served as if it waited. */
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** No thread's id. */
    static final int NOBODY = 0;

    private final Channel channel;
    private final int fd;

    /** When its worker left it, by System.nanoTime, and never {@link #TAKEN}; or that. */
    private final AtomicLong leftAt = new AtomicLong(TAKEN);

    /** Who left it last, by gettid(2). */
    private volatile int leaver = NOBODY;

    Seat(Channel channel, int fd) {
        this.channel = channel;
        this.fd = fd;
    }

    Channel channel() {
        return channel;
    }

    int fd() {
        return fd;
    }

    /** Answers what {@link #comeBack} wants. */
    long leave(int tid) {
        leaver = tid;
        long now = System.nanoTime() | 1;
        leftAt.set(now);
        return now;
    }

    /** False if another worker has it now. */
    boolean comeBack(long left) {
        return leftAt.compareAndSet(left, TAKEN);
    }

    boolean isFree() {
        return leftAt.get() != TAKEN;
    }

    /** False if it is not free, or not for so long; for a while also if who left it does not wait but wants a processor. */
    boolean take(long longerThanNanos) {
        long since = leftAt.get();
        long left = System.nanoTime() - since;
        return since != TAKEN
                && left >= longerThanNanos
                && (left >= BUSY_NANOS || Processes.isWaiting(leaver))
                && leftAt.compareAndSet(since, TAKEN);
    }
}
