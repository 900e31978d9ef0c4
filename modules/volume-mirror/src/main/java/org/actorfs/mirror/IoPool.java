package org.actorfs.mirror;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
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
 * Runs the calls of one volume that wait, on platform threads. (On virtual threads native calls would pin their carriers.) A thread that
 * serves requests runs a call itself if it can, because to wake another costs more than most calls take; else, and for a while after a call
 * that took long, the pool's own threads do.
 *
 * <p>What waits here is bounded by the transport, which admits only so many requests at a time. The queue's own bound is far above
 * that: reaching it means that something leaks requests, and they fail with ENOMEM.
 */
public final class IoPool {
    private static final Logger log = LoggerFactory.getLogger(IoPool.class);
    private static final int MAX_QUEUED = 1 << 17;

    /** A call that takes longer has waited for something. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** For how many times as long as such a call took others are kept from the threads that serve requests. */
    private static final int CAUTION = 10;

    private final Threads threads;
    private final ScheduledExecutorService timer;
    private final String name;
    private final int size;

    /** For calls on threads that are not ours; a dead disk stops no more of them than these. */
    private final Semaphore elsewhere;

    /** By System.nanoTime. */
    private volatile long cautiousUntil = System.nanoTime();

    /** @param name of what it serves; its threads are named after it */
    public IoPool(String name, int size) {
        this.name = name;
        this.size = size;
        this.elsewhere = new Semaphore(size);
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
        protected void afterExecute(Runnable call, @Nullable Throwable bug) {
            if (Thread.currentThread() instanceof IoThread thread) {
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

    /** One call, wherever it runs. */
    private final class Call<T> implements Runnable {
        private final Supplier<Outcome<T>> steps;
        private final Later<T> later = new Later<>();

        /** What a later step threw. */
        private @Nullable Throwable bug;

        Call(Supplier<Outcome<T>> steps) {
            this.steps = steps;
        }

        boolean isOf(IoPool pool) {
            return IoPool.this == pool;
        }

        /** A bug ends its thread, too, and another takes its place: this one might have kept a caller's identity. */
        @Override
        public void run() {
            Outcome<T> outcome;
            try {
                outcome = steps.get();
            } catch (RuntimeException | Error e) {
                log.error("a call of a driver failed with a bug; it is answered with EIO", e);
                later.completeWith(Outcome.failed(Errno.EIO));
                throw e;
            }
            later.completeWith(outcome);
            if (bug != null) {
                throw new IllegalStateException("a later step of a call failed with a bug", bug);
            }
        }

        /** Whoever hears of a bug here may make an errno of it; the thread ends all the same. */
        private <R> Outcome<R> step(Supplier<Outcome<R>> more) {
            try {
                return more.get();
            } catch (RuntimeException | Error e) {
                bug = e;
                throw e;
            }
        }
    }

    /** Runs a call that may wait and answers with its outcome; at once if it is a later step of a call that runs on this thread. */
    public <T> Outcome<T> run(Supplier<Outcome<T>> steps) {
        Thread current = Thread.currentThread();
        if (current instanceof TurnThread thread
                && thread.currentCall() instanceof Call<?> running
                && running.isOf(this)) {
            return running.step(steps);
        }
        Call<T> call = new Call<>(steps);
        return current instanceof TurnThread thread && runsOn(thread, call) ? call.later : queue(call);
    }

    /** As {@link #run}, but always on a thread of this pool: while it runs, its caller begins something else. */
    public <T> Outcome<T> runApart(Supplier<Outcome<T>> steps) {
        return queue(new Call<>(steps));
    }

    private <T> Outcome<T> queue(Call<T> call) {
        try {
            threads.execute(() -> runHere(call));
        } catch (RejectedExecutionException e) {
            return Outcome.failed(threads.isShutdown() ? Errno.EIO : Errno.ENOMEM);
        }
        return call.later;
    }

    private static void runHere(Runnable call) {
        if (Thread.currentThread() instanceof TurnThread thread) {
            thread.runCall(call);
        } else {
            call.run();
        }
    }

    /** False if the thread cannot take the call, or should not now. */
    private boolean runsOn(TurnThread thread, Runnable call) {
        if (System.nanoTime() - cautiousUntil < 0 || !elsewhere.tryAcquire()) {
            return false;
        }
        if (!threads.isShutdown() && thread.takeCall(() -> runMeasured(call))) {
            return true;
        }
        elsewhere.release();
        return false;
    }

    private void runMeasured(Runnable call) {
        long start = System.nanoTime();
        try {
            runHere(call);
        } finally {
            elsewhere.release();
            long end = System.nanoTime();
            if (end - start > LONG_NANOS) {
                cautiousUntil = end + CAUTION * (end - start);
            }
        }
    }

    /**
     * Runs a call that can be tried without waiting, here and now if that is {@code worthATry}, else or if it answers EAGAIN on a thread
     * that may wait.
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
        if (Thread.currentThread() instanceof TurnThread thread && runsOn(thread, call)) {
            return;
        }
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
            elsewhere.acquireUninterruptibly(size);
            afterwards.run();
        });
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
