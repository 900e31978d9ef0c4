package org.actorfs.fuse.session;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The buckets that times are counted in: two an octave, 1 us, 1.5 us, 2 us, 3 us, 4 us and so on to 67 s, and one for what takes longer. The
 * same for every operation, so that they can be added up.
 */
public final class LatencyBuckets {
    /** The first bound. */
    private static final long SMALLEST_NANOS = 1000;

    /** Those with a bound: 2^26 us are 67 s. */
    private static final int BOUNDED = 2 * 26 + 1;

    /** All of them. */
    static final int COUNT = BOUNDED + 1;

    private LatencyBuckets() {}

    /** The largest time of each bucket, in their order; the last bucket has none. */
    public static List<Long> boundsNanos() {
        return IntStream.range(0, BOUNDED)
                .mapToLong(LatencyBuckets::boundNanos)
                .boxed()
                .toList();
    }

    private static long boundNanos(int index) {
        long octave = SMALLEST_NANOS << (index / 2);
        return index % 2 == 0 ? octave : octave + octave / 2;
    }

    /** The bucket of a time: the first whose bound is not less. */
    static int indexOf(long nanos) {
        long halves = (nanos - 1) / (SMALLEST_NANOS / 2); // begun halves of 1 us, less one
        if (halves < 2) {
            return 0;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(halves);
        int upperHalf = (int) (halves >>> (octave - 1)) & 1;
        return Math.min(2 * (octave - 1) + upperHalf + 1, BOUNDED);
    }
}
