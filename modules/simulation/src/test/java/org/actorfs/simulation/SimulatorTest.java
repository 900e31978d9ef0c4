package org.actorfs.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Written;
import org.junit.jupiter.api.Test;

/** The seeds that CI runs, and that the simulation sees what it is there to see. */
final class SimulatorTest {
    private static final int OPERATIONS = 300;

    @Test
    void shouldFindNothingWrong() {
        long seeds = Boolean.getBoolean("actorfs.test.soak") ? 200_000 : 2_000;
        SimulationReport report = Simulator.run(SimulationOptions.of(1, seeds), System.out::println);
        System.out.println(report.summary());
        assertEquals(List.of(), report.failures());
        assertEquals(seeds, report.seeds());
        assertTrue(report.requests() > seeds * OPERATIONS / 2, report.summary());
        assertTrue(report.undecided() < seeds / 20, report.summary());
    }

    @Test
    void shouldGiveTheSameTraceForTheSameSeedOnAnotherSystem() {
        for (long seed = 5_000; seed < 5_020; seed++) {
            assertEquals(traceOf(seed), traceOf(seed));
        }
        assertNotEquals(traceOf(5_000), traceOf(5_001));
    }

    private static List<String> traceOf(long seed) {
        try (Experiment experiment = new Experiment(Tampering::none)) {
            Experiment.Result result = experiment.run(seed, Experiment.operations(seed, OPERATIONS), true);
            assertTrue(result.trace().size() > OPERATIONS / 2);
            return result.trace();
        }
    }

    @Test
    void shouldFindAForgetThatGetsLost() {
        SimulationReport report = tampered(LosesForgets::new);
        SimulationFailure failure = report.failures().getFirst();
        assertEquals("counts", failure.check());
        assertTrue(failure.operations() < 20, failure.text());
        assertTrue(failure.text().contains("--first-seed " + failure.seed()), failure.text());
        assertFalse(failure.trace().isEmpty());
    }

    @Test
    void shouldFindAnUnlinkThatIsOnlyPretended() {
        Supplier<Tampering> tampering = () -> Tampering.ofDriver(inner -> Interposed.on(Driver.class, inner)
                .when("unlink", (_, _) -> new Outcome.Done<>(new Removed(null, null)))
                .build());
        assertEquals(
                "linearizability", tampered(tampering).failures().getFirst().check());
    }

    @Test
    void shouldFindAWriteThatWasNeverWritten() {
        Supplier<Tampering> tampering = () -> Tampering.ofDriver(inner -> Interposed.on(Driver.class, inner)
                .when("create", (call, _) -> forgetful(call.proceed()))
                .build());
        SimulationReport report = tampered(tampering);
        assertTrue(
                report.failures().stream().anyMatch(failure -> failure.check().equals("linearizability")),
                report.summary());
    }

    private static Object forgetful(Object created) {
        return created instanceof Outcome.Done<?>(CreatedOpen(var child, var file, var parent))
                ? new Outcome.Done<>(new CreatedOpen(child, forgetful(file), parent))
                : created;
    }

    private static OpenFile forgetful(OpenFile file) {
        return Interposed.on(OpenFile.class, file)
                .when(
                        "write",
                        (_, arguments) ->
                                new Outcome.Done<>(new Written((int) ((MemorySegment) arguments[2]).byteSize(), null)))
                .build();
    }

    private static SimulationReport tampered(Supplier<Tampering> tampering) {
        SimulationOptions options = new SimulationOptions(1, 200, OPERATIONS, 2, 1);
        SimulationReport report = new Simulator(options, tampering, _ -> {}).run();
        assertFalse(report.passed(), "nothing was found: " + report.summary());
        return report;
    }

    /** Every tenth FORGET. */
    private static final class LosesForgets implements Tampering {
        private final AtomicLong count = new AtomicLong();

        @Override
        public boolean losesForget(long ino) {
            return count.incrementAndGet() % 10 == 0;
        }
    }
}
