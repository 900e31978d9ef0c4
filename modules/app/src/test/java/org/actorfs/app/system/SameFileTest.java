package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
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
@Timeout(300)
final class SameFileTest {
    private static final String CALLERS = SystemMount.python("same_file.py");
    private static final int MAX_CONFIGURATIONS = 2_000_000;

    /** A machine that is too busy lets so many calls overlap that their orders cannot all be tried. */
    private static final int MAX_RECORDINGS = 3;

    @ParameterizedTest
    @EnumSource
    void shouldKeepEveryHistoryLinearizable(Volume volume) throws Exception {
        assertLinearizable(volume, CALLERS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MIRROR")
    void shouldKeepEveryHistoryLinearizableThroughRings(Volume volume) throws Exception {
        assertLinearizable(volume, CALLERS, "transport=uring");
    }

    /** A union does all that a mirror does. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MIRROR")
    void shouldKeepEveryHistoryLinearizableThroughLibfuse(Volume volume) throws Exception {
        assertLinearizable(volume, CALLERS + " --by-path", "transport=jnr");
    }

    private static void assertLinearizable(Volume volume, String callers, String... options) throws Exception {
        boolean decided = false;
        for (int i = 0; i < MAX_RECORDINGS && !decided; i++) {
            decided = isExplained(recorded(volume, callers, options));
        }
        assertTrue(decided, "too many orders");
    }

    private static CallLog recorded(Volume volume, String callers, String... options) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume, options)) {
            return CallLog.parse(mount.run(callers, ofSeconds(60)));
        }
    }

    /** False if that cannot be decided; fails if it is not. */
    private static boolean isExplained(CallLog log) {
        assertEquals(4 * 4, log.slots().size());
        List<Boolean> explained = new ArrayList<>();
        log.slots().forEach((slot, calls) -> explained.add(isExplained("record " + slot, new Register(), calls)));
        log.names().forEach((name, calls) -> explained.add(isExplained(name, new Register(), calls)));
        log.files().forEach((file, calls) -> explained.add(isExplained("file " + file, new RecordFile(), calls)));
        log.logs().forEach((file, appended) -> explained.add(isAppended(file, appended)));
        return !explained.contains(false);
    }

    /** Every record whole (the program has looked), there once, in an order that agrees with the calls and the sizes seen. */
    private static boolean isAppended(String file, CallLog.Appended log) {
        Map<Long, Integer> places = log.places();
        assertEquals(new HashSet<>(log.values()), places.keySet(), "appended to " + file);
        assertEquals(log.values().size(), log.content().size(), "records of " + file);
        return isExplained("log " + file, new RecordLog(places), log.calls());
    }

    private static <S, O> boolean isExplained(String what, Model<S, O> model, List<Interval<O>> calls) {
        return switch (Linearizability.check(model, calls, MAX_CONFIGURATIONS)) {
            case Verdict.Linearizable<O> _ -> true;
            case Verdict.Undecided<O> _ -> false;
            case Verdict.Impossible<O>(var ordered, var stuck) ->
                fail("%s: after %s nothing explains %s"
                        .formatted(what, ordered.subList(Math.max(0, ordered.size() - 8), ordered.size()), stuck));
        };
    }
}
