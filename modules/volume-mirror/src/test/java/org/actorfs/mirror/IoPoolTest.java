package org.actorfs.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
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

    @Test
    void shouldRunWhatNeverWaitsWhereItIsAskedFor() throws Exception {
        Server server = new Server();
        CompletableFuture<Thread> called = new CompletableFuture<>();
        CompletableFuture<Outcome<Integer>> bug = new CompletableFuture<>();
        server.work.add(() -> {
            var _ = pool.run(true, () -> {
                called.complete(Thread.currentThread());
                return Outcome.of(5);
            });
            pool.<Integer>run(true, () -> {
                        throw new IllegalStateException("scripted");
                    })
                    .whenReady(bug::complete); // in the pool if the first call took long
        });
        assertSame(server, soon(called));
        assertEquals(Outcome.failed(Errno.EIO), soon(bug));
    }

    /** Who is no thread of the daemon's may wait for it, and must not serve others. */
    @Test
    void shouldRunWhatNeverWaitsElsewhereForAStranger() throws Exception {
        CompletableFuture<Thread> called = new CompletableFuture<>();
        var _ = pool.run(true, () -> {
            called.complete(Thread.currentThread());
            return Outcome.of(5);
        });
        assertNotEquals(Thread.currentThread(), soon(called));
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

    /** As a worker does, but one call after the other only when it is told to. */
    private static final class Server extends TurnThread {
        private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
        private final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();

        Server() {
            super(null, "server");
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            try {
                while (true) {
                    work.take().run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean takesTurns() {
            return true;
        }

        @Override
        public boolean takeCall(Runnable waiting) {
            return calls.add(waiting);
        }

        <T> T get(Callable<T> task) throws Exception {
            CompletableFuture<T> result = new CompletableFuture<>();
            work.add(() -> {
                try {
                    result.complete(task.call());
                } catch (Exception e) {
                    result.completeExceptionally(e);
                }
            });
            return soon(result);
        }

        boolean tookOne() {
            return !calls.isEmpty();
        }

        void runCall() throws Exception {
            Runnable call = calls.poll(3, TimeUnit.SECONDS);
            assertNotNull(call);
            get(Executors.callable(call));
        }
    }

    private static CompletableFuture<Outcome<Thread>> heard(Outcome<Thread> outcome) {
        CompletableFuture<Outcome<Thread>> heard = new CompletableFuture<>();
        outcome.whenReady(heard::complete);
        return heard;
    }

    private Outcome<Thread> whoRuns() {
        return pool.run(() -> Outcome.of(Thread.currentThread()));
    }

    @Test
    void shouldLeaveACallToAThreadThatCanTakeIt() throws Exception {
        Server server = new Server();
        CompletableFuture<Outcome<Thread>> first = heard(server.get(this::whoRuns));
        server.runCall();
        assertEquals(Outcome.of(server), soon(first));
    }

    @Test
    void shouldRunALaterStepAtOnceThereToo() throws Exception {
        Server server = new Server();
        CompletableFuture<Outcome<Thread>> both = heard(server.get(() -> pool.run(() -> whoRuns()
                .then(first -> whoRuns().map(second -> {
                    assertSame(first, second);
                    return second;
                })))));
        server.runCall();
        assertEquals(Outcome.of(server), soon(both));
    }

    private void takeLong(Server server) throws Exception {
        Outcome<Integer> slow = server.get(() -> pool.run(() -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            return Outcome.of(1);
        }));
        server.runCall();
        slow.whenReady(answer -> assertEquals(Outcome.of(1), answer));
    }

    /** The first makes it watch the others. */
    @Test
    void shouldKeepCallsToItselfAfterTwoThatTookLong() throws Exception {
        Server server = new Server();
        takeLong(server);
        takeLong(server);
        CompletableFuture<Outcome<Thread>> next = heard(server.get(this::whoRuns));
        assertNotEquals(Outcome.of(server), soon(next));
    }

    private static void beBusy(Server server, IoPool fresh) throws Exception {
        Outcome<Integer> busy = server.get(() -> fresh.run(() -> {
            long start = System.nanoTime();
            while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(100)) {
                Thread.onSpinWait();
            }
            return Outcome.of(1);
        }));
        server.runCall();
        busy.whenReady(answer -> assertEquals(Outcome.of(1), answer));
    }

    /** The thread may really have waited here and there, for the JVM. */
    @Test
    void shouldLeaveCallsToThreadsThatAreKeptFromTheirProcessors() throws Exception {
        boolean left = false;
        for (int attempt = 0; attempt < 8 && !left; attempt++) {
            IoPool fresh = new IoPool("fresh", 1);
            Server server = new Server();
            beBusy(server, fresh);
            beBusy(server, fresh);
            left = server.get(() -> {
                var _ = heard(fresh.run(() -> Outcome.of(Thread.currentThread())));
                return server.tookOne();
            });
            if (left) {
                server.runCall();
            }
            fresh.close(() -> {});
        }
        assertTrue(left);
    }

    /** The pool on whose thread a call of a disk that does not answer runs, which a call of the host has caused. */
    private static String whoseThreadHangs(IoPool host, IoPool disk, CompletableFuture<Void> answer) throws Exception {
        CompletableFuture<String> runner = new CompletableFuture<>();
        var _ = heard(host.run(() -> {
            var _ = heard(disk.run(() -> {
                runner.complete(Thread.currentThread().getName());
                answer.join();
                return Outcome.of(Thread.currentThread());
            }));
            return Outcome.of(Thread.currentThread());
        }));
        return soon(runner).replaceAll("-.*", "");
    }

    /** Of four threads one may be kept by another disk. */
    @Test
    void shouldLeaveFewCallsToTheThreadsOfAnother() throws Exception {
        IoPool other = new IoPool("other", 4);
        IoPool disk = new IoPool("disk", 4);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        List<String> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(whoseThreadHangs(other, disk, answer));
        }
        assertEquals(List.of("other", "disk"), threads);
        answer.complete(null);
        other.close(() -> {});
        disk.close(() -> {});
    }

    /** All other disks are dead. */
    @Test
    void shouldLendFewThreadsToOthers() throws Exception {
        IoPool healthy = new IoPool("healthy", 4);
        List<IoPool> dead = List.of(new IoPool("dead", 4), new IoPool("dead", 4));
        CompletableFuture<Void> answer = new CompletableFuture<>();
        List<String> threads = new ArrayList<>();
        for (IoPool disk : dead) {
            threads.add(whoseThreadHangs(healthy, disk, answer));
        }
        assertEquals(List.of("healthy", "dead"), threads);
        answer.complete(null);
        healthy.close(() -> {});
        dead.forEach(pool -> pool.close(() -> {}));
    }

    /** A disk that does not answer must not keep what another has to do. */
    @Test
    void shouldNotLeaveErrandsBehindACallOfAnotherDisk() throws Exception {
        IoPool host = new IoPool("host", 4);
        IoPool dead = new IoPool("dead", 4);
        IoPool healthy = new IoPool("healthy", 4);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        CompletableFuture<String> done = new CompletableFuture<>();
        var _ = heard(host.run(() -> {
            var _ = heard(dead.run(() -> {
                answer.join();
                return Outcome.of(Thread.currentThread());
            }));
            dead.runUnattended(answer::join);
            healthy.runUnattended(() -> done.complete("done"));
            return Outcome.of(Thread.currentThread());
        }));
        assertEquals("done", soon(done));
        answer.complete(null);
        List.of(host, dead, healthy).forEach(pool -> pool.close(() -> {}));
    }

    @Test
    void shouldNotEndBeforeACallThatNeverWaits() throws Exception {
        IoPool ending = new IoPool("ending", 1);
        Server server = new Server();
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<String> ended = new CompletableFuture<>();
        server.work.add(() -> {
            var _ = ending.run(true, () -> {
                running.countDown();
                go.join();
                return Outcome.of(5);
            });
        });
        assertTrue(running.await(3, TimeUnit.SECONDS));
        ending.close(() -> ended.complete("ended"));
        assertThrows(TimeoutException.class, () -> ended.get(200, TimeUnit.MILLISECONDS));
        go.complete(null);
        assertEquals("ended", soon(ended));
    }

    /** Unless one of them really waited, for the JVM. */
    @Test
    void shouldRunErrandsOfAnotherOnTheThreadThatCausedThem() throws Exception {
        boolean together = false;
        for (int attempt = 0; attempt < 8 && !together; attempt++) {
            IoPool other = new IoPool("other", 4);
            IoPool disk = new IoPool("disk", 4);
            Set<Thread> runners = ConcurrentHashMap.newKeySet();
            CountDownLatch left = new CountDownLatch(20);
            CompletableFuture<Outcome<Thread>> first = heard(other.run(() -> {
                for (int i = 0; i < 20; i++) {
                    disk.runUnattended(() -> {
                        runners.add(Thread.currentThread());
                        left.countDown();
                    });
                }
                return Outcome.of(Thread.currentThread());
            }));
            assertTrue(left.await(3, TimeUnit.SECONDS));
            together = runners.size() == 1
                    && soon(first).equals(Outcome.of(runners.iterator().next()));
            other.close(() -> {});
            disk.close(() -> {});
        }
        assertTrue(together);
    }

    @Test
    void shouldHaveNoMoreCallsElsewhereThanItHasThreads() throws Exception {
        Server server = new Server();
        CompletableFuture<Outcome<Thread>> first = heard(server.get(this::whoRuns));
        CompletableFuture<Outcome<Thread>> second = heard(server.get(this::whoRuns));
        assertNotEquals(Outcome.of(server), soon(second), "by the one of the pool");
        server.runCall();
        assertEquals(Outcome.of(server), soon(first));
    }

    @Test
    void shouldNotCloseBeforeACallElsewhereHasEnded() throws Exception {
        Server server = new Server();
        IoPool closing = new IoPool("closing", 1);
        CompletableFuture<Outcome<Thread>> answer =
                heard(server.get(() -> closing.run(() -> Outcome.of(Thread.currentThread()))));
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        closing.close(() -> closed.complete(answer.isDone()));
        server.runCall();
        assertTrue(soon(closed), "when it closed the call had been answered");
        assertEquals(
                Outcome.failed(Errno.EIO),
                soon(heard(server.get(() -> closing.run(() -> Outcome.of(Thread.currentThread()))))));
    }
}
