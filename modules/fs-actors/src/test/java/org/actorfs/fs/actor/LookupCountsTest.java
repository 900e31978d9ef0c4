package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LookupCountsTest {
    private final RecordingSession one = new RecordingSession();
    private final RecordingSession other = new RecordingSession();
    private final LookupCounts counts = new LookupCounts();

    @Test
    void shouldCountEachSessionByItself() {
        counts.add(one, 10);
        counts.increment(one);
        counts.add(other, 20);
        assertEquals(2, counts.count(one));
        assertEquals(1, counts.count(other));
        assertEquals(10, counts.name(one));
        assertEquals(20, counts.name(other));
        assertEquals(3, counts.total());
    }

    @Test
    void shouldTellTheSessionWhenItsLastReferenceGoes() {
        counts.add(one, 10);
        counts.increment(one);
        counts.add(other, 20);
        assertTrue(counts.forget(one, 1));
        assertEquals(List.of(), List.copyOf(one.events));
        assertTrue(counts.forget(one, 1));
        assertEquals(List.of("uncounted"), List.copyOf(one.events));
        assertFalse(counts.has(one));
        assertEquals(20, counts.name(other));
        assertEquals(1, counts.count(other));
    }

    @Test
    void shouldNeitherFallBelowZeroNorRiseWithANonsensicalForget() {
        counts.add(one, 10);
        assertFalse(counts.forget(one, -1));
        assertTrue(counts.isEmpty());
        counts.add(one, 11);
        assertFalse(counts.forget(one, 2));
        assertTrue(counts.isEmpty());
        assertFalse(counts.forget(one, 1));
    }

    @Test
    void shouldForgetAllOfASessionThatIsGone() {
        counts.add(one, 10);
        counts.increment(one);
        counts.add(other, 20);
        counts.forgetAll(one);
        counts.forgetAll(one);
        assertEquals(1, counts.total());
        assertEquals(List.of("uncounted"), List.copyOf(one.events));
    }
}
