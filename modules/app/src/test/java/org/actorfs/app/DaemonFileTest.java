package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.actorfs.app.http.HttpSettings;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.RetryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DaemonFileTest {
    private static final Path SHIPPED = Path.of("../../conf/actorfs.conf");
    private static final String PUNCTUATION = "{}[]\"=:,$\\/\0\n#+";
    private static final int MUTATIONS = 2000;
    private static final long SEED = 5;

    private static final String WHOLE = """
            actorfs {
              workers = 2
              http { host = "::1", port = 0, names = ["nas.example.org"], access-log = true }
              journal { url = "jdbc:postgresql://db/actorfs", user = "fs", password = "geheim" }
              start-timeout = 5s
              stop-grace = 2s
              shutdown-timeout = 20s
              retry { attempts = 3, first-delay = 100ms, longest-delay = 10s }
              mounts = [
                {
                  volume = "union:/disk1:/disk2"
                  mountpoint = "/mnt/../mnt/pool/"
                  auto-mount = true, enabled = false, read-only = true
                  cache-size = 2G, time-to-live = 90s, options = ["allow_other", "category.create=mfs"]
                }
                { volume = "memory:size=1G", mountpoint = /mnt/m }
              ]
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldHaveADefaultForEverySetting() {
        DaemonConfig config = DaemonFile.defaults();

        assertEquals(SettingsFile.defaults(), config.settings());
        assertEquals(new HttpSettings("127.0.0.1", 5001, List.of(), false, Optional.empty()), config.http());
        assertEquals(new DaemonConfig.Journal(Optional.empty(), "", ""), config.journal());
        assertEquals(new RunLimits(Duration.ofSeconds(60), Duration.ofSeconds(10)), config.limits());
        assertEquals(Duration.ofSeconds(30), config.shutdownTimeout());
        assertEquals(new RetryPolicy(0, Duration.ofSeconds(1), Duration.ofMinutes(1)), config.retry());
        assertEquals(List.of(), config.mounts());
    }

    @Test
    void shouldTakeWhatTheFileSays() {
        DaemonConfig config = DaemonFile.read(file(WHOLE));

        assertEquals(new HttpSettings("::1", 0, List.of("nas.example.org"), true, Optional.empty()), config.http());
        assertEquals(
                new DaemonConfig.Journal(Optional.of("jdbc:postgresql://db/actorfs"), "fs", "geheim"),
                config.journal());
        assertEquals(new RunLimits(Duration.ofSeconds(5), Duration.ofSeconds(2)), config.limits());
        assertEquals(new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(10)), config.retry());
        assertEquals(
                List.of(
                        new MountSpec(
                                "union:/disk1:/disk2",
                                "/mnt/pool",
                                true,
                                false,
                                true,
                                2L << 30,
                                Duration.ofSeconds(90),
                                List.of("allow_other", "category.create=mfs")),
                        MountSpec.of("memory:size=1G", "/mnt/m")),
                config.mounts());
    }

    @Test
    void shouldUseTheKeysThatAreNamedTogether() throws IOException {
        Path keystore = Files.createFile(directory.resolve("k.p12"));
        Path password = Files.createFile(directory.resolve("k.txt"));

        HttpSettings http = DaemonFile.read(file("actorfs.http.tls { keystore = k.p12, password-file = k.txt }"))
                .http();

        assertEquals(Optional.of(new HttpSettings.Tls(keystore, password)), http.tls());
        assertTrue(refusalOf("actorfs.http.tls.keystore = k.p12").contains("goes with"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.port = 65536",
                "http.port = web",
                "http.host = \"\"",
                "http.host = 5",
                "http.names = name",
                "http.names = [\"a b\"]",
                "http.access-log = maybe",
                "log-format = xml",
                "http.tls.keystore = nowhere.p12",
                "journal.url = \"mysql://db\"",
                "journal.user = [x]",
                "start-timeout = 0s",
                "stop-grace = 2h",
                "shutdown-timeout = -1s",
                "retry.attempts = -1",
                "retry.first-delay = often",
                "retry.longest-delay = 10ms",
                "mounts = {}",
                "mounts = 3",
                "mounts = [3]"
            })
    void shouldRefuseABadValueWithItsLineAndKey(String line) {
        String refusal = refusalOf("actorfs {\n\n  " + line + "\n}\n");

        assertTrue(
                refusal.startsWith("%s:3: actorfs.%s".formatted(file(), line.substring(0, line.indexOf(' ')))),
                refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mountpoint = /m | actorfs.mounts[1].volume is missing",
                "volume = \"memory:\" | actorfs.mounts[1].mountpoint is missing",
                "volume = \"memory:\", mountpoint = m | is not the absolute path of a directory",
                "volume = \"memory:\", mountpoint = /m, auto_mount = true | actorfs.mounts[1].auto_mount is not a setting",
                "volume = \"memory:\", mountpoint = /m, enabled = 3 | is not true or false",
                "volume = \"memory:\", mountpoint = /m, cache-size = much | is not a size",
                "volume = \"memory:\", mountpoint = /m, cache-size = -1 | is not a size",
                "volume = \"memory:\", mountpoint = /m, time-to-live = 9999999h | is not a time",
                "volume = \"memory:\", mountpoint = /m, options = ro | is not a list of mount options",
                "volume = \"memory:\", mountpoint = /m, options = [frob] | 'frob' is not a mount option",
                "volume = \"memory:\", mountpoint = /m, options = [\"category.create=mfs\"] | is not a mount option",
                "volume = memory, mountpoint = /m | is not the URI of a volume",
                "volume = \"frob:/a\", mountpoint = /m | 'frob:' is not a kind of volume",
                "volume = \"mirror:dir\", mountpoint = /m | must be absolute",
                "volume = \"union:/a:b\", mountpoint = /m | must be absolute",
                "volume = \"memory:\", mountpoint = /mnt/./a/ | is the mountpoint of memory: already",
                "volume = \"memory:\", mountpoint = /mnt/a/b | must not hold each other",
                "volume = \"memory:\", mountpoint = /mnt | must not hold each other",
                "volume = \"memory:\", mountpoint = /state/m | the state directory /state",
                "volume = \"memory:\", mountpoint = / | the state directory /state"
            })
    void shouldRefuseAMountThatDoesNotFit(String mount, String reason) {
        String refusal = refusalOf("""
                actorfs.state-dir = /state
                actorfs.mounts = [
                  { volume = "memory:", mountpoint = /mnt/a }
                  { %s }
                ]
                """.formatted(mount));

        assertTrue(refusal.startsWith(file() + ":4: "), refusal);
        assertTrue(refusal.contains(reason), refusal);
    }

    @Test
    void shouldRefuseAMountpointThatHoldsTheFileItself() {
        String refusal = refusalOf("""
                actorfs.state-dir = /state
                actorfs.mounts = [{ volume = "memory:", mountpoint = "%s" }]
                """.formatted(directory));

        assertTrue(refusal.contains("which the daemon reads itself"), refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actorfs.journal.password = [geheim]",
                "actorfs.journal { user = { password = geheim } }",
                "actorfs.journal.url = \"jdbc:mysql://db?password=geheim\"",
                "actorfs.journal.password = {]geheim",
                "actorfs.mounts = [{ volume = \"frob://me:geheim@host/\", mountpoint = m }]",
                "actorfs.mounts = [{ volume = [\"frob://me:geheim@host/\"], mountpoint = /m }]"
            })
    void shouldNotShowAPassword(String line) {
        String refusal = refusalOf(line);

        assertTrue(refusal.startsWith(file() + ":1: "), refusal);
        assertFalse(refusal.contains("geheim"), refusal);
        assertFalse(DaemonFile.read(file(WHOLE)).toString().contains("geheim"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actorfs.journal.password = geheim",
                "actorfs.journal.url = \"jdbc:postgresql://db/fs?password=geheim\"",
                "actorfs.mounts = [{ volume = \"mirror://me:geheim@host/\", mountpoint = /m }]"
            })
    void shouldRefuseAPasswordInAFileThatOthersMayRead(String line) throws IOException {
        var _ = DaemonFile.read(file(line));
        for (String mode : List.of("rw-r-----", "rw----r--")) {
            Path file = ofNobodyIfOfRoot(readable(line, mode));
            String refusal = String.valueOf(assertThrows(CommandFailure.class, () -> DaemonFile.read(file))
                    .getMessage());
            assertTrue(refusal.startsWith(file + ":1: actorfs."), refusal);
            assertTrue(refusal.contains("chmod 600 " + file), refusal);
            assertFalse(refusal.contains("geheim"), refusal);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actorfs.journal.password = ${PATH}",
                "actorfs.journal.password = \"\"",
                "actorfs.journal.url = \"jdbc:postgresql://db/fs?password=\"${PATH}",
                "actorfs.mounts = [{ volume = \"mirror://me:\"${PATH}\"@host/\", mountpoint = /m }]",
                "include required(\"secret.conf\")"
            })
    void shouldAcceptAPasswordFromElsewhereInAFileThatOthersMayRead(String line) throws IOException {
        Files.move(file("actorfs.journal.password = geheim"), directory.resolve("secret.conf"));

        var _ = DaemonFile.read(readable(line, "rw-r--r--"));
    }

    /** The first variable is there, and what is a password is none of its business. */
    @Test
    void shouldRefuseAPasswordBesideAVariableInAFileThatOthersMayRead() throws IOException {
        String line = "actorfs.mounts = [{ volume = \"mirror://\"${?PATH}\":geheim@host/\", mountpoint = /m }]";
        Path file = readable(line, "rw-r--r--");

        String refusal = String.valueOf(
                assertThrows(CommandFailure.class, () -> DaemonFile.read(file)).getMessage());
        assertTrue(refusal.contains("chmod 600 " + file), refusal);
        assertFalse(refusal.contains("geheim"), refusal);
    }

    @Test
    void shouldLookAtEachFileThatSaysAPartOfAPassword() throws IOException {
        Path secret = Files.move(file("actorfs.journal.user = geheim"), directory.resolve("secret.conf"));
        String line = "include \"secret.conf\"\n"
                + "actorfs.mounts = [{ volume = \"mirror://me:\"${actorfs.journal.user}\"@host/\", mountpoint = /m }]";

        assertEquals(1, DaemonFile.read(file(line)).mounts().size());
        var _ = Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        String refusal = refusalOf(line);
        assertTrue(refusal.startsWith(file() + ":2: "), refusal);
        assertTrue(refusal.contains("chmod 600 " + secret), refusal);
    }

    @Test
    void shouldAcceptAPasswordOfRootsThatItsGroupReads() throws IOException {
        Path file = readable("actorfs.journal.password = geheim", "rw-r-----");
        assumeTrue(isRoots(file), "only root has files of root");

        assertEquals("geheim", DaemonFile.read(file).journal().password());
    }

    private static boolean isRoots(Path file) throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid"));
    }

    private static Path ofNobodyIfOfRoot(Path file) throws IOException {
        return isRoots(file) ? Files.setAttribute(file, "unix:uid", 65534) : file;
    }

    private Path readable(String text, String mode) throws IOException {
        return Files.setPosixFilePermissions(file(text), PosixFilePermissions.fromString(mode));
    }

    @Test
    void shouldShipAnExampleOfAMountWithTheDefaults() throws IOException {
        String example = Files.readAllLines(SHIPPED).stream()
                .filter(line -> line.startsWith("  #   "))
                .map(line -> line.substring(3))
                .collect(Collectors.joining("\n", "actorfs {\n", "\n}"));

        assertEquals(
                List.of(MountSpec.of("union:/disk1:/disk2", "/mnt/pool")),
                DaemonFile.read(file(example)).mounts());
    }

    @Test
    void shouldCheckAFileOnTheCommandLine() {
        Path right = file(WHOLE);
        assertEquals("%s is right: 2 mounts%n".formatted(right), said(ExitCode.OK, right));
        Path wrong = file("actorfs.mounts = 3");
        assertTrue(said(ExitCode.USAGE, wrong).startsWith("actorfs: " + wrong + ":1: actorfs.mounts = 3 is not "));
    }

    /** Whatever a file has, a person is told what to do about it. */
    @Test
    void shouldAcceptOrRefuseEveryMutationInOneSentence() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            String text = mutated(WHOLE, random);
            try {
                var _ = DaemonFile.read(file(text));
                accepted++;
            } catch (CommandFailure e) {
                String sentence = String.valueOf(e.getMessage());
                assertTrue(sentence.contains(file().toString()), sentence);
                assertFalse(sentence.contains("geheim"), sentence);
            } catch (RuntimeException e) {
                throw new AssertionError("seed %d, mutation %d:%n%s".formatted(SEED, i, text), e);
            }
        }
        assertTrue(accepted > 0 && accepted < MUTATIONS, accepted + " accepted");
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutant = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int from = random.nextInt(mutant.length());
            int to = Math.min(mutant.length(), from + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> mutant.delete(from, to);
                case 1 -> mutant.insert(from, mutant.substring(from, to));
                case 2 -> mutant.setCharAt(from, (char) random.nextInt(256));
                case 3 -> mutant.insert(from, PUNCTUATION.charAt(random.nextInt(PUNCTUATION.length())));
                default -> swapLines(mutant, random);
            }
        }
        return mutant.toString();
    }

    private static void swapLines(StringBuilder text, Random random) {
        String[] lines = text.toString().split("\n", -1);
        int one = random.nextInt(lines.length);
        int other = random.nextInt(lines.length);
        String line = lines[one];
        lines[one] = lines[other];
        lines[other] = line;
        text.setLength(0);
        text.append(String.join("\n", lines));
    }

    private String said(int exitCode, Path file) {
        StringWriter words = new StringWriter();
        PrintWriter out = new PrintWriter(words, true);
        assertEquals(
                exitCode, new CommandLineInterface(out, out, Optional.empty()).run("config", "check", file.toString()));
        return words.toString();
    }

    private Path file() {
        return directory.resolve("test.conf");
    }

    private Path file(String text) {
        try {
            Path file = Files.writeString(file(), text, StandardCharsets.UTF_8);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String refusalOf(String text) {
        Path file = file(text);
        CommandFailure failure = assertThrows(CommandFailure.class, () -> DaemonFile.read(file));
        assertEquals(ExitCode.USAGE, failure.exitCode());
        return String.valueOf(failure.getMessage());
    }
}
