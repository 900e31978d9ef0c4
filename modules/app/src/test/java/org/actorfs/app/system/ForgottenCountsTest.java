package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.actorfs.fs.actor.Census;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Once the kernel knows no inode any more, neither does the volume. */
@Tag("mount")
@Timeout(120)
final class ForgottenCountsTest {
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    private static final String LOAD = """
            for caller in 1 2 3 4; do (
                for round in 1 2 3; do
                    mkdir -p "$MNT/$caller/$round" && cd "$MNT/$caller/$round" || exit 1
                    for i in $(seq 150); do echo $i >f$i || exit 1; done
                    ln f1 linked && ln -s f2 symbolic && mv f3 ../moved$round || exit 1
                    find "$MNT" -ls >/dev/null 2>&1
                    for i in $(seq 100 150); do rm f$i || exit 1; done
                done
            ) & pids="$pids $!"; done
            for i in $(seq 20); do echo 2 >/proc/sys/vm/drop_caches; sleep 0.1; done
            for pid in $pids; do wait $pid || exit 1; done
            """;

    @ParameterizedTest
    @CsvSource({"dev, 100000", "dev, 64", "uring, 64"})
    void shouldCountNothingButTheRootAfterEverythingIsForgotten(String transport, int maxAwakeInodes) throws Exception {
        assumeTrue(Files.isWritable(DROP_CACHES), "not root");
        try (LocalMount mount =
                LocalMount.mount(LocalMount.memory(), LocalMount.settings(0, maxAwakeInodes), transport)) {
            mount.run(LOAD, ofSeconds(50));
            assertTrue(mount.census().references() > 0);
            mount.run(
                    "echo 2 >/proc/sys/vm/drop_caches; rm -rf \"$MNT\"/*; echo 2 >/proc/sys/vm/drop_caches",
                    ofSeconds(30));

            Census census = settled(mount);

            assertEquals(1, census.references(), "the root's, of the mount itself");
            assertEquals(0, census.asleep());
            assertTrue(census.awake() <= 1, census::toString);
        }
    }

    private static Census settled(LocalMount mount) throws Exception {
        long deadline = System.nanoTime() + ofSeconds(10).toNanos();
        Census census = mount.census();
        while ((census.references() != 1 || census.asleep() > 0 || census.awake() > 1)
                && System.nanoTime() < deadline) {
            Thread.sleep(50);
            census = mount.census();
        }
        return census;
    }
}
