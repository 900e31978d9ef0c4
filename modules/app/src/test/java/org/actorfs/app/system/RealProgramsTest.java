package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Ended;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that were not written for us. */
@Tag("mount")
@Timeout(600)
final class RealProgramsTest {
    private static final boolean SOAK = Boolean.getBoolean("actorfs.test.soak");

    private static final Pattern FAILED = Pattern.compile("fail: +\\[\\d+\\] ([a-z][a-z-]*):");

    private static final String CLONE = """
            set -e
            export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t
            git init -q "$MNT/origin" && cd "$MNT/origin"
            for round in 1 2 3; do
                for i in $(seq 60); do mkdir -p d$((i % 7)); seq $((i * round * 20)) >d$((i % 7))/f$i; done
                git add . && git commit -qm "round $round"
            done
            git clone -q --no-hardlinks "$MNT/origin" "$MNT/clone" && cd "$MNT/clone"
            git fsck --full --strict && git gc -q && git fsck --full && git status --porcelain
            diff -r --exclude=.git "$MNT/origin" "$MNT/clone"
            """;

    @ParameterizedTest
    @EnumSource
    void shouldHoldAGitRepository(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume)) {
            mount.run(CLONE, ofSeconds(60));
        }
    }

    /** Only where inode numbers name inodes for good. */
    @Test
    void shouldFindFilesByTheirHandlesAsAnNfsServerDoes() throws Exception {
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY)) {
            assertEquals(
                    "held",
                    mount.run(SystemMount.python("file_handles.py"), ofSeconds(60))
                            .strip());
        }
    }

    /** What a lock is for: nobody else may be inside. */
    @ParameterizedTest
    @EnumSource
    void shouldPassStressNgsLocksWhenTheVolumeKeepsThem(Volume volume) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/stress-ng")), "no stress-ng");
        try (SystemMount mount = SystemMount.mount(volume, "locks=volume")) {
            String stressors = "--flock 3 --locka 3 --lockf 3 --lockofd 3 --dup 1 --fcntl 1";
            Ended run = stress(mount.directory(), stressors, SOAK ? 30 : 2);
            assertEquals(0, run.exitCode(), run::output);
        }
    }

    /** Stressors that fail on the mount must fail on the disk, too. Each takes a second; so the volumes are tried side by side. */
    @Test
    void shouldPassStressNgWhereTheDiskDoes() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/stress-ng")), "no stress-ng");
        List<Volume> volumes = SOAK
                ? List.of(Volume.values())
                : List.of(Volume.MEMORY, Volume.UNION); // a union does all that a mirror does
        List<CompletableFuture<Void>> runs = volumes.stream()
                .map(volume -> CompletableFuture.runAsync(() -> stress(volume), work -> new Thread(work).start()))
                .toList();
        runs.forEach(run -> run.exceptionally(_ -> null).join()); // all have ended before one is told of
        for (CompletableFuture<Void> run : runs) {
            run.get();
        }
    }

    private static void stress(Volume volume) {
        try (SystemMount mount = SystemMount.mount(volume)) {
            Ended run = stress(mount.directory(), "--class filesystem --sequential 1", SOAK ? 10 : 1);
            assertNotEquals(124, run.exitCode(), run::output);
            Set<String> failed = failed(run);
            if (!failed.isEmpty()) {
                failed.removeAll(failedOnDisk(failed));
            }
            assertTrue(failed.isEmpty(), () -> volume + ": " + failed + " failed:\n" + run.output());
            assertEquals("", mount.run("ls \"$MNT\"", ofSeconds(20)).strip(), "left behind");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> failedOnDisk(Set<String> stressors) throws IOException {
        Path disk = Files.createTempDirectory("actorfs-stress-");
        try {
            Set<String> failed = new TreeSet<>();
            for (String stressor : stressors) {
                if (stress(disk, "--" + stressor + " 1", 1).exitCode() != 0) {
                    failed.add(stressor);
                }
            }
            return failed;
        } finally {
            SystemMount.remove(disk);
        }
    }

    private static Ended stress(Path directory, String what, int seconds) throws IOException {
        return SystemMount.end(
                "cd / && stress-ng %s --verify -t %d --temp-path \"$MNT\"".formatted(what, seconds),
                ofSeconds(SOAK ? 580 : 150),
                directory);
    }

    private static Set<String> failed(Ended run) {
        Set<String> failed = new TreeSet<>();
        Matcher matcher = FAILED.matcher(run.output());
        while (matcher.find()) {
            failed.add(matcher.group(1));
        }
        return failed;
    }
}
