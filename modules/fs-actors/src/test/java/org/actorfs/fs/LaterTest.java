package org.actorfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LaterTest {
    private final List<Outcome.Ready<Integer>> heard = new ArrayList<>();

    @Test
    void shouldTellAListenerThatCameFirst() {
        Later<Integer> later = new Later<>();
        later.whenReady(heard::add);
        assertEquals(List.of(), heard);
        assertTrue(later.complete(new Outcome.Done<>(7)));
        assertEquals(List.of(new Outcome.Done<>(7)), heard);
    }

    @Test
    void shouldTellAListenerThatCameLate() {
        Later<Integer> later = new Later<>();
        assertTrue(later.complete(new Outcome.Failed<>(Errno.EIO)));
        later.whenReady(heard::add);
        assertEquals(List.of(new Outcome.Failed<Integer>(Errno.EIO)), heard);
    }

    @Test
    void shouldDropASecondAnswer() {
        Later<Integer> later = new Later<>();
        assertTrue(later.complete(new Outcome.Done<>(1)));
        assertFalse(later.complete(new Outcome.Done<>(2)));
        later.whenReady(heard::add);
        assertFalse(later.complete(new Outcome.Done<>(3)));
        assertEquals(List.of(new Outcome.Done<>(1)), heard);
    }

    @Test
    void shouldRefuseASecondListener() {
        Later<Integer> later = new Later<>();
        later.whenReady(heard::add);
        assertThrows(IllegalStateException.class, () -> later.whenReady(heard::add));
    }

    @Test
    void shouldMapWhatComesLater() {
        Later<Integer> later = new Later<>();
        Outcome<Integer> doubled = later.map(number -> number * 2);
        assertTrue(later.complete(new Outcome.Done<>(4)));
        doubled.whenReady(heard::add);
        assertEquals(List.of(new Outcome.Done<>(8)), heard);
    }
}
