package org.actorfs.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** As many operations as some threads can do in a given time. */
final class Repetition {
    /** Makes the operation of one thread. */
    interface Maker {
        Operation make(int thread);
    }

    private Repetition() {}

    /** The value is operations a second. */
    static Work run(int threads, long nanos, Maker maker) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        long total = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                counts.add(executor.submit(() -> repeat(maker, thread, begin + nanos)));
            }
            for (Future<Long> count : counts) {
                total += count.get();
            }
        }
        return new Work(total * 1e9 / (System.nanoTime() - begin), total);
    }

    private static long repeat(Maker maker, int thread, long end) {
        long count = 0;
        try (Operation operation = maker.make(thread)) {
            for (; System.nanoTime() - end < 0; count++) {
                operation.run();
            }
        }
        return count;
    }
}
