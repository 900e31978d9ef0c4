package org.actorfs.mirror;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.TurnThread;
import org.jspecify.annotations.Nullable;
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
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(IoPool::timer);

    IoPool(int size) {
        threads = new Threads(size, new AtomicInteger());
        threads.allowCoreThreadTimeOut(true);
    }

    /** What an answer makes actors do is done where it was found. */
    private static final class Threads extends ThreadPoolExecutor {
        Threads(int size, AtomicInteger made) {
            super(
                    size,
                    size,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MAX_QUEUED),
                    work -> new IoThread(work, "mirror-io-" + made.incrementAndGet()));
        }

        @Override
        protected void afterExecute(Runnable call, @Nullable Throwable bug) {
            if (Thread.currentThread() instanceof TurnThread thread) {
                if (bug == null) {
                    thread.drain();
                } else {
                    thread.handOver(); // it may still be somebody else
                }
            }
        }
    }

    private static final class IoThread extends TurnThread {
        IoThread(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }

        @Override
        public boolean takesTurns() {
            return true;
        }
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

    private static Thread timer(Runnable work) {
        return Thread.ofPlatform().daemon().name("mirror-timer").unstarted(work);
    }
}
