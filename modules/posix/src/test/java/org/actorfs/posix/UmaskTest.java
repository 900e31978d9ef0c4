package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class UmaskTest {
    @Test
    void shouldBeOfOneThread() throws Exception {
        int ours = current();
        try (ExecutorService one = Executors.newSingleThreadExecutor();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            assertTrue(other.submit(Umask::isOwn).get());
            assertTrue(one.submit(Umask::isOwn).get());
            int there =
                    one.submit(() -> Umask.during(0137, () -> currentIn(other))).get();
            assertEquals(ours, there);
            assertEquals(
                    0137,
                    one.submit(() -> Umask.during(0137, UmaskTest::current)).get());
            assertEquals(ours, one.submit(UmaskTest::current).get());
            assertEquals(ours, current());
        }
    }

    @Test
    void shouldGoBackAfterABug() throws Exception {
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            assertTrue(one.submit(Umask::isOwn).get());
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

    private static int currentIn(ExecutorService other) {
        try {
            return other.submit(UmaskTest::current).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
