package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@link MountNoticesTest} does not have: who wants to know what happened keeps the beginning. */
final class WatchTest {
    private static final int MOST = 4;

    private final AtomicInteger closed = new AtomicInteger();
    private final Watch<String> watch =
            new Watch<>(MOST, Watch.Full.LOSES_NEW, missed -> "missed " + missed, _ -> closed.incrementAndGet());

    private String next() {
        return watch.next().toCompletableFuture().join().orElse("over");
    }

    @Test
    void shouldTellWhatWaitedThenHowMuchWasLostThenWhatIsNew() {
        for (int i = 0; i < MOST + 3; i++) {
            watch.offer("" + i);
        }
        assertEquals("0", next());
        watch.offer("lost, for what was lost before is not told yet");
        for (int i = 1; i < MOST; i++) {
            assertEquals("" + i, next());
        }
        assertEquals("missed 4", next());
        watch.offer("new");
        assertEquals("new", next());
    }

    @Test
    void shouldTellWhatWaitsAfterItsEnd() {
        watch.offer("last");
        watch.close();
        watch.close();
        watch.offer("too late");
        assertEquals("last", next());
        assertEquals("over", next());
        assertEquals(1, closed.get());
    }

    @Test
    void shouldLetWhoAsksGoAtTheEnd() {
        CompletableFuture<Optional<String>> asked = watch.next().toCompletableFuture();
        assertFalse(asked.isDone());
        watch.close();
        assertEquals(Optional.empty(), asked.join());
    }
}
