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
import java.util.function.Function;
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
public final class IoPool {
    private static final Logger log = LoggerFactory.getLogger(IoPool.class);
    private static final int MAX_QUEUED = 1 << 17;

    private final Threads threads;
    private final ScheduledExecutorService timer;
    private final String name;

    /** @param name of what it serves; its threads are named after it */
    public IoPool(String name, int size) {
        this.name = name;
        threads = new Threads(name, size, new AtomicInteger());
        threads.allowCoreThreadTimeOut(true);
        timer = Executors.newSingleThreadScheduledExecutor(
                work -> Thread.ofPlatform().daemon().name(name + "-timer").unstarted(work));
    }

    /** What an answer makes actors do is done where it was found. */
    private static final class Threads extends ThreadPoolExecutor {
        Threads(String name, int size, AtomicInteger made) {
            super(
                    size,
                    size,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MAX_QUEUED),
                    work -> new IoThread(work, name + "-io-" + made.incrementAndGet()));
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable call) {
            if (thread instanceof IoThread own) {
                own.serving = this;
            }
        }

        @Override
        protected void afterExecute(Runnable call, @Nullable Throwable bug) {
            if (Thread.currentThread() instanceof IoThread thread) {
                thread.serving = null; // the turns that follow are actors', which must not wait
                if (bug == null) {
                    thread.drain();
                } else {
                    thread.handOver(); // it may still be somebody else
                }
            }
        }
    }

    private static final class IoThread extends TurnThread {
        /** Whose call it runs now. */
        private @Nullable Threads serving;

        /** What a later step of its call threw. */
        private @Nullable Throwable bug;

        IoThread(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }

        @Override
        public boolean takesTurns() {
            return true;
        }
    }

    /** Runs a call that may wait and answers with its outcome; at once if it is a later step of what a thread of this pool runs. */
    public <T> Outcome<T> run(Supplier<Outcome<T>> call) {
        if (Thread.currentThread() instanceof IoThread thread && thread.serving == threads) {
            return step(thread, call);
        }
        Later<T> later = new Later<>();
        try {
            threads.execute(() -> answer(later, call));
        } catch (RejectedExecutionException e) {
            return Outcome.failed(threads.isShutdown() ? Errno.EIO : Errno.ENOMEM);
        }
        return later;
    }

    /** Whoever hears of a bug here may make an errno of it; the thread ends all the same. */
    private static <T> Outcome<T> step(IoThread thread, Supplier<Outcome<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            thread.bug = e;
            throw e;
        }
    }

    /**
     * Runs a call that can be tried without waiting, here and now if that is {@code worthATry}, else or if it answers EAGAIN on a thread of
     * the pool, where it may wait.
     */
    public <T> Outcome<T> runOrTry(boolean worthATry, Function<Wait, Outcome<T>> call) {
        if (worthATry) {
            Outcome<T> now = call.apply(Wait.NEVER);
            if (!(now instanceof Outcome.Failed<T>(Errno errno) && errno == Errno.EAGAIN)) {
                return now;
            }
        }
        return run(() -> call.apply(Wait.ALLOWED));
    }

    /** Runs something that nobody waits for, sooner or later; here and now if the pool has ended. */
    public void runUnattended(Runnable call) {
        try {
            threads.execute(call);
        } catch (RejectedExecutionException e) {
            call.run();
        }
    }

    /** Runs something again and again until the pool closes, on a thread of its own. */
    public void every(Duration period, Runnable call) {
        var _ = timer.scheduleWithFixedDelay(call, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes no more; runs {@code afterwards}, on a thread of its own, when what was taken has ended. */
    public void close(Runnable afterwards) {
        timer.shutdownNow();
        threads.shutdown();
        Thread.ofPlatform().name(name + "-close").start(() -> {
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
            log.error("a call of a driver failed with a bug; it is answered with EIO", e);
            later.completeWith(Outcome.failed(Errno.EIO));
            throw e;
        }
        later.completeWith(outcome);
        if (Thread.currentThread() instanceof IoThread thread && thread.bug != null) {
            throw new IllegalStateException("a later step of a call failed with a bug", thread.bug);
        }
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
}
