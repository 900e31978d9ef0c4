package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Lives of many mounts, with everything that can go wrong, in virtual time. */
final class LifecycleSimulationTest {
    private static final int SEEDS = 12;
    private static final int CHANGES_A_SEED = 2_000;
    private static final int REQUESTS_A_ROUND = 60;
    private static final long FIRST_SEED = Long.getLong("actorfs.test.seed", 1);

    private static final Logger log = (Logger) LoggerFactory.getLogger("org.actorfs.app.mounts");

    @BeforeAll
    static void hush() {
        log.setLevel(Level.OFF); // what goes wrong does so on purpose
    }

    @AfterAll
    static void speak() {
        log.setLevel(null);
    }

    /** 24,000 changes of status. */
    @Test
    void shouldKeepItsWordThroughALongLife() throws IOException {
        Set<Transitions.Transition> seen = new HashSet<>();
        seen.addAll(live(0));
        long descriptors = descriptors();
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            seen.addAll(live(seed));
        }
        assertEquals(Set.copyOf(Transitions.ALL), seen, "rows of the table that were taken");
        assertEquals(descriptors, descriptors());
        Set<Thread> more = new HashSet<>(Thread.getAllStackTraces().keySet());
        more.removeAll(threads);
        assertEquals(Set.of(), more.stream().filter(Thread::isAlive).collect(Collectors.toSet()));
    }

    @Test
    void shouldLiveTheSameLifeTwice() {
        assertEquals(trace(FIRST_SEED), trace(FIRST_SEED));
    }

    /** Every 15 s at the latest, and not every second. */
    @Test
    void shouldTryEverLessOftenWhatTheJournalDoesNotTake() {
        Duration time = Duration.ofHours(1);
        try (MountsWorld world = new MountsWorld(FIRST_SEED)) {
            int refused = world.declareInVain(time);
            long most = Clients.DECLARED * (time.toSeconds() / 15 + 10);
            assertTrue(refused > Clients.DECLARED && refused < most, () -> refused + " of " + most);
        }
    }

    private static Set<Transitions.Transition> live(long seed) {
        try (MountsWorld world = new MountsWorld(seed)) {
            while (world.journal().changes() < CHANGES_A_SEED) {
                world.live(REQUESTS_A_ROUND);
                world.comeBack();
            }
            return world.journal().seen();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed %d fails; repeat it with -Dactorfs.test.seed=%d".formatted(seed, seed), e);
        }
    }

    private static List<String> trace(long seed) {
        List<String> trace = new ArrayList<>();
        try (MountsWorld world = new MountsWorld(seed)) {
            for (int round = 0; round < 5; round++) {
                world.live(REQUESTS_A_ROUND);
                trace.add("%d ns, %d changes"
                        .formatted(world.schedule().nanos(), world.journal().changes()));
                world.journal()
                        .states()
                        .values()
                        .forEach(state -> trace.add(state.history().toString()));
            }
        }
        return trace;
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
