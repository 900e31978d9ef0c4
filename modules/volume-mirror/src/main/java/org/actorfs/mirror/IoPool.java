package org.actorfs.mirror;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform threads of one volume for calls that wait. (On virtual threads native calls would pin their carriers.)
 *
 * <p>What waits here is bounded by the transport, which admits only so many requests at a time. The queue's own bound is far above
 * that: reaching it means that something leaks requests, and they fail with ENOMEM.
 */
final class IoPool {
    private static final Logger log = LoggerFactory.getLogger(IoPool.class);
    private static final int MAX_QUEUED = 1 << 17;

    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(named("mirror-timer-"));

    IoPool(int size) {
        threads = new ThreadPoolExecutor(
                size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_QUEUED), named("mirror-io-"));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs a call that may wait and answers with its outcome. */
    <T> Outcome<T> run(Supplier<Outcome<T>> call) {
        Later<T> later = new Later<>();
        try {
            threads.execute(() -> answer(later, call));
        } catch (RejectedExecutionException e) {
            return Outcome.failed(threads.isShutdown() ? Errno.EIO : Errno.ENOMEM);
        }
        return later;
    }

    /** Runs something that nobody waits for, sooner or later; here and now if the pool has ended. */
    void runUnattended(Runnable call) {
        try {
            threads.execute(call);
        } catch (RejectedExecutionException e) {
            call.run();
        }
    }

    /** Runs something again and again until the pool closes, on a thread of its own. */
    void every(Duration period, Runnable call) {
        var _ = timer.scheduleWithFixedDelay(call, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes no more; runs {@code afterwards}, on a thread of its own, when what was taken has ended. */
    void close(Runnable afterwards) {
        timer.shutdownNow();
        threads.shutdown();
        Thread.ofPlatform().name("mirror-close").start(() -> {
            awaitEnd(timer);
            awaitEnd(threads);
            afterwards.run();
        });
    }

    /** A bug ends its thread, too, and another takes its place: this one might have kept a caller's identity. */
    private static <T> void answer(Later<T> later, Supplier<Outcome<T>> call) {
        Outcome<T> outcome;
        try {
            outcome = call.get();
        } catch (RuntimeException | Error e) {
            log.error("a call of the mirror driver failed with a bug; it is answered with EIO", e);
            later.completeWith(Outcome.failed(Errno.EIO));
            throw e;
        }
        later.completeWith(outcome);
    }

    private static void awaitEnd(ExecutorService executor) {
        boolean ended = false;
        while (!ended) {
            try {
                ended = executor.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger made = new AtomicInteger();
        return task -> Thread.ofPlatform()
                .daemon()
                .name(prefix + made.incrementAndGet())
                .unstarted(task);
    }
}
