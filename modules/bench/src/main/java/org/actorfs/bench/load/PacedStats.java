package org.actorfs.bench.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** How long stats take that begin at a given rate. */
final class PacedStats {
    private static final double PERCENTILE = 0.999;
    private static final int MAX_SAMPLES = 1 << 20;

    private PacedStats() {}

    /** The value is the 99.9th percentile in microseconds; the rate is that of all threads together, in 1/s. */
    static Work run(String directory, int threads, long nanos, double rate)
            throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        long interval = (long) (threads * 1e9 / rate);
        List<long[]> samples = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<long[]>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                StatFile stat = new StatFile(directory, i);
                long first = begin + i * interval / threads;
                parts.add(executor.submit(() -> paced(stat, first, begin + nanos, interval)));
            }
            for (Future<long[]> part : parts) {
                samples.add(part.get());
            }
        }
        long[] all = samples.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        double value = all.length == 0 ? 0 : all[(int) (all.length * PERCENTILE)] / 1e3;
        return new Work(value, all.length);
    }

    /** Latencies in nanoseconds; a stat that had to wait for the one before it counts from when it was due. */
    private static long[] paced(StatFile stat, long first, long end, long interval) {
        long[] samples = new long[(int) Math.min(MAX_SAMPLES, (end - first) / interval + 1)];
        int count = 0;
        for (long due = first; due - end < 0 && count < samples.length; due += interval) {
            long from = due;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
                from = System.nanoTime(); // the timer's own lateness is not the subject's
            }
            stat.run();
            samples[count++] = System.nanoTime() - from;
        }
        return Arrays.copyOf(samples, count);
    }
}
