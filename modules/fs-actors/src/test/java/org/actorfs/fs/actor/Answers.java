package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.ReplyFuture;

/** Waiting for answers, at most three seconds. */
final class Answers {
    private Answers() {}

    static <T> Outcome.Ready<T> await(ReplyFuture<T> reply) {
        try {
            return reply.stage().toCompletableFuture().get(3, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    static <T> T value(ReplyFuture<T> reply) {
        return switch (await(reply)) {
            case Outcome.Done<T> done -> done.value();
            case Outcome.Failed<T> failed -> fail("failed with " + failed.errno());
        };
    }

    static <T> Errno errno(ReplyFuture<T> reply) {
        return switch (await(reply)) {
            case Outcome.Done<T> done -> fail("answered " + done.value());
            case Outcome.Failed<T> failed -> failed.errno();
        };
    }

    /** Waits for what no answer tells. */
    static void until(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never happened: " + what);
            }
            Thread.onSpinWait();
        }
    }
}
