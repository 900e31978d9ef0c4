package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.actorfs.posix.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsFileTest {
    /** The tests of a module run in its directory. */
    private static final Path SHIPPED = Path.of("../../conf/actorfs.conf");

    private static final List<String> WITHOUT_DEFAULT =
            List.of("actorfs.state-dir", "actorfs.logback", "actorfs.http.tls", "actorfs.journal");

    @TempDir
    private Path directory;

    @Test
    void shouldHaveADefaultForEverySetting() {
        assertEquals(
                new Settings(
                        0,
                        100_000,
                        2_000_000,
                        64,
                        16,
                        Duration.ofSeconds(10),
                        true,
                        SettingsFile.usualStateDir(Processes.geteuid(), System.getenv()),
                        Optional.empty(),
                        LogFormat.TEXT),
                SettingsFile.defaults());
    }

    @Test
    void shouldTakeWhatTheFileSaysAndTheDefaultsForTheRest() {
        Settings settings = SettingsFile.read(file("actorfs { workers = 3, watchdog = 500ms }"));

        assertEquals(3, settings.workers());
        assertEquals(Duration.ofMillis(500), settings.watchdog());
        assertEquals(64, settings.slots());
    }

    @Test
    void shouldReadAnEmptyFileAsTheDefaults() {
        assertEquals(SettingsFile.defaults(), SettingsFile.read(file("")));
    }

    @Test
    void shouldRefuseAnUnknownKeyWithItsLine() {
        Path file = file("actorfs {\n  slots = 8\n  worker = 3\n}\n");

        assertEquals(file + ":3: actorfs.worker is not a setting; there are", refusalOf(file, " actorfs.workers,"));
    }

    @Test
    void shouldKnowTheKeysOfTheDaemonAndLeaveTheirValuesToIt() {
        assertEquals(SettingsFile.defaults(), SettingsFile.read(file("actorfs { http.port = none, mounts = [{}] }")));
        assertEquals(
                directory.resolve("test.conf") + ":1: actorfs.http.prot is not a setting",
                refusalOf(file("actorfs.http.prot = 1"), ";"));
    }

    @Test
    void shouldRefuseAKeyOutsideItsSection() {
        Path file = file("\nworkers = 3\n");

        assertEquals(file + ":2: workers is not a setting", refusalOf(file, ";"));
    }

    @Test
    void shouldRefuseASectionWhereAValueBelongs() {
        Path file = file("actorfs.slots { many = 1 }");

        assertTrue(refusalOf(file, "!").startsWith(file + ":1: actorfs.slots = "), refusalOf(file, "!"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "workers = -1",
                "workers = 1025",
                "workers = 1.9",
                "workers = many",
                "workers = [1]",
                "workers = null",
                "slots = 0",
                "max-awake-inodes = 9999999999999",
                "watchdog = 0s",
                "watchdog = -1s",
                "watchdog = soon",
                "watchdog = 200h",
                "logback = nowhere.xml",
                "logback = \"\"",
                "logback = 3"
            })
    void shouldRefuseABadValueWithItsLineAndWhatIsWanted(String line) {
        Path file = file("actorfs {\n\n  " + line + "\n}\n");
        String key = line.substring(0, line.indexOf(' '));

        String refusal = refusalOf(file, "!");

        assertTrue(refusal.startsWith(file + ":3: actorfs." + key + " = "), refusal);
        assertTrue(refusal.contains(" is not "), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"actorfs {", "actorfs { slots = }", "a = ${nothing}", "{]"})
    void shouldRefuseWhatIsNotHocon(String text) {
        Path file = file(text);

        String refusal = refusalOf(file, "!");

        assertTrue(refusal.startsWith(file + ":1: cannot be read as HOCON: "), refusal);
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Path file = directory.resolve("none.conf");

        assertEquals("cannot read the configuration " + file, refusalOf(file, ":"));
    }

    @Test
    void shouldLookForTheLogConfigurationBesideTheFile() throws IOException {
        Path logback = Files.writeString(directory.resolve("log.xml"), "<configuration/>");

        assertEquals(
                Optional.of(logback),
                SettingsFile.read(file("actorfs.logback = log.xml")).logback());
    }

    @Test
    void shouldAcceptTheFileThatIsShipped() {
        assertTrue(SettingsFile.read(SHIPPED).logback().isPresent());
    }

    @Test
    void shouldShipEverySettingWithItsDefault() throws IOException {
        String shown = Files.readString(SHIPPED).replaceAll("(?m)^( +)# ([a-z-]+ = \\S+)$", "$1$2");
        Config explained = ConfigFactory.parseString(shown);
        Config defaults = explained;
        for (String dependent : WITHOUT_DEFAULT) {
            defaults = defaults.withoutPath(dependent);
        }

        assertEquals(SettingsFile.reference().entrySet(), defaults.entrySet());
        Set<String> keys = explained.entrySet().stream()
                .map(entry -> entry.getKey())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(SettingsFile.KEYS), keys);
    }

    private Path file(String text) {
        try {
            return Files.writeString(directory.resolve("test.conf"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The sentence that refuses {@code file}, up to {@code end}. */
    private static String refusalOf(Path file, String end) {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> SettingsFile.read(file));
        assertEquals(ExitCode.USAGE, failure.exitCode());
        String sentence = String.valueOf(failure.getMessage());
        int at = sentence.indexOf(end);
        return at < 0 ? sentence : sentence.substring(0, at);
    }
}
