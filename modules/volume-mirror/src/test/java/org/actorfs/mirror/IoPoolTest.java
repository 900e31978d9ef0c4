package org.actorfs.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.TurnThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IoPoolTest {
    private final IoPool pool = new IoPool("test", 1);

    @AfterEach
    void close() {
        pool.close(() -> {});
    }

    private static <T> T soon(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(3, TimeUnit.SECONDS);
    }

    private static void caused(Runnable turn) {
        if (!(Thread.currentThread() instanceof TurnThread thread)) {
            throw new AssertionError("not a thread that takes turns");
        }
        thread.enqueue(turn, work -> new Thread(work).start());
    }

    /** As an actor's mailbox does when its answer comes. */
    @Test
    void shouldRunTheTurnsOfAnAnswerWhereItWasFound() throws Exception {
        CompletableFuture<Thread> called = new CompletableFuture<>();
        CompletableFuture<Thread> turned = new CompletableFuture<>();
        CompletableFuture<Void> listening = new CompletableFuture<>();
        Outcome<Integer> answer = pool.run(() -> {
            listening.join();
            called.complete(Thread.currentThread());
            return Outcome.of(5);
        });
        answer.whenReady(_ -> caused(() -> turned.complete(Thread.currentThread())));
        listening.complete(null);
        assertSame(soon(called), soon(turned));
    }

    /** The call may have left it with its caller's identity. */
    @Test
    void shouldRunTheTurnsOfABugElsewhere() throws Exception {
        CompletableFuture<Thread> called = new CompletableFuture<>();
        CompletableFuture<Thread> turned = new CompletableFuture<>();
        CompletableFuture<Outcome<Integer>> heard = new CompletableFuture<>();
        CompletableFuture<Void> listening = new CompletableFuture<>();
        Outcome<Integer> answer = pool.run(() -> {
            listening.join();
            called.complete(Thread.currentThread());
            throw new IllegalStateException("scripted");
        });
        answer.whenReady(outcome -> {
            heard.complete(outcome);
            caused(() -> turned.complete(Thread.currentThread()));
        });
        listening.complete(null);
        assertEquals(Outcome.failed(Errno.EIO), soon(heard));
        assertNotEquals(soon(called), soon(turned));
    }
}
