package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.actorfs.fuse.mount.MountOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code mount} and {@code unmount} refuse before anything is mounted: an exit code, and one sentence with the remedy. */
final class BadMountInputTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path temporary;

    @Test
    void shouldRefuseAMissingMountpoint() {
        refuse(
                ExitCode.USAGE,
                "mkdir -p",
                "mount",
                "memory:",
                temporary.resolve("missing").toString());
        refuse(
                ExitCode.USAGE,
                "mkdir -p",
                "mount",
                "memory:",
                temporary.resolve("missing/below").toString());
    }

    @Test
    void shouldRefuseAFileAsMountpoint() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        refuse(ExitCode.USAGE, "is not a directory", "mount", "memory:", file.toString());
    }

    @Test
    void shouldRefuseAMountpointThatIsNotEmpty() throws IOException {
        Files.createFile(temporary.resolve("file"));
        refuse(ExitCode.FAILED, "-o nonempty", "mount", "memory:", temporary.toString());
    }

    @Test
    void shouldRefuseAMountpointThatHoldsOurFiles() {
        refuse(ExitCode.USAGE, "which actorfs needs itself", "mount", "memory:", "/");
        refuse(
                ExitCode.USAGE,
                "(%s)".formatted(System.getProperty("java.home")),
                "mount",
                "memory:",
                System.getProperty("java.home"));
        refuse(ExitCode.USAGE, "which actorfs needs itself", "mount", "memory:", System.getProperty("java.io.tmpdir"));
    }

    @Test
    void shouldRefuseAMirrorOfItself() throws IOException {
        Path source = Files.createDirectory(temporary.resolve("source"));
        Path inside = Files.createDirectory(source.resolve("inside"));
        String volume = "mirror:" + source;
        refuse(ExitCode.USAGE, "choose a directory", "mount", volume, source.toString(), "-o", "nonempty");
        refuse(ExitCode.USAGE, "choose a directory", "mount", volume, inside.toString());
        refuse(ExitCode.USAGE, "choose a directory", "mount", volume, temporary.toString(), "-o", "nonempty");
    }

    @ParameterizedTest
    @CsvSource({
        "frob:x, there are memory:",
        "nonsense, is not a volume",
        "memory:size=lots, size",
        "memory:frob=1, frob",
        "mirror:/no/such/directory, there is no such directory"
    })
    void shouldRefuseAVolumeThatMakesNoSense(String volume, String remedy) {
        refuse(ExitCode.USAGE, remedy, "mount", volume, temporary.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "frob, there are: rw ro",
        "max_write=x, 128K",
        "entry_timeout=-1, seconds",
        "max_write, max_write=BYTES",
        "ro=1, takes no value"
    })
    void shouldRefuseAMountOptionThatMakesNoSense(String option, String remedy) {
        refuse(ExitCode.USAGE, remedy, "mount", "memory:", temporary.toString(), "-o", option);
    }

    @Test
    void shouldRefuseToUnmountWhatIsNotOurs() {
        refuse(ExitCode.FAILED, "nothing is mounted on", "unmount", temporary.toString());
        refuse(ExitCode.FAILED, "not one of actorfs", "unmount", "/proc");
    }

    @Test
    void shouldRefuseToSyncWhatIsNotOurs() {
        refuse(ExitCode.FAILED, "nothing is mounted on", "sync", temporary.toString());
        refuse(ExitCode.FAILED, "not one of actorfs", "sync", "/proc");
    }

    @Test
    void shouldRefuseMissingArguments() {
        refuse(ExitCode.USAGE, "--help", "mount");
        refuse(ExitCode.USAGE, "--help", "mount", "memory:");
        refuse(ExitCode.USAGE, "--help", "unmount");
    }

    @Test
    void shouldListVolumesAndOptionsInTheHelp() {
        assertEquals(ExitCode.OK, run("mount", "--help"));
        assertTrue(out.toString().contains("memory:[size="), out.toString());
        assertTrue(out.toString().contains("mirror:DIR"), out.toString());
        for (MountOption option : MountOption.values()) {
            assertTrue(out.toString().contains("  " + option.form() + " "), option.form());
        }
        assertFalse(out.toString().contains("report-start"), out.toString());
    }

    @Test
    void shouldCompleteOptions() {
        assertEquals(ExitCode.OK, run("completion"));
        assertTrue(out.toString().contains("writeback_cache"), "mount options");
        assertTrue(out.toString().contains("--background"), "options");
        assertTrue(out.toString().contains("unmount"), "commands");
    }

    private void refuse(int exitCode, String part, String... args) {
        err.getBuffer().setLength(0);
        assertEquals(exitCode, run(args), err::toString);
        assertTrue(err.toString().matches("actorfs: [^\\n]*\\R"), "one line: " + err);
        assertTrue(err.toString().contains(part), err.toString());
        assertEquals("", out.toString());
    }

    private int run(String... args) {
        return new CommandLineInterface(new PrintWriter(out), new PrintWriter(err), Optional.of(temporary)).run(args);
    }
}
