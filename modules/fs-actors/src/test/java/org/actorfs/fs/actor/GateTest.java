package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateTest {
    private final Gate gate = new Gate();
    private final List<Recorded> started = new ArrayList<>();

    private final class Recorded extends Gate.Turn {
        private final Gate.Kind kind;
        private final long start;
        private final long end;

        Recorded(Gate.Kind kind, long start, long end) {
            super(kind, start, end);
            this.kind = kind;
            this.start = start;
            this.end = end;
        }

        @Override
        void start() {
            started.add(this);
        }
    }

    private Recorded enter(Gate.Kind kind, long start, long end) {
        Recorded turn = new Recorded(kind, start, end);
        gate.enter(turn);
        return turn;
    }

    private Recorded exclusive() {
        return enter(Gate.Kind.EXCLUSIVE, 0, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "READ, 0, 10, READ, 0, 10, true",
        "READ, 0, 10, WRITE, 10, 20, true",
        "READ, 0, 10, WRITE, 9, 20, false",
        "WRITE, 0, 10, READ, 9, 10, false",
        "WRITE, 0, 10, WRITE, 10, 20, true",
        "WRITE, 10, 20, WRITE, 0, 10, true",
        "WRITE, 10, 20, WRITE, 0, 11, false",
        "WRITE, 0, 10, WRITE, 0, 10, false",
        "WRITE, 0, 10, WRITE, 3, 4, false",
        "READ, 0, 10, EXCLUSIVE, 20, 30, false",
        "EXCLUSIVE, 0, 1, READ, 5, 6, false",
        "EXCLUSIVE, 0, 1, EXCLUSIVE, 5, 6, false",
        "WRITE, 0, 10, READ, 0, 9223372036854775807, false",
    })
    void shouldRunTogetherWhatDoesNotConflict(
            Gate.Kind first, long start, long end, Gate.Kind second, long from, long to, boolean together) {
        Recorded one = enter(first, start, end);
        Recorded other = enter(second, from, to);
        assertEquals(together ? List.of(one, other) : List.of(one), started);
        gate.leave(one);
        assertEquals(List.of(one, other), started);
        gate.leave(other);
        assertTrue(gate.isIdle());
    }

    @Test
    void shouldLetNobodyOvertakeAWaiterThatItConflictsWith() {
        Recorded write = enter(Gate.Kind.WRITE, 0, 10);
        Recorded truncate = exclusive();
        Recorded read = enter(Gate.Kind.READ, 50, 60);
        assertEquals(List.of(write), started);
        assertEquals(2, gate.waiters());
        gate.leave(write);
        assertEquals(List.of(write, truncate), started);
        gate.leave(truncate);
        assertEquals(List.of(write, truncate, read), started);
    }

    @Test
    void shouldStartAllWaitersThatDoNotConflict() {
        Recorded truncate = exclusive();
        Recorded first = enter(Gate.Kind.READ, 0, 10);
        Recorded second = enter(Gate.Kind.WRITE, 10, 20);
        Recorded third = enter(Gate.Kind.READ, 15, 20);
        Recorded fourth = enter(Gate.Kind.READ, 0, 5);
        gate.leave(truncate);
        assertEquals(List.of(truncate, first, second, fourth), started);
        gate.leave(second);
        assertEquals(List.of(truncate, first, second, fourth, third), started);
    }

    @Test
    void shouldRefuseALeaveOfATurnThatDoesNotRun() {
        Recorded turn = exclusive();
        gate.leave(turn);
        assertThrows(IllegalStateException.class, () -> gate.leave(turn));
    }

    @Test
    void shouldNotNestTheTurnsOfALongQueue() {
        Recorded first = exclusive();
        int[] depth = {0, 0, 0};
        for (int i = 0; i < 100_000; i++) {
            gate.enter(new Gate.Turn(Gate.Kind.EXCLUSIVE, 0, 1) {
                @Override
                void start() {
                    depth[0]++;
                    depth[1] = Math.max(depth[1], depth[0]);
                    depth[2]++;
                    gate.leave(this);
                    depth[0]--;
                }
            });
        }
        gate.leave(first);
        assertEquals(1, depth[1]);
        assertEquals(100_000, depth[2]);
        assertTrue(gate.isIdle());
    }

    /** Against a model that looks at every earlier turn that is not over: it runs if, and only if, it conflicts with none. */
    @Test
    void shouldAgreeWithABruteForceModel() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Gate tested = new Gate();
            List<Recorded> alive = new ArrayList<>();
            started.clear();
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(100) < 55) {
                    Gate.Kind shared = random.nextBoolean() ? Gate.Kind.READ : Gate.Kind.WRITE;
                    Gate.Kind kind = random.nextInt(10) < 1 ? Gate.Kind.EXCLUSIVE : shared;
                    long start = random.nextInt(40);
                    Recorded turn = new Recorded(kind, start, start + 1 + random.nextInt(10));
                    alive.add(turn);
                    tested.enter(turn);
                } else if (!alive.isEmpty()) {
                    List<Recorded> running = running(alive);
                    Recorded over = running.get(random.nextInt(running.size()));
                    alive.remove(over);
                    tested.leave(over);
                }
                List<Recorded> expected = running(alive);
                List<Recorded> actual = alive.stream().filter(started::contains).toList();
                assertEquals(expected, actual, "seed " + seed + ", step " + step);
                assertEquals(alive.size() - expected.size(), tested.waiters());
                tested.checkInvariants();
            }
        }
    }

    private static List<Recorded> running(List<Recorded> alive) {
        List<Recorded> running = new ArrayList<>();
        for (int i = 0; i < alive.size(); i++) {
            Recorded turn = alive.get(i);
            if (alive.subList(0, i).stream().noneMatch(earlier -> conflict(earlier, turn))) {
                running.add(turn);
            }
        }
        return running;
    }

    private static boolean conflict(Recorded a, Recorded b) {
        if (a.kind == Gate.Kind.EXCLUSIVE || b.kind == Gate.Kind.EXCLUSIVE) {
            return true;
        }
        if (a.kind == Gate.Kind.READ && b.kind == Gate.Kind.READ) {
            return false;
        }
        for (long at = a.start; at < a.end; at++) {
            if (at >= b.start && at < b.end) {
                return true;
            }
        }
        return false;
    }
}
