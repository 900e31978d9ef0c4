package org.actorfs.app.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.mounts.Watch;
import org.junit.jupiter.api.Test;

/** {@link ApiTest} has streams that somebody listens to. */
final class EventStreamTest {
    @Test
    void shouldCloseAWatchThatNobodyBeginsToListenTo() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Watch<String> watch = new Watch<>(1, Watch.Full.LOSES_NEW, Long::toString, _ -> closed.countDown());

        var _ = EventStream.of(watch, told -> new EventStream.Event("told", told), "over");

        assertTrue(closed.await(60, TimeUnit.SECONDS), "its client has gone before the answer");
    }
}
