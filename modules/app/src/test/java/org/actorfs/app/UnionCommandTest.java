package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnionCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... args) {
        String[] all = Stream.concat(Stream.of("union"), Stream.of(args)).toArray(String[]::new);
        return new CommandLineInterface(new PrintWriter(out), new PrintWriter(err), Optional.empty()).run(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"where", "balance", "consolidate", "dedup", "fsck", "save"})
    void shouldHelpWithEachCommand(String command) {
        assertEquals(ExitCode.OK, run(command, "--help"));
        assertTrue(out.toString().startsWith("Usage: actorfs union " + command), out.toString());
        assertTrue(out.toString().contains("Exit codes:"), out.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "where",
                "balance",
                "save",
                "balance --tolerance=0 DIR",
                "balance --min-size=x DIR",
                "balance --include=[ DIR",
                "dedup --keep=best DIR",
                "fsck --fix=all DIR",
                "fsck --dry-run DIR"
            })
    void shouldRefuseWhatMakesNoSense(String line) {
        assertEquals(ExitCode.USAGE, run(line.split(" ")));
        assertEquals("", out.toString());
        assertTrue(err.toString().matches("actorfs: [^\\n]*\\R"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"where", "balance", "consolidate", "dedup --keep=most-free", "fsck --fix=nonroot", "save"})
    void shouldSayWhatToNameIfItIsNoUnion(String command) {
        String[] line = (command + " " + directory).split(" ");
        assertEquals(ExitCode.FAILED, run(line));
        assertEquals("", out.toString());
        boolean root = "root".equals(System.getProperty("user.name"));
        String expected = root || command.equals("where") || command.equals("save")
                ? "not on a union of actorfs: name"
                : "only root";
        assertTrue(err.toString().contains(expected), err.toString());
    }

    @Test
    void shouldTellOfEachFileThatIsNotThere() {
        assertEquals(ExitCode.FAILED, run("where", directory + "/one", directory + "/two"));
        assertEquals(2, err.toString().lines().count());
    }

    @Test
    void shouldCompleteTheCommandsInBash() {
        new CommandLineInterface(new PrintWriter(out), new PrintWriter(err), Optional.empty()).run("completion");
        for (String word : new String[] {"consolidate", "most-free", "nonroot", "--tolerance", "--forget"}) {
            assertTrue(out.toString().contains(word), word);
        }
    }
}
