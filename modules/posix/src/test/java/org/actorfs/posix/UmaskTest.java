package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UmaskTest {
    @BeforeEach
    void requireOwn() throws Exception {
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            Assumptions.assumeTrue(one.submit(Umask::makeOwn).get(), "unshare(2) is forbidden here");
        }
    }

    @Test
    void shouldBeOfOneThread() throws Exception {
        int ours = current();
        try (ExecutorService one = Executors.newSingleThreadExecutor();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            other.submit(Umask::makeOwn).get();
            int there = one.submit(() -> Umask.during(0137, () -> in(other, UmaskTest::current)))
                    .get();
            assertEquals(ours, there);
            assertEquals(
                    0137,
                    one.submit(() -> Umask.during(0137, UmaskTest::current)).get());
            assertEquals(ours, one.submit(UmaskTest::current).get());
            assertEquals(ours, current());
        }
    }

    /** A thread begins with what the one that started it has at that moment, or when it is first given its own. */
    @Test
    void shouldNotBeInheritedByWhatIsMade() throws Exception {
        try (ExecutorService one = Executors.newSingleThreadExecutor();
                ExecutorService child = Executors.newSingleThreadExecutor()) {
            int made = one.submit(() -> Umask.during(0137, () -> in(child, () -> Umask.during(0, UmaskTest::current))))
                    .get();
            assertEquals(0, made);
            assertEquals(
                    0, child.submit(() -> Umask.during(0, UmaskTest::current)).get());
        }
    }

    @Test
    void shouldGoBackAfterABug() throws Exception {
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            one.submit(Umask::makeOwn).get();
            int before = one.submit(UmaskTest::current).get();
            assertThrows(
                    ExecutionException.class,
                    () -> one.submit(() -> Umask.during(0137, () -> {
                                throw new IllegalStateException("a bug");
                            }))
                            .get());
            assertEquals(before, one.submit(UmaskTest::current).get());
        }
    }

    private static int current() {
        int mask = Processes.umask(0);
        Processes.umask(mask);
        return mask;
    }

    /** On a thread of another pool, which is started here if it was not yet. */
    private static int in(ExecutorService other, Callable<Integer> call) {
        try {
            return other.submit(call).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
