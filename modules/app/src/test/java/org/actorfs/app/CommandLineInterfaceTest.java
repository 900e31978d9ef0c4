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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineInterfaceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path home;

    @Test
    void shouldPrintTheVersion() {
        assertEquals(ExitCode.OK, run("version"));
        assertTrue(
                out.toString().matches("actorfs \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+, Linux .*\\)\\R"), out.toString());
    }

    @Test
    void shouldSayTheSameForTheVersionOption() {
        run("version");
        String command = out.toString();
        out.getBuffer().setLength(0);

        assertEquals(ExitCode.OK, run("--version"));
        assertEquals(command, out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "doctor --help", "version -h"})
    void shouldHelpOnStandardOutput(String line) {
        assertEquals(ExitCode.OK, run(line.split(" ")));
        assertTrue(out.toString().startsWith("Usage: actorfs"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldKeepTheTrainingCommandOutOfTheHelp() {
        run("--help");

        assertFalse(out.toString().contains("train"), out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate", "version --colour", "version now", "doctor --config", "help frobnicate"})
    void shouldRefuseWrongArgumentsInOneSentenceThatNamesTheHelp(String line) {
        assertEquals(ExitCode.USAGE, run(line.split(" ")));

        assertEquals("", out.toString());
        assertTrue(err.toString().matches("actorfs: [^\\n]* \\(see actorfs[ a-z]* --help\\)\\R"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mounts", "union", "config"})
    void shouldListTheCommandsWhenNoneIsGiven(String line) {
        assertEquals(ExitCode.USAGE, run(line.isEmpty() ? new String[0] : line.split(" ")));

        assertEquals("", out.toString());
        assertTrue(err.toString().startsWith("Usage: actorfs"), err.toString());
        assertTrue(err.toString().contains("\nCommands:\n"), err.toString());
        assertTrue(err.toString().endsWith("--help)\n"), err.toString());
    }

    @Test
    void shouldHaveHelpAsACommandToo() {
        assertEquals(ExitCode.OK, run("help"));
        String list = out.toString();
        assertTrue(list.startsWith("Usage: actorfs ") && list.contains("  unmount"), list);
        assertTrue(list.contains("Prints the help of a command"), list);
        out.getBuffer().setLength(0);

        assertEquals(ExitCode.OK, run("help", "unmount"));
        assertTrue(out.toString().startsWith("Usage: actorfs unmount "), out.toString());
    }

    @Test
    void shouldLogToOnePlace() {
        assertEquals(
                ExitCode.USAGE,
                run("mount", "memory:", home.toString(), "--background", "--log", "a.log", "--journal"));
        assertTrue(err.toString().contains("exclude each other"), err.toString());
    }

    @Test
    void shouldTakeOneConfigurationToCheck() {
        run("config", "check", "--help");

        assertFalse(out.toString().contains("--config"), out.toString());
        assertEquals(ExitCode.USAGE, run("config", "check", "a.conf", "--config", "b.conf"));
    }

    @Test
    void shouldReportABadConfigurationInTheDoctorsList() throws IOException {
        Files.createDirectory(home.resolve("conf"));
        Path file = Files.writeString(home.resolve("conf/actorfs.conf"), "actorfs.slot = 1");

        assertEquals(ExitCode.FAILED, run("doctor"));
        assertTrue(out.toString().contains("fail  configuration: " + file + ":1: actorfs.slot is"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldPreferTheConfigurationThatIsNamed() throws IOException {
        Files.createDirectory(home.resolve("conf"));
        Files.writeString(home.resolve("conf/actorfs.conf"), "nonsense {");
        Path named = Files.writeString(home.resolve("own.conf"), "actorfs.slots = 1");

        run("doctor", "--config", named.toString());

        assertTrue(out.toString().contains("ok    configuration: " + named + ","), out.toString());
    }

    @Test
    void shouldDoWithoutAConfiguration() {
        run("doctor");

        assertTrue(out.toString().contains("configuration: built-in defaults, log: standard error"), out.toString());
    }

    @Test
    void shouldCompleteEveryCommandInBash() {
        assertEquals(ExitCode.OK, run("completion"));
        assertTrue(out.toString().startsWith("#!"), "a script");
        for (String command : new String[] {"version", "doctor", "completion"}) {
            assertTrue(out.toString().contains(command), command);
        }
    }

    private int run(String... args) {
        return new CommandLineInterface(new PrintWriter(out), new PrintWriter(err), Optional.of(home)).run(args);
    }
}
