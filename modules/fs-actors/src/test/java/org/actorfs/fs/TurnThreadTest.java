package org.actorfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnThreadTest {
    private final List<String> log = new ArrayList<>();

    private final TurnThread thread = new TurnThread(null, "turns") {
        @Override
        public boolean takesTurns() {
            return true;
        }
    };

    private void turn(String name) {
        log.add(name);
    }

    @Test
    void shouldRunWhatCameAndWhatThatCauses() {
        thread.enqueue(() -> thread.enqueue(() -> turn("caused"), Runnable::run), Runnable::run);
        thread.enqueue(() -> turn("second"), Runnable::run);
        thread.drain();
        thread.drain();
        assertEquals(List.of("second", "caused"), log);
    }

    @Test
    void shouldGoOnAfterATurnThatFails() {
        thread.enqueue(
                () -> {
                    throw new IllegalStateException("scripted");
                },
                Runnable::run);
        thread.enqueue(() -> turn("after"), Runnable::run);
        thread.drain();
        assertEquals(List.of("after"), log);
    }

    @Test
    void shouldLeaveToThePoolWhatKeepsItForTooLong() {
        List<Runnable> pool = new ArrayList<>();
        again(pool);
        thread.drain();
        assertEquals(1, pool.size());
        thread.drain();
        assertEquals(1, pool.size(), "nothing is left");
    }

    private void again(List<Runnable> pool) {
        thread.enqueue(() -> again(pool), pool::add);
    }

    @Test
    void shouldHandOverWhatItMustNotRunItself() {
        List<Runnable> pool = new ArrayList<>();
        thread.enqueue(() -> turn("here"), pool::add);
        thread.handOver();
        thread.drain();
        assertEquals(List.of(), log);
        pool.forEach(Runnable::run);
        assertEquals(List.of("here"), log);
    }
}
