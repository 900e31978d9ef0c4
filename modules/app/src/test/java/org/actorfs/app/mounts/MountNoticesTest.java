package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class MountNoticesTest {
    private static final UUID ID = UUID.randomUUID();

    private final MountNotices notices = new MountNotices();

    @Test
    void shouldTellEachWhoWatchesInOrder() {
        Watch<MountNotice> first = notices.watch();
        notices.tell(notice(1));
        Watch<MountNotice> second = notices.watch();
        notices.tell(notice(2));
        assertEquals(Optional.of(notice(1)), next(first));
        assertEquals(Optional.of(notice(2)), next(first));
        assertEquals(Optional.of(notice(2)), next(second));
    }

    @Test
    void shouldAnswerWhoAsksBeforeItHappens() {
        Watch<MountNotice> watch = notices.watch();
        CompletableFuture<Optional<MountNotice>> next = watch.next().toCompletableFuture();
        assertFalse(next.isDone());
        notices.tell(notice(1));
        assertEquals(Optional.of(notice(1)), next.join());
    }

    /** 256 wait; with one more all are lost, and so is what comes before that was told. */
    @Test
    void shouldTellTheSlowHowMuchTheyHaveMissed() {
        Watch<MountNotice> watch = notices.watch();
        for (int i = 0; i < MountNotices.BUFFER + 3; i++) {
            notices.tell(notice(i));
        }
        assertEquals(Optional.of(new MountNotice.Lagged(MountNotices.BUFFER + 3)), next(watch));
        notices.tell(notice(7));
        assertEquals(Optional.of(notice(7)), next(watch));
    }

    @Test
    void shouldKeepAFullBufferWhole() {
        Watch<MountNotice> watch = notices.watch();
        for (int i = 0; i < MountNotices.BUFFER; i++) {
            notices.tell(notice(i));
        }
        for (int i = 0; i < MountNotices.BUFFER; i++) {
            assertEquals(Optional.of(notice(i)), next(watch));
        }
    }

    @Test
    void shouldEndEveryWatchWhenItEnds() {
        Watch<MountNotice> asking = notices.watch();
        CompletableFuture<Optional<MountNotice>> next = asking.next().toCompletableFuture();
        Watch<MountNotice> behind = notices.watch();
        notices.tell(notice(1));
        assertTrue(next.isDone());
        CompletableFuture<Optional<MountNotice>> last = asking.next().toCompletableFuture();
        notices.close();
        assertEquals(Optional.empty(), last.join());
        assertEquals(Optional.of(notice(1)), next(behind));
        assertEquals(Optional.empty(), next(behind));
        assertEquals(Optional.empty(), next(notices.watch()));
    }

    private static MountNotice notice(int number) {
        return new MountNotice.Invalidated(ID, "/mnt", "/" + number);
    }

    private static Optional<MountNotice> next(Watch<MountNotice> watch) {
        return watch.next().toCompletableFuture().join();
    }
}
