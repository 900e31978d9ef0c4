package org.actorfs.app.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Ended;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * {@code posix_suite.py}, one test a case: on every driver, and first on the machine's own filesystem, which says whether a case is right.
 * Without an exclusion list. {@code ./actorfs test --on DIR} runs it on any directory.
 */
@Tag("mount")
@Timeout(600)
final class PosixSuiteTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SUITE = SystemMount.python("posix_suite.py").replace("\"$MNT\"", "--on \"$MNT\"");

    /** Takes ten seconds, and asks nothing of how data, locks and requests travel: where only that differs it is left out. */
    private static final String SLOW = "link_emlink";

    private static final String QUICK_SUITE = SUITE + " --except " + SLOW;

    /** The tests of a module run in its directory. */
    private static final Path TRANSPORTS = Path.of("../../docs/transports.md");

    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|");

    /** All options that let a case try what it is about. */
    private static final String[] OPTIONS = {"allow_other", "dev", "suid"};

    @TestFactory
    List<DynamicTest> shouldBeRightOnTheDisk() throws IOException {
        assumeRoot();
        Path disk = Files.createTempDirectory("actorfs-posix-");
        try {
            return verdicts(SystemMount.end(SUITE, PATIENCE, disk), true);
        } finally {
            SystemMount.remove(disk);
        }
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnMemory() throws IOException {
        return on(Volume.MEMORY, SUITE);
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnAMirror() throws IOException {
        return on(Volume.MIRROR, SUITE);
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnAUnion() throws IOException {
        return on(Volume.UNION, SUITE);
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnAUnionWhoseFilesTheKernelReadsAndWrites() throws IOException {
        return on(Volume.UNION, QUICK_SUITE, "passthrough.io=rw");
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnMemoryThatKeepsLocks() throws IOException {
        return on(Volume.MEMORY, QUICK_SUITE, "locks=volume");
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnMemoryThatKeepsLocksThroughRings() throws IOException {
        return on(Volume.MEMORY, QUICK_SUITE, "transport=uring", "locks=volume");
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnAMirrorThroughRings() throws IOException {
        assumeSoak();
        return on(Volume.MIRROR, SUITE, "transport=uring");
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnAUnionThroughRings() throws IOException {
        assumeSoak();
        return on(Volume.UNION, SUITE, "transport=uring", "passthrough.io=rw");
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnAMirrorThatKeepsLocks() throws IOException {
        assumeTrue(Boolean.getBoolean("actorfs.test.soak"), "locks are kept by the same inodes as on memory");
        return on(Volume.MIRROR, SUITE, "locks=volume");
    }

    /**
     * What only the kernel's own cache makes different: it takes a write beyond the largest size and fails to write it back, blocks are not
     * taken before that, and holes are not told.
     */
    @TestFactory
    List<DynamicTest> shouldHoldOnMemoryWithAWritebackCache() throws IOException {
        String except =
                " --except " + SLOW + ",efbig,sparse_files_take_no_blocks,fallocate_punch_hole,seek_hole_and_data";
        return on(Volume.MEMORY, SUITE + except, "writeback_cache");
    }

    /** But for the cases that docs/transports.md lists. */
    @TestFactory
    List<DynamicTest> shouldHoldOnMemoryThatKeepsLocksThroughLibfuse() throws IOException {
        return on(Volume.MEMORY, SUITE + withoutLibfusesGaps(), "transport=jnr", "locks=volume");
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnAMirrorThroughLibfuse() throws IOException {
        assumeSoak();
        return on(Volume.MIRROR, SUITE + withoutLibfusesGaps(), "transport=jnr");
    }

    @TestFactory
    List<DynamicTest> shouldHoldOnAUnionThroughLibfuse() throws IOException {
        assumeSoak();
        return on(Volume.UNION, SUITE + withoutLibfusesGaps(), "transport=jnr");
    }

    private static void assumeSoak() {
        assumeTrue(Boolean.getBoolean("actorfs.test.soak"), "the drivers are asked the same by the same actors");
    }

    /** Or docs/transports.md says too much. */
    @TestFactory
    List<DynamicTest> shouldNotHoldThroughLibfuseWhatIsListed() throws IOException {
        assumeRoot();
        List<String> gaps = libfusesGaps();
        String[] options = {"allow_other", "dev", "suid", "transport=jnr", "locks=volume"};
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY, options)) {
            String output =
                    mount.end(SUITE + " " + String.join(" ", gaps), PATIENCE).output();
            return gaps.stream()
                    .map(gap -> dynamicTest(
                            gap,
                            () -> assertTrue(
                                    output.lines()
                                            .anyMatch(line -> line.startsWith("not ok " + gap + ":")
                                                    || line.startsWith("skip " + gap + ":")),
                                    () -> "take it off the list in docs/transports.md, unless this is something else:\n"
                                            + output)))
                    .toList();
        }
    }

    private static String withoutLibfusesGaps() throws IOException {
        return " --except " + SLOW + "," + String.join(",", libfusesGaps());
    }

    private static List<String> libfusesGaps() throws IOException {
        List<String> cases = Files.readString(TRANSPORTS)
                .lines()
                .dropWhile(line -> !line.startsWith("## Cases"))
                .map(ROW::matcher)
                .filter(Matcher::lookingAt)
                .map(row -> row.group(1))
                .toList();
        assertEquals(17, cases.size(), cases::toString);
        return cases;
    }

    private static List<DynamicTest> on(Volume volume, String suite, String... more) throws IOException {
        assumeRoot();
        String[] options = Stream.concat(Stream.of(OPTIONS), Stream.of(more)).toArray(String[]::new);
        try (SystemMount mount = SystemMount.mount(volume, options)) {
            return verdicts(mount.end(suite, PATIENCE), false);
        }
    }

    /** The cases are other users, too. */
    private static void assumeRoot() {
        SystemMount.assumeMounts();
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
    }

    /** @param maySkip whether something that the machine's own filesystem lacks is no failure */
    private static List<DynamicTest> verdicts(Ended run, boolean maySkip) {
        List<DynamicTest> verdicts = Stream.concat(
                        run.output()
                                .lines()
                                .filter(line -> line.startsWith("ok ")
                                        || line.startsWith("not ok ")
                                        || line.startsWith("skip "))
                                .map(line -> verdict(line, maySkip)),
                        Stream.of(dynamicTest("exit code", () -> assertEquals(0, run.exitCode(), run::output))))
                .toList();
        assertEquals(true, verdicts.size() > 100, () -> "the suite did not run:\n" + run.output());
        return verdicts;
    }

    private static DynamicTest verdict(String line, boolean maySkip) {
        String name = line.replaceFirst("^(not ok|ok|skip) ", "").replaceFirst(":.*", "");
        return dynamicTest(name, () -> {
            assumeFalse(maySkip && line.startsWith("skip "), line);
            assertEquals("ok " + name, line);
        });
    }
}
