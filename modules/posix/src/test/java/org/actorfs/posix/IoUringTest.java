package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class IoUringTest {
    private static final int SQ_ENTRIES = 4;

    private final int eventFd = Poll.eventFd();
    private final IoUring ring = open(eventFd);

    private static IoUring open(int driverFd) {
        try {
            return IoUring.open(SQ_ENTRIES, 16, driverFd);
        } catch (UnsupportedOperationException e) {
            return abort(e.getMessage());
        }
    }

    @AfterEach
    void close() {
        ring.close();
        Descriptors.close(eventFd);
    }

    @Test
    void shouldTellWhatHappened() {
        ring.poll(eventFd, Poll.POLLIN, 7);
        assertEquals(0, ring.enter(false));
        assertFalse(ring.advance(), "nothing has happened");

        Poll.signal(eventFd);

        assertEquals(0, ring.enter(true));
        assertTrue(ring.advance());
        assertEquals(7, ring.userData());
        assertEquals(Poll.POLLIN, ring.result() & Poll.POLLIN);
        assertFalse(ring.advance());
    }

    @Test
    void shouldSayWhatCannotBe() {
        ring.poll(-1, Poll.POLLIN, 8);
        assertEquals(0, ring.enter(true));
        assertTrue(ring.advance());
        assertEquals(8, ring.userData());
        assertEquals(-Errnos.EBADF, ring.result());
    }

    /** A driver that knows none of the commands. */
    @Test
    void shouldGiveACommandToItsDriver() {
        ring.command(1, 0, 0, 9);
        assertEquals(0, ring.enter(true));
        assertTrue(ring.advance());
        assertEquals(9, ring.userData());
        assertEquals(-Errnos.EOPNOTSUPP, ring.result());
    }

    @Test
    void shouldLoseNothingOfMoreThanFits() {
        Poll.signal(eventFd);
        int many = 5 * SQ_ENTRIES / 2;
        for (int i = 0; i < many; i++) {
            ring.poll(eventFd, Poll.POLLIN, i);
        }
        int told = 0;
        while (told < many) {
            assertEquals(0, ring.enter(true));
            while (ring.advance()) {
                assertEquals(told, ring.userData());
                told++;
            }
        }
        assertFalse(ring.advance());
    }
}
