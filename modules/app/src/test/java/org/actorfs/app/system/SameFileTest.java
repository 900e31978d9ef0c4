package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.actorfs.simulation.check.Interval;
import org.actorfs.simulation.check.Linearizability;
import org.actorfs.simulation.check.Model;
import org.actorfs.simulation.check.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 16 threads and 16 processes on the same files: what each call gave must be explained by one order of all calls. */
@Tag("mount")
@Timeout(180)
final class SameFileTest {
    private static final int MAX_CONFIGURATIONS = 2_000_000;

    @ParameterizedTest
    @EnumSource
    void shouldKeepEveryHistoryLinearizable(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume)) {
            CallLog log = CallLog.parse(mount.run(SystemMount.python("same_file.py"), ofSeconds(60)));

            assertEquals(4 * 4, log.slots().size());
            log.slots().forEach((slot, calls) -> assertExplained("record " + slot, new Register(), calls));
            log.names().forEach((name, calls) -> assertExplained(name, new Register(), calls));
            log.files().forEach((file, calls) -> assertExplained("file " + file, new RecordFile(), calls));
            log.logs().forEach(SameFileTest::assertAppended);
        }
    }

    /** Every record whole (the program has looked), there once, in an order that agrees with the calls and the sizes seen. */
    private static void assertAppended(String file, CallLog.Appended log) {
        Map<Long, Integer> places = log.places();
        assertEquals(new HashSet<>(log.values()), places.keySet(), "appended to " + file);
        assertEquals(log.values().size(), log.content().size(), "records of " + file);
        assertExplained("log " + file, new RecordLog(places), log.calls());
    }

    private static <S, O> void assertExplained(String what, Model<S, O> model, List<Interval<O>> calls) {
        Verdict<O> verdict = Linearizability.check(model, calls, MAX_CONFIGURATIONS);
        assertInstanceOf(Verdict.Linearizable.class, verdict, () -> what + ": " + shortened(verdict));
    }

    private static <O> String shortened(Verdict<O> verdict) {
        return switch (verdict) {
            case Verdict.Linearizable<O> _ -> "linearizable";
            case Verdict.Undecided<O> _ -> "undecided, too many orders";
            case Verdict.Impossible<O>(var ordered, var stuck) ->
                "after %s nothing explains %s"
                        .formatted(ordered.subList(Math.max(0, ordered.size() - 8), ordered.size()), stuck);
        };
    }
}
