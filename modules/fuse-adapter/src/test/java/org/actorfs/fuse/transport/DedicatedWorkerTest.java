package org.actorfs.fuse.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.actorfs.fs.TurnThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DedicatedWorkerTest {
    private static final int FD = 7;

    /** What is to be served, in its order, on the worker that reads. */
    private final LinkedBlockingQueue<Runnable> requests = new LinkedBlockingQueue<>();

    private volatile boolean ending;
    private final AtomicInteger ends = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Workers workers = Workers.start(1);

    private final Channel channel = new Channel() {
        @Override
        public boolean serve(Worker worker, int fd) {
            assertEquals(FD, fd);
            try {
                requests.take().run();
                return !ending;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void ended(int fd) {
            ends.incrementAndGet();
            ended.countDown();
        }
    };

    DedicatedWorkerTest() {
        workers.attach(channel, new int[] {FD}, true);
    }

    @AfterEach
    void end() throws InterruptedException {
        requests.add(() -> ending = true);
        assertTrue(ended.await(3, TimeUnit.SECONDS), "the session ends");
        assertEquals(1, ends.get(), "once");
        workers.close();
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(3, TimeUnit.SECONDS);
    }

    private static TurnThread current() {
        return (TurnThread) Thread.currentThread();
    }

    /** The worker that serves a request. */
    private CompletableFuture<Thread> served() {
        CompletableFuture<Thread> by = new CompletableFuture<>();
        requests.add(() -> by.complete(Thread.currentThread()));
        return by;
    }

    @Test
    void shouldRunACallThatDoesNotWaitItself() throws Exception {
        Thread reader = soon(served());
        CompletableFuture<Thread> called = new CompletableFuture<>();
        requests.add(() -> assertTrue(current().takeCall(() -> called.complete(Thread.currentThread()))));
        assertSame(reader, soon(called));
        assertSame(reader, soon(served()), "and goes on");
    }

    @Test
    void shouldLeaveItsSeatToAnotherWhileACallWaits() throws Exception {
        CompletableFuture<Void> disk = new CompletableFuture<>();
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        requests.add(() -> assertTrue(current().takeCall(() -> {
            waiting.complete(Thread.currentThread());
            disk.join();
        })));
        Thread stuck = soon(waiting);
        Thread substitute = soon(served());
        assertNotSame(stuck, substitute);
        disk.complete(null);
        stuck.join(3_000);
        assertFalse(stuck.isAlive(), "it has nothing to do any more");
        assertSame(substitute, soon(served()), "and the seat is the other's");
    }

    @Test
    void shouldReadThoughManyCallsWait() throws Exception {
        CompletableFuture<Void> disk = new CompletableFuture<>();
        for (int i = 0; i < 5; i++) {
            requests.add(() -> assertTrue(current().takeCall(disk::join)));
        }
        soon(served());
        disk.complete(null);
        soon(served());
    }

    @Test
    void shouldRunWhatACallThatWaitedCaused() throws Exception {
        CompletableFuture<Void> disk = new CompletableFuture<>();
        CompletableFuture<Void> turned = new CompletableFuture<>();
        CompletableFuture<Void> called = new CompletableFuture<>();
        requests.add(() -> assertTrue(current().takeCall(() -> {
            disk.join();
            assertTrue(current().takeCall(() -> called.complete(null)), "of another pool");
            current().enqueue(() -> turned.complete(null), Runnable::run);
        })));
        soon(served());
        disk.complete(null);
        soon(turned);
        soon(called);
    }

    @Test
    void shouldTakeOneCallAtATime() throws Exception {
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        requests.add(() -> {
            assertTrue(current().takeCall(() -> {}));
            second.complete(current().takeCall(() -> {}));
        });
        assertFalse(soon(second), "the other would wait for the first");
    }

    /** It may have kept a caller's identity. */
    @Test
    void shouldEndWithACallThatFails() throws Exception {
        CompletableFuture<Thread> failed = new CompletableFuture<>();
        CompletableFuture<Thread> turned = new CompletableFuture<>();
        CompletableFuture<Thread> called = new CompletableFuture<>();
        requests.add(() -> assertTrue(current().takeCall(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
            failed.complete(Thread.currentThread());
            assertTrue(current().takeCall(() -> called.complete(Thread.currentThread())));
            current().enqueue(() -> turned.complete(Thread.currentThread()), work -> new Thread(work).start());
            throw new IllegalStateException("scripted");
        })));
        Thread bad = soon(failed);
        assertNotSame(bad, soon(turned));
        assertNotSame(bad, soon(called));
        assertNotSame(bad, soon(served()));
    }
}
