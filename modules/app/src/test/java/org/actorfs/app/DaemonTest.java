package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.actorfs.app.MountFixture.Result;
import org.actorfs.app.api.Json;
import org.actorfs.app.journal.PostgresServer;
import org.junit.jupiter.api.Test;

/** The daemon as its user meets it: a process, real mounts, the command line. */
final class DaemonTest {
    private static final String AUTO = "{ volume = \"memory:\", mountpoint = \"$HOME/%s\", auto-mount = true }";

    @Test
    void shouldAddUseAndRemoveAMount() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("")) {
            String directory = daemon.path("a").toString();
            succeed(daemon, "mounts", "add", "memory:", directory, "--start");
            assertEquals("hello", daemon.run("a", "echo hello >\"$MNT/f\" && cat \"$MNT/f\""));
            assertTrue(succeed(daemon, "mounts", "ls").contains("running"));
            assertTrue(succeed(daemon, "mounts", "show", directory).contains("created"));
            succeed(daemon, "mounts", "stop", directory);
            assertFalse(daemon.isMounted("a"));
            succeed(daemon, "mounts", "start", directory);
            assertTrue(daemon.isMounted("a"));
            succeed(daemon, "mounts", "rm", directory);
            assertFalse(daemon.isMounted("a"));
            assertFalse(succeed(daemon, "mounts", "ls").contains(directory));
        }
    }

    @Test
    void shouldHaveTheDefaultsThatItSays() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("")) {
            String directory = daemon.path("a").toString();
            succeed(daemon, "mounts", "add", "memory:", directory);
            String json = succeed(daemon, "mounts", "show", directory, "--json");
            for (String field : List.of(
                    "\"enabled\":true",
                    "\"auto_mount\":false",
                    "\"read_only\":false",
                    "\"cache_size\":104857600",
                    "\"time_to_live\":60")) {
                assertTrue(json.replaceAll("\\s", "").contains(field), field + " in " + json);
            }
        }
    }

    @Test
    void shouldLogObjectsWhenItIsToldTo() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("log-format = json, http.access-log = true")) {
            succeed(daemon, "mounts", "ls");
            assertTrue(DaemonFixture.within(() -> logged(daemon).anyMatch(DaemonTest::isRequestForMounts)));
        }
    }

    private static Stream<String> logged(DaemonFixture daemon) {
        return daemon.output().lines().filter(line -> line.startsWith("{"));
    }

    private static boolean isRequestForMounts(String line) {
        try {
            JsonNode event = Json.tree(line.getBytes(UTF_8));
            return event.path("loggerName").asText().equals("org.actorfs.access")
                    && event.path("level").asText().equals("INFO")
                    && event.path("timestamp").isNumber()
                    && event.path("formattedMessage").asText().contains(" GET /api/v1/mounts 200 ");
        } catch (IOException e) {
            return false; // still being written
        }
    }

    @Test
    void shouldRefuseToStartWhatIsDisabled() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("")) {
            String directory = daemon.path("a").toString();
            succeed(daemon, "mounts", "add", "memory:", directory, "--disabled");
            Result refused = daemon.cli("mounts", "start", directory);
            assertEquals(ExitCode.FAILED, refused.exitCode());
            assertTrue(refused.output().contains("disabled"), refused::output);
        }
    }

    @Test
    void shouldLetNobodyWriteToAReadOnlyMount() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("")) {
            Files.createDirectory(daemon.path("source"));
            String source = "mirror:" + daemon.path("source");
            succeed(daemon, "mounts", "add", source, daemon.path("a").toString(), "--read-only", "--start");
            assertEquals("EROFS", daemon.run("a", """
                    python3 -c 'import errno, os
                    try: os.mkdir(os.environ["MNT"] + "/d")
                    except OSError as e: print(errno.errorcode[e.errno])'
                    """));
        }
    }

    /** Names and attributes are believed for a minute, unless somebody says that they have changed. */
    @Test
    void shouldAskAnewForWhatItIsToldHasChanged() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("")) {
            Files.createDirectory(daemon.path("source"));
            Files.writeString(daemon.path("source/f"), "old");
            String mountpoint = daemon.path("a").toString();
            succeed(daemon, "mounts", "add", "mirror:" + daemon.path("source"), mountpoint, "--start");
            assertEquals("3", daemon.run("a", "stat -c %s \"$MNT/f\""));
            Files.writeString(daemon.path("source/f"), "longer");
            assertEquals("3", daemon.run("a", "stat -c %s \"$MNT/f\""));
            succeed(daemon, "mounts", "invalidate", mountpoint, "/f");
            assertEquals("6", daemon.run("a", "stat -c %s \"$MNT/f\""));
            Result nowhere = daemon.cli("mounts", "invalidate", daemon.path("b").toString());
            assertEquals(ExitCode.FAILED, nowhere.exitCode(), nowhere.output());
        }
    }

    @Test
    void shouldEndWithoutMountsWhenItIsTold() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("", AUTO.formatted("a"), AUTO.formatted("b"))) {
            assertTrue(daemon.isMounted("a") && daemon.isMounted("b"));
            daemon.signal("TERM");
            assertEquals(ExitCode.OK, daemon.awaitExit(), daemon::output);
            assertFalse(daemon.isMounted("a") || daemon.isMounted("b"));
        }
    }

    /** As after a crash: the same mounts, and nothing of the dead ones is left. */
    @Test
    void shouldComeBackAfterAKillUnderLoad() throws Exception {
        List<String> names = List.of("a", "b", "c", "d", "e");
        List<Process> writers = new ArrayList<>();
        try (DaemonFixture daemon = DaemonFixture.start("", AUTO.formatted("a"))) {
            for (String name : names.subList(1, 4)) {
                succeed(daemon, "mounts", "add", "memory:", daemon.path(name).toString(), "--auto-mount", "--start");
            }
            succeed(daemon, "mounts", "add", "memory:", daemon.path("e").toString(), "--start");
            for (String name : names) {
                writers.add(writer(daemon, name));
            }
            for (String name : names) {
                daemon.run(name, "until [ -s \"$MNT/f\" ]; do sleep 0.05; done");
            }
            daemon.kill();
            assertTrue(names.stream().allMatch(daemon::isMounted), "the dead mounts are there");
            daemon.restart();
            for (String name : names.subList(0, 4)) {
                assertEquals("new", daemon.run(name, "echo new >\"$MNT/g\" && cat \"$MNT/g\""));
            }
            assertFalse(daemon.isMounted("e"), "it starts with nobody");
            assertTrue(succeed(daemon, "mounts", "show", daemon.path("e").toString())
                    .contains("the daemon had ended"));
        } finally {
            writers.forEach(Process::destroyForcibly);
        }
    }

    private static Process writer(DaemonFixture daemon, String name) throws IOException {
        String script = "i=0; while [ $i -lt 100000 ]; do echo $i >>\"$MNT/f\" || exit; i=$((i+1)); done";
        ProcessBuilder builder = new ProcessBuilder("timeout", "-k", "2", "60", "sh", "-c", script);
        builder.environment().put("MNT", daemon.path(name).toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void shouldApplyWhatChangesInItsFileAndLeaveTheRest() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("", AUTO.formatted("stays"), AUTO.formatted("goes"))) {
            daemon.run("stays", "echo kept >\"$MNT/f\"");
            daemon.configure("", List.of(AUTO.formatted("stays"), AUTO.formatted("comes")));
            daemon.signal("HUP");
            assertTrue(
                    DaemonFixture.within(() -> daemon.isMounted("comes") && !daemon.isMounted("goes")),
                    () -> daemon.cli("mounts", "ls").output() + daemon.output());
            assertEquals("kept", daemon.run("stays", "cat \"$MNT/f\""));
            daemon.configure("", List.of(AUTO.formatted("stays")));
            succeed(daemon, "reload");
            assertFalse(daemon.isMounted("comes"));
            daemon.configure("", List.of("{ volume = \"nonsense:\", mountpoint = \"$HOME/x\" }"));
            Result refused = daemon.cli("reload");
            assertEquals(ExitCode.USAGE, refused.exitCode());
            assertTrue(refused.output().contains("actorfs.conf:5"), refused::output);
            assertEquals("kept", daemon.run("stays", "cat \"$MNT/f\""));
        }
    }

    @Test
    void shouldStartTheOthersWhenOneCannotStart() throws Exception {
        String broken = "{ volume = \"mirror:$HOME/nowhere\", mountpoint = \"$HOME/broken\", auto-mount = true }";
        try (DaemonFixture daemon = DaemonFixture.start("", broken, AUTO.formatted("a"))) {
            assertTrue(daemon.isMounted("a"));
            String shown =
                    succeed(daemon, "mounts", "show", daemon.path("broken").toString());
            assertTrue(shown.contains("error") && shown.contains("nowhere"), shown);
            Files.createDirectory(daemon.path("nowhere"));
            succeed(daemon, "mounts", "start", daemon.path("broken").toString());
        }
    }

    @Test
    void shouldStopAllAndStartWhatStartsByItself() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("", AUTO.formatted("a"), AUTO.formatted("b"))) {
            succeed(daemon, "mounts", "add", "memory:", daemon.path("c").toString(), "--start");
            succeed(daemon, "mounts", "stop", "--all");
            assertFalse(daemon.isMounted("a") || daemon.isMounted("b") || daemon.isMounted("c"));
            succeed(daemon, "mounts", "start", "--auto");
            assertTrue(daemon.isMounted("a") && daemon.isMounted("b"));
            assertFalse(daemon.isMounted("c"));
        }
    }

    @Test
    void shouldRefuseASecondDaemonOnItsStateDirectory() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("")) {
            Result second = MountFixture.actorfs(
                    "daemon", "--config", daemon.path("actorfs.conf").toString());
            assertEquals(ExitCode.FAILED, second.exitCode(), second.output());
            assertTrue(second.output().contains("a daemon runs already with state directory"), second.output());
            succeed(daemon, "mounts", "ls");
        }
    }

    /** Nothing is mounted by a daemon that cannot be one, and what the other has mounted goes on. */
    @Test
    void shouldMountNothingWhereAnotherDaemonIs() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("", AUTO.formatted("a"))) {
            daemon.run("a", "echo kept >\"$MNT/f\"");
            String port = String.valueOf(daemon.port().orElseThrow());
            refuse(daemon, "state", "0", "a daemon runs already with state directory");
            refuse(daemon, "other-state", port, port);
            assertEquals("kept", daemon.run("a", "cat \"$MNT/f\""));
        }
    }

    /** A daemon that would take the mount of the first, and has one of its own. */
    private static void refuse(DaemonFixture daemon, String state, String port, String why) throws IOException {
        Files.writeString(
                daemon.path("second.conf"), """
                actorfs {
                  state-dir = %s
                  http.port = %s
                  mounts = [%s, %s]
                }
                """.formatted(state, port, AUTO.formatted("a"), AUTO.formatted("b"))
                        .replace("$HOME", daemon.path("").toString()));
        Result second = MountFixture.actorfs(
                "daemon", "--config", daemon.path("second.conf").toString());
        assertEquals(ExitCode.FAILED, second.exitCode(), second.output());
        assertTrue(second.output().contains(why), second.output());
        assertEquals(1, second.output().lines().count(), second.output());
        assertFalse(Files.exists(daemon.path("b")), "its mountpoint was made");
    }

    /** The kernel takes no source of more than a page. */
    @Test
    void shouldSayWhyTheKernelDoesNotMount() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("")) {
            String directory = daemon.path("a").toString();
            succeed(daemon, "mounts", "add", "memory:", directory, "-o", "fsname=" + "x".repeat(5000));
            Result refused = daemon.cli("mounts", "start", directory);
            assertEquals(ExitCode.FAILED, refused.exitCode(), refused.output());
            assertTrue(
                    refused.output().contains("cannot mount on " + directory + ": mount(2) says E"), refused::output);
            String answer = daemon.post("/api/v1/mounts/" + id(daemon, directory) + "/start");
            assertTrue(answer.startsWith("502 ") && answer.contains("spawn-failed"), answer);
            assertTrue(answer.contains("mount(2) says E"), answer);
            assertFalse(daemon.isMounted("a"));
            assertTrue(succeed(daemon, "mounts", "show", directory).contains("error"));
        }
    }

    @Test
    void shouldSayWhyItCannotUnmountAndGoOn() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("", AUTO.formatted("a"))) {
            String directory = daemon.path("a").toString();
            daemon.run("a", "echo kept >\"$MNT/f\" && mount -t tmpfs cover \"$MNT\"");
            Result refused = daemon.cli("mounts", "stop", directory);
            assertEquals(ExitCode.FAILED, refused.exitCode(), refused.output());
            assertTrue(refused.output().contains("another mount covers it: unmount that first"), refused::output);
            String answer = daemon.post("/api/v1/mounts/" + id(daemon, directory) + "/stop");
            assertTrue(answer.startsWith("502 ") && answer.contains("unmount-failed"), answer);
            assertTrue(succeed(daemon, "mounts", "show", directory).contains("running"));
            daemon.run("a", "umount \"$MNT\"");
            assertEquals("kept", daemon.run("a", "cat \"$MNT/f\""));
            succeed(daemon, "mounts", "stop", directory);
            assertFalse(daemon.isMounted("a"));
        }
    }

    private static String id(DaemonFixture daemon, String mountpoint) {
        String json = succeed(daemon, "mounts", "show", mountpoint, "--json").replaceAll("\\s", "");
        return json.replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
    }

    /** The database goes and comes; mounts do not notice. */
    @Test
    void shouldKeepServingWhileItsJournalIsAway() throws Exception {
        try (PostgresServer database = PostgresServer.started();
                DaemonFixture daemon = DaemonFixture.start(journal(database), AUTO.formatted("a"))) {
            database.stop();
            daemon.run("a", "echo on >\"$MNT/f\" && cat \"$MNT/f\"");
            Result refused = daemon.cli("mounts", "stop", daemon.path("a").toString());
            assertEquals(ExitCode.FAILED, refused.exitCode(), refused.output());
            assertTrue(daemon.isMounted("a"));
            assertTrue(DaemonFixture.within(() -> daemon.readiness().startsWith("503")), daemon::readiness);
            assertEquals("on", daemon.run("a", "cat \"$MNT/f\""));
            database.start();
            daemon.awaitReady();
            succeed(daemon, "mounts", "stop", daemon.path("a").toString());
            assertFalse(daemon.isMounted("a"));
        }
    }

    /** Whoever reads the log learns that it is away, and does not look for that among stack traces. */
    @Test
    void shouldSayOnceThatItsJournalIsAway() throws Exception {
        List<String> names = List.of("a", "b", "c");
        try (PostgresServer database = PostgresServer.started();
                DaemonFixture daemon = DaemonFixture.start(
                        journal(database), AUTO.formatted("a"), AUTO.formatted("b"), AUTO.formatted("c"))) {
            database.stop();
            for (int round = 0; round < 2; round++) {
                for (String name : names) {
                    Result refused =
                            daemon.cli("mounts", "stop", daemon.path(name).toString());
                    assertEquals(ExitCode.FAILED, refused.exitCode(), refused.output());
                }
            }
            database.start();
            daemon.awaitReady();
            System.err.println("OUTPUT " + daemon.output());
            assertEquals(
                    1,
                    daemon.output()
                            .lines()
                            .filter(line -> line.contains("journal"))
                            .count(),
                    daemon::output);
            assertFalse(daemon.output().lines().anyMatch(line -> line.startsWith("\tat ")), daemon::output);
        }
    }

    /** To end it needs no journal. */
    @Test
    void shouldUnmountAllThoughItsJournalIsAway() throws Exception {
        try (PostgresServer database = PostgresServer.started();
                DaemonFixture daemon = DaemonFixture.start(journal(database), AUTO.formatted("a"))) {
            database.stop();
            daemon.signal("TERM");
            daemon.awaitExit();
            assertFalse(daemon.isMounted("a"), daemon::output);
        }
    }

    @Test
    void shouldRefuseAStateDirectoryThatOthersMayWriteTo() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("")) {
            daemon.signal("TERM");
            daemon.awaitExit();
            daemon.run("state", "chmod 777 \"$MNT\"");
            Result refused = MountFixture.actorfs(
                    "daemon", "--config", daemon.path("actorfs.conf").toString());
            assertEquals(ExitCode.FAILED, refused.exitCode(), refused.output());
            assertTrue(refused.output().contains("others may write to the state directory"), refused.output());
        }
    }

    @Test
    void shouldWaitForAJournalThatIsAwayAtItsStart() throws Exception {
        try (PostgresServer database = PostgresServer.started()) {
            String settings = journal(database);
            database.stop();
            try (DaemonFixture daemon = DaemonFixture.startUnready(settings, AUTO.formatted("a"))) {
                assertTrue(DaemonFixture.within(() -> daemon.readiness().startsWith("503")), daemon::readiness);
                Result refused = daemon.cli("mounts", "ls");
                assertEquals(ExitCode.FAILED, refused.exitCode(), refused.output());
                assertTrue(refused.output().contains("journal"), refused.output());
                database.start();
                daemon.awaitReady();
                assertTrue(daemon.isMounted("a"));
            }
        }
    }

    private static String journal(PostgresServer server) throws SQLException {
        return "journal { url = \"%s\", user = \"%s\" }".formatted(server.newDatabase(), PostgresServer.USER);
    }

    /** Many small mounts are no burden. */
    @Test
    void shouldKeepAHundredMounts() throws Exception {
        String[] mounts =
                IntStream.range(0, 100).mapToObj(i -> AUTO.formatted("m" + i)).toArray(String[]::new);
        try (DaemonFixture daemon = DaemonFixture.start("", mounts)) {
            Result all = MountFixture.shell(
                    "for m in \"$MNT\"/m*; do echo x >$m/f && cat $m/f; done | wc -l",
                    Duration.ofSeconds(60),
                    daemon.path(""));
            assertEquals("100", all.succeeded().strip());
            daemon.signal("TERM");
            assertEquals(ExitCode.OK, daemon.awaitExit(), daemon::output);
            assertFalse(daemon.isMounted("m0") || daemon.isMounted("m99"));
        }
    }

    private static String succeed(DaemonFixture daemon, String... arguments) {
        return daemon.cli(arguments).succeeded();
    }
}
