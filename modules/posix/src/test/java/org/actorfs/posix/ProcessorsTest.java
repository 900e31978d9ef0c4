package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ProcessorsTest {
    @Test
    void shouldReadLists() {
        assertArrayEquals(new int[] {0, 1, 2, 3, 8}, Processors.parse("0-3,8"));
        assertArrayEquals(new int[] {5}, Processors.parse("5"));
        assertArrayEquals(new int[] {0}, Processors.parse(""));
    }

    /** Who is not confined may run on those, too, that could be plugged in. */
    @Test
    void shouldAllowWhatIsAllowedAndMore() {
        assertTrue(Processors.containsAll(Processors.parse("0-127"), Processors.parse("0-3")));
        assertFalse(Processors.containsAll(Processors.parse("0-1"), Processors.parse("0-3")));
    }

    @Test
    void shouldKnowThisMachine() {
        assertEquals(Runtime.getRuntime().availableProcessors() > 0, Processors.online().length > 0);
        assertTrue(Processors.possible() >= Processors.online().length);
        assertEquals(Processors.containsAll(Processors.allowed(), Processors.online()), Processors.allAllowed());
    }

    @Test
    void shouldReadNothingFromWhatIsNotThere() {
        assertEquals("", Processors.readLine("/sys/no/such/file"));
    }
}
