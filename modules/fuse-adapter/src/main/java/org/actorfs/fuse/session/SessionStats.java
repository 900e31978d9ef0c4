package org.actorfs.fuse.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.actorfs.fs.Errno;
import org.actorfs.fuse.protocol.Opcode;

/**
 * Counts and times the requests of one session, and lives as long. Allocates nothing a request: numbers lie in stripes, by thread, so that
 * workers do not take each other's cache lines, and are added up when somebody reads them.
 */
public final class SessionStats {
    /** More would take memory and gain little. */
    private static final int MOST_STRIPES = 8;

    // What a stripe has of each opcode.
    private static final int RECEIVED = 0;
    private static final int UNANSWERED = 1; // and never will be
    private static final int ERRORS = 2;
    private static final int IO_ERRORS = 3;
    private static final int NANOS = 4;
    private static final int BYTES = 5;
    private static final int BUCKETS = 6;
    private static final int CELLS = BUCKETS + LatencyBuckets.COUNT;

    /** A power of two of them; none if nothing is counted. */
    private final AtomicLongArray[] stripes;

    private SessionStats(int stripes) {
        this.stripes = IntStream.range(0, stripes)
                .mapToObj(_ -> new AtomicLongArray(Opcode.END * CELLS))
                .toArray(AtomicLongArray[]::new);
    }

    /** For so many threads. */
    static SessionStats counting(int threads) {
        int wanted = Math.min(threads, MOST_STRIPES);
        return new SessionStats(wanted <= 1 ? 1 : Integer.highestOneBit(wanted - 1) << 1);
    }

    /** Counts nothing, and does not look at the clock. */
    public static SessionStats off() {
        return new SessionStats(0);
    }

    private boolean isOff() {
        return stripes.length == 0;
    }

    /** The time for {@link #answered}. */
    public long now() {
        return isOff() ? 0 : System.nanoTime();
    }

    /** A request has come; {@link #answered} follows if it expects a reply. */
    public void received(int opcode, boolean expectsReply) {
        if (isOff()) {
            return;
        }
        AtomicLongArray stripe = stripe();
        int cells = cells(opcode);
        stripe.getAndIncrement(cells + RECEIVED);
        if (!expectsReply) {
            stripe.getAndIncrement(cells + UNANSWERED);
        }
    }

    /** Its answer is written; {@code errno} 0: a success. */
    public void answered(int opcode, long begunNanos, int errno, long bytes) {
        if (isOff()) {
            return;
        }
        long nanos = System.nanoTime() - begunNanos;
        AtomicLongArray stripe = stripe();
        int cells = cells(opcode);
        stripe.getAndIncrement(cells + BUCKETS + LatencyBuckets.indexOf(nanos));
        stripe.getAndAdd(cells + NANOS, nanos);
        if (bytes != 0) {
            stripe.getAndAdd(cells + BYTES, bytes);
        }
        if (errno != 0) {
            stripe.getAndIncrement(cells + ERRORS);
            if (errno == Errno.EIO.number()) {
                stripe.getAndIncrement(cells + IO_ERRORS);
            }
        }
    }

    private AtomicLongArray stripe() {
        return stripes[(int) Thread.currentThread().threadId() & (stripes.length - 1)];
    }

    private static int cells(int opcode) {
        return (opcode > 0 && opcode < Opcode.END ? opcode : 0) * CELLS;
    }

    /** Of each kind that has come at all, in the order of their numbers. */
    public List<OperationStats> read() {
        List<OperationStats> all = new ArrayList<>();
        for (int opcode = 0; opcode < Opcode.END; opcode++) {
            OperationStats one = read(opcode);
            if (one.requests() > 0) {
                all.add(one);
            }
        }
        return all;
    }

    private OperationStats read(int opcode) {
        int cells = cells(opcode);
        List<Long> buckets = IntStream.range(0, LatencyBuckets.COUNT)
                .mapToObj(bucket -> sum(cells + BUCKETS + bucket))
                .toList();
        long done = buckets.stream().mapToLong(Long::longValue).sum() + sum(cells + UNANSWERED);
        long received = sum(cells + RECEIVED); // last: what is done has come before
        return new OperationStats(
                Opcode.name(opcode),
                received,
                received - done,
                sum(cells + ERRORS),
                sum(cells + IO_ERRORS),
                sum(cells + BYTES),
                sum(cells + NANOS),
                buckets);
    }

    private long sum(int cell) {
        long sum = 0;
        for (AtomicLongArray stripe : stripes) {
            sum += stripe.get(cell);
        }
        return sum;
    }
}
