package org.actorfs.app.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.actorfs.app.SystemMount;
import org.actorfs.fuse.session.DaemonSettings;
import org.actorfs.fuse.session.OperationStats;
import org.junit.jupiter.api.Test;

/** What a session counts is what a load ({@code counters.py}) did, operation by operation. */
final class CountersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int FILES = 7;
    private static final int READS = 5;
    private static final int STATS = 11;
    private static final int MISSING = 3;
    private static final int PIECE = 4096;

    private static final Map<String, Long> EXPECTED = Map.of(
            "create", (long) FILES,
            "write", (long) FILES,
            "read", (long) FILES * READS,
            "fsync", (long) FILES,
            "release", (long) FILES,
            "lookup", (long) FILES + MISSING,
            "unlink", (long) FILES);

    private static Map<String, OperationStats> byName(List<OperationStats> all) {
        return all.stream()
                .collect(Collectors.toMap(OperationStats::operation, one -> one, (one, other) -> other, TreeMap::new));
    }

    private static Map<String, Long> requests(Map<String, OperationStats> all) {
        Map<String, Long> requests = new TreeMap<>();
        EXPECTED.keySet()
                .forEach(name ->
                        requests.put(name, all.containsKey(name) ? all.get(name).requests() : 0));
        return requests;
    }

    private static void load(LocalMount mount, int stats) throws Exception {
        mount.run(
                "%s %d %d %d %d %d".formatted(SystemMount.python("counters.py"), FILES, READS, stats, MISSING, PIECE),
                PATIENCE);
    }

    @Test
    void shouldBeWhatALoadDid() throws Exception {
        try (LocalMount mount = LocalMount.mount(LocalMount.memory(), LocalMount.settings(2, 1000))) {
            load(mount, STATS);

            // The answer is there a moment before it is counted; RELEASE comes after close(2).
            assertTrue(
                    SystemMount.within(
                            PATIENCE,
                            () -> requests(byName(mount.stats())).equals(EXPECTED)
                                    && mount.stats().stream().allMatch(one -> one.inFlight() == 0)),
                    () -> requests(byName(mount.stats())).toString());
            Map<String, OperationStats> counted = byName(mount.stats());
            assertEquals((long) FILES * PIECE, of(counted, "write").bytes());
            assertEquals((long) FILES * READS * PIECE, of(counted, "read").bytes());
            assertEquals(FILES + MISSING, of(counted, "lookup").errors());
            assertEquals(0, of(counted, "create").errors());
            assertEveryAnswerIsTimed(counted);
        }
    }

    private static OperationStats of(Map<String, OperationStats> counted, String operation) {
        return Objects.requireNonNull(counted.get(operation), operation);
    }

    private static void assertEveryAnswerIsTimed(Map<String, OperationStats> counted) {
        counted.forEach((name, one) -> {
            long timed = one.buckets().stream().mapToLong(Long::longValue).sum();
            boolean isAnswered = !name.contains("forget");
            assertEquals(isAnswered ? one.requests() : 0, timed, name);
            assertEquals(isAnswered, one.nanos() > 0, name);
        });
    }

    /** The kernel asks for attributes by itself, too: for some after each write, as many each time. */
    @Test
    void shouldHaveEveryStat() throws Exception {
        try (LocalMount mount = LocalMount.mount(LocalMount.memory(), LocalMount.settings(2, 1000))) {
            load(mount, 1);
            long first = getattrs(mount);
            load(mount, 1);
            long second = getattrs(mount);
            load(mount, STATS);
            assertEquals(second - first + STATS - 1, getattrs(mount) - second);
        }
    }

    /** As soon as all are answered. */
    private static long getattrs(LocalMount mount) {
        assertTrue(SystemMount.within(PATIENCE, () -> mount.stats().stream().allMatch(one -> one.inFlight() == 0)));
        return of(byName(mount.stats()), "getattr").requests();
    }

    @Test
    void shouldBeNothingWhenTheyAreOff() throws Exception {
        DaemonSettings on = LocalMount.settings(2, 1000);
        DaemonSettings off = new DaemonSettings(
                on.workers(), on.slots(), on.maxAwakeInodes(), on.maxCountedInodes(), on.watchdog(), false);
        try (LocalMount mount = LocalMount.mount(LocalMount.memory(), off)) {
            load(mount, STATS);
            assertEquals(List.of(), mount.stats());
        }
    }
}
