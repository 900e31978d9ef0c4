package org.actorfs.fuse.jnr;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.ReplyFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The callbacks that wait for an answer, each on its thread of libfuse. None waits for ever: there is a limit, and the end of the session. */
final class Waiting {
    /** libfuse tells nobody of interrupts, nor of the end while a callback runs: so often is looked for both. */
    private static final long LOOK_MILLIS = 250;

    private static final Logger log = LoggerFactory.getLogger(Waiting.class);

    private final BooleanSupplier sessionHasEnded;
    private final Duration limit;
    private final Set<Waiter<?>> waiters = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /**
     * Nobody waits yet.
     *
     * @param sessionHasEnded is asked on libfuse's threads, which end before their session is gone
     * @param limit then the caller gets EIO: a thread of libfuse that waits for ever would hold a lock on its path as long
     */
    Waiting(BooleanSupplier sessionHasEnded, Duration limit) {
        this.sessionHasEnded = sessionHasEnded;
        this.limit = limit;
    }

    /** {@code patient}: others decide how long it waits, and nobody wonders. */
    private record Waiter<T>(
            String what, boolean patient, long sinceNanos, CompletableFuture<Outcome.Ready<T>> answer) {
        void giveUp() {
            answer.complete(new Outcome.Failed<>(Errno.EIO));
        }
    }

    /** The answer, or EIO when it is too late; {@code undo} is given a success that comes even later. */
    <T> Outcome.Ready<T> await(String what, CompletionStage<Outcome.Ready<T>> stage, Consumer<T> undo) {
        long deadline = System.nanoTime() + limit.toNanos();
        return await(enter(what, false, stage), stage, undo, () -> {
            if (System.nanoTime() - deadline >= 0) {
                log.error("{} has no answer after {} s; its caller gets EIO", what, limit.toSeconds());
                return true;
            }
            return false;
        });
    }

    /** As {@link #await}, for what others may keep for as long as they like: until thread {@code tid} has a signal to handle (EINTR), or is gone. */
    <T> Outcome.Ready<T> awaitLock(String what, ReplyFuture<T> reply, int tid, Consumer<T> undo) {
        return await(enter(what, true, reply.stage()), reply.stage(), undo, () -> {
            if (Signals.isPending(tid)) {
                reply.interrupt();
            }
            return false;
        });
    }

    /** Looks now and then whether it shall give up. */
    private <T> Outcome.Ready<T> await(
            Waiter<T> waiter, CompletionStage<Outcome.Ready<T>> stage, Consumer<T> undo, BooleanSupplier enough) {
        try {
            while (true) {
                try {
                    return waiter.answer().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (sessionHasEnded.getAsBoolean() || enough.getAsBoolean()) {
                        waiter.giveUp();
                    }
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts libfuse", e);
        } finally {
            leave(waiter, stage, undo);
        }
    }

    private <T> Waiter<T> enter(String what, boolean patient, CompletionStage<Outcome.Ready<T>> stage) {
        Waiter<T> waiter = new Waiter<>(
                what, patient, System.nanoTime(), stage.toCompletableFuture().copy());
        waiters.add(waiter);
        if (over) {
            waiter.giveUp();
        }
        return waiter;
    }

    private <T> void leave(Waiter<T> waiter, CompletionStage<Outcome.Ready<T>> stage, Consumer<T> undo) {
        waiters.remove(waiter);
        boolean failed = waiter.answer().getNow(new Outcome.Failed<>(Errno.EIO)) instanceof Outcome.Failed<T>;
        if (failed) {
            var _ = stage.thenAccept(late -> {
                if (late instanceof Outcome.Done<T>(T value)) {
                    undo.accept(value);
                }
            });
        }
    }

    /** Who waits gets EIO, and so does who comes. */
    void end() {
        over = true;
        waiters.forEach(Waiter::giveUp);
    }

    boolean isOver() {
        return over;
    }

    void logOlderThan(Duration age) {
        long now = System.nanoTime();
        for (Waiter<?> waiter : waiters) {
            long waited = now - waiter.sinceNanos();
            if (waited > age.toNanos() && !waiter.patient()) {
                log.warn("{} waits for {} s", waiter.what(), waited / 1_000_000_000);
            }
        }
    }
}
