package org.actorfs.mirror;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.TurnThread;
import org.actorfs.posix.FsIdentity;
import org.actorfs.posix.Processes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the calls of one volume that wait, on platform threads. (On virtual threads native calls would pin their carriers.) A thread that
 * serves requests, or one of another pool, runs a call itself if it can, because to wake another costs more than most calls take; else, and
 * for a while after calls that took long, but for the first of them, the pool's own threads do.
 *
 * <p>What waits here is bounded by the transport, which admits only so many requests at a time. The queue's own bound is far above
 * that: reaching it means that something leaks requests, and they fail with ENOMEM.
 */
public final class IoPool {
    private static final Logger log = LoggerFactory.getLogger(IoPool.class);
    private static final int MAX_QUEUED = 1 << 17;

    /** A call that takes longer, and not because its thread was preempted, has waited for something. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** For how many times as long as such a call took others are kept from the threads that serve requests. */
    private static final int CAUTION = 10;

    /** For how long at least after a long call it is watched whether others wait, which costs each a system call. */
    private static final long WATCH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Between two looks whether all have left. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** No count: it was not looked at. */
    private static final long UNWATCHED = -1;

    private final Threads threads;
    private final ScheduledThreadPoolExecutor timer;
    private final String name;
    private final int size;
    private final int inOthers;

    private final Executor errands = this::queueErrand;

    /** For calls on threads that serve requests; a dead disk stops no more of them than these. */
    private final Semaphore elsewhere;

    /** For calls on threads of other pools, which have disks of their own to serve. */
    private final Semaphore inOtherPools;

    /** Who runs a call that never waits, here and now. */
    private final Presence here = new Presence();

    /** By System.nanoTime. */
    private volatile long cautiousUntil = System.nanoTime();

    private volatile long watchedUntil = System.nanoTime();

    /** @param name of what it serves; its threads are named after it */
    public IoPool(String name, int size) {
        this.name = name;
        this.size = size;
        this.elsewhere = new Semaphore(size);
        this.inOthers = size / 4;
        this.inOtherPools = new Semaphore(inOthers);
        timer = new ScheduledThreadPoolExecutor(
                1, work -> Thread.ofPlatform().daemon().name(name + "-timer").unstarted(work));
        timer.prestartCoreThread(); // by who is nobody else
        threads = new Threads(name, size, new AtomicInteger(), timer);
        threads.allowCoreThreadTimeOut(true);
    }

    /** What an answer makes actors do is done where it was found. */
    private static final class Threads extends ThreadPoolExecutor {
        /** For calls of other pools, whose disks may all be dead. */
        private final Semaphore lendable;

        /** Starts threads that are nobody else. */
        private final Executor clean;

        Threads(String name, int size, AtomicInteger made, Executor clean) {
            super(
                    size,
                    size,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MAX_QUEUED),
                    Thread.ofPlatform().factory());
            this.lendable = new Semaphore(size / 4);
            this.clean = clean;
            setThreadFactory(work -> new IoThread(work, name + "-io-" + made.incrementAndGet(), this));
        }

        @Override
        protected void afterExecute(Runnable call, @Nullable Throwable bug) {
            if (Thread.currentThread() instanceof IoThread thread) {
                if (bug == null) {
                    thread.drain();
                    thread.runCalls();
                } else {
                    thread.giveAll(); // it may still be somebody else
                }
            }
        }
    }

    private static final class IoThread extends TurnThread {
        private final Threads pool;

        IoThread(Runnable work, String name, Threads pool) {
            super(Processes.unpinned(work), name);
            this.pool = pool;
            setDaemon(true);
        }

        boolean isOf(Threads asked) {
            return pool == asked;
        }

        @Override
        public boolean takesTurns() {
            return true;
        }

        @Override
        protected boolean takesCalls() {
            return true;
        }

        /** What it took while it ran the pool's own, which may be of other pools. */
        void runCalls() {
            for (Runnable call = nextCall(); call != null; call = nextCall()) {
                try {
                    call.run();
                } catch (RuntimeException | Error e) { // was logged by who made the call; a bug ends its thread
                    giveAll();
                    throw e;
                }
                drain();
            }
        }

        void giveAll() {
            handOver();
            for (Runnable call = nextCall(); call != null; call = nextCall()) {
                Runnable orphan = call;
                pool.clean.execute(() ->
                        Thread.ofPlatform().daemon().name(getName() + "-last").start(orphan));
            }
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

    /**
     * As {@link #run}; but here and now, whichever thread of the daemon this is, if the call {@code neverWaits}: all that it touches is in
     * memory, and little of it. Should some wait all the same (for what was swapped out), those that follow run in the pool for a while.
     */
    public <T> Outcome<T> run(boolean neverWaits, Supplier<Outcome<T>> steps) {
        if (!neverWaits || !(Thread.currentThread() instanceof TurnThread)) {
            return run(steps);
        }
        int place = here.enter(); // before it looks whether the pool has ended
        try {
            long start = System.nanoTime();
            if (!threads.isShutdown() && !isCautious(start)) {
                return runNow(steps, start);
            }
        } finally {
            here.leave(place);
        }
        return run(steps);
    }

    private <T> Outcome<T> runNow(Supplier<Outcome<T>> steps, long start) {
        long waits = waits(start);
        try {
            return steps.get();
        } catch (FsIdentity.Lost e) {
            log.error("a thread that serves requests keeps the identity of a caller; the process ends", e);
            Runtime.getRuntime().halt(1);
            throw e;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            log.error("a call of a driver failed with a bug; it is answered with EIO", e);
            return Outcome.failed(Errno.EIO);
        } finally {
            beCautious(start, waits);
        }
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
        if (threads.isShutdown()) {
            return false;
        }
        if (isOurs(thread)) {
            return thread.takeCall(() -> runHere(call));
        }
        if (isCautious() || !borrow(thread)) {
            return false;
        }
        if (thread.takeCall(() -> runMeasured(call, thread))) {
            return true;
        }
        giveBack(thread);
        return false;
    }

    private boolean isOurs(Thread thread) {
        return thread instanceof IoThread ours && ours.isOf(threads);
    }

    /** Whether a thread that is not ours may run a call now; if so it is to be given back. */
    private boolean borrow(Thread thread) {
        if (!(thread instanceof IoThread other)) {
            return elsewhere.tryAcquire();
        }
        if (!inOtherPools.tryAcquire()) {
            return false;
        }
        if (other.pool.lendable.tryAcquire()) {
            return true;
        }
        inOtherPools.release();
        return false;
    }

    private void giveBack(Thread thread) {
        if (thread instanceof IoThread other) {
            other.pool.lendable.release();
            inOtherPools.release();
        } else {
            elsewhere.release();
        }
    }

    private boolean isCautious() {
        return isCautious(System.nanoTime());
    }

    private boolean isCautious(long nowNanos) {
        return nowNanos - cautiousUntil < 0;
    }

    private void runMeasured(Runnable call, Thread borrowed) {
        long start = System.nanoTime();
        long waits = waits(start);
        try {
            runHere(call);
        } finally {
            giveBack(borrowed);
            beCautious(start, waits);
        }
    }

    /** How often this thread has waited so far, if that is watched. */
    private long waits(long nowNanos) {
        return nowNanos - watchedUntil < 0 ? Processes.voluntarySwitches() : UNWATCHED;
    }

    /** If what this thread has run since then took long, and not because it was preempted; where that was not watched, the next are. */
    private void beCautious(long startNanos, long waitsBefore) {
        long end = System.nanoTime();
        if (end - startNanos <= LONG_NANOS) {
            return;
        }
        watchedUntil = end + Math.max(WATCH_NANOS, CAUTION * (end - startNanos));
        if (waitsBefore != UNWATCHED && Processes.voluntarySwitches() != waitsBefore) {
            cautiousUntil = end + CAUTION * (end - startNanos);
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

    /** As {@link #runUnattended}; but here and now if the call {@code neverWaits}. */
    public void runUnattended(boolean neverWaits, Runnable call) {
        if (neverWaits) {
            call.run();
        } else {
            runUnattended(call);
        }
    }

    /** Runs something that nobody waits for, sooner or later; here and now if the pool has ended. */
    public void runUnattended(Runnable call) {
        boolean taken = Thread.currentThread() instanceof TurnThread thread
                && !isCautious()
                && thread.takeErrand(errands, () -> runErrand(call));
        if (!taken) {
            queueErrand(call);
        }
    }

    private void queueErrand(Runnable call) {
        try {
            threads.execute(call);
        } catch (RejectedExecutionException e) {
            call.run();
        }
    }

    private void runErrand(Runnable call) {
        Thread current = Thread.currentThread();
        if (isOurs(current)) {
            runHere(call);
        } else if (!isCautious() && borrow(current)) {
            runMeasured(call, current);
        } else {
            queueErrand(call);
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
            awaitNobody();
            elsewhere.acquireUninterruptibly(size);
            inOtherPools.acquireUninterruptibly(inOthers);
            afterwards.run();
        });
    }

    /** Nobody comes any more, and who runs a call that never waits is soon through. */
    private void awaitNobody() {
        while (!here.isEmpty()) {
            LockSupport.parkNanos(LOOK_NANOS);
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
