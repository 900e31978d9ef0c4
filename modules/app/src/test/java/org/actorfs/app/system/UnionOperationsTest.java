package org.actorfs.app.system;

import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code union_operations.py}, which compares a union with a plain directory; it says how to repeat a seed that fails. */
@Tag("mount")
@Timeout(1800)
final class UnionOperationsTest {
    private static final int SEEDS = Boolean.getBoolean("actorfs.test.soak") ? 300 : 3;

    @ParameterizedTest
    @CsvSource({"cache.attr=1, 0", "cache.attr=0, 1000"})
    void shouldLookLikeAPlainDirectory(String option, int firstSeed) throws Exception {
        SystemMount.assumeMounts();
        assumeTrue("root".equals(System.getProperty("user.name")), "the settings of a mount are root's");
        String arguments = " \"$MNT\" " + firstSeed + " " + SEEDS;
        String entries = option.replace("attr", "entry");
        try (SystemMount mount = SystemMount.mount(Volume.UNION, option, entries, "allow_other")) {
            mount.run(SystemMount.python("union_operations.py").replace(" \"$MNT\"", arguments), ofMinutes(20));
        }
    }
}
