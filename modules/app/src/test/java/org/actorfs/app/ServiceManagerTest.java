package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears of the daemon, from a process of its own, at both kinds of sockets. */
final class ServiceManagerTest {
    private static final String GOOD = "{ volume = \"memory:\", mountpoint = \"$HOME/good\", auto-mount = true }";
    private static final String BAD = "{ volume = \"mirror:/nowhere\", mountpoint = \"$HOME/bad\", auto-mount = true }";
    private static final String MORE = "{ volume = \"memory:\", mountpoint = \"$HOME/more\", auto-mount = true }";

    @Test
    void shouldTellWhenAllHasStartedOrFailedAndWhenItEnds(@TempDir Path directory) throws Exception {
        String socket = directory.resolve("notify").toString();
        try (FakeSystemd systemd = FakeSystemd.listen(socket, directory);
                DaemonFixture daemon = DaemonFixture.startUnreadyWith(systemd.variables(), "", GOOD, BAD)) {
            assertTrue(systemd.hears("READY=1"), daemon::output);
            assertTrue(daemon.isMounted("good"), "ready before its mounts were");
            assertTrue(systemd.hears("STATUS=1 of 2 mounts run, 1 failed"), daemon::output);
            assertFalse(systemd.heard().contains("STOPPING=1"));
            daemon.signal("TERM");
            assertEquals(ExitCode.OK, daemon.awaitExit(), daemon::output);
            assertTrue(systemd.hears("STOPPING=1"), daemon::output);
            List<String> heard = systemd.heard();
            assertEquals(1, heard.stream().filter("READY=1"::equals).count(), heard::toString);
            assertTrue(heard.indexOf("READY=1") < heard.indexOf("STOPPING=1"), heard::toString);
        }
    }

    @Test
    void shouldTellOfAReloadAtAnAbstractSocket(@TempDir Path directory) throws Exception {
        String socket = "@actorfs-test-" + ProcessHandle.current().pid();
        try (FakeSystemd systemd = FakeSystemd.listen(socket, directory);
                DaemonFixture daemon = DaemonFixture.startUnreadyWith(systemd.variables(), "", GOOD)) {
            assertTrue(systemd.hears("READY=1"), daemon::output);
            assertTrue(systemd.hears("STATUS=1 of 1 mounts run"), daemon::output);
            daemon.configure("", List.of(GOOD, MORE));
            assertEquals(ExitCode.OK, daemon.cli("reload").exitCode(), daemon::output);
            assertTrue(systemd.hears("STATUS=2 of 2 mounts run"), daemon::output);
        }
    }

    /** A journal that is away must not hold up the start of a machine. */
    @Test
    void shouldBeReadyAfterTheStartTimeoutWithoutAJournal(@TempDir Path directory) throws Exception {
        String socket = directory.resolve("notify").toString();
        String away = """
                start-timeout = 2s
                  journal { url = "jdbc:postgresql://127.0.0.1:1/actorfs", user = "a", password = "b" }
                """;
        try (FakeSystemd systemd = FakeSystemd.listen(socket, directory);
                DaemonFixture daemon = DaemonFixture.startUnreadyWith(systemd.variables(), away)) {
            assertTrue(systemd.hears("READY=1"), daemon::output);
            assertTrue(daemon.readiness().startsWith("503"), daemon::readiness);
            String last = systemd.heard().stream()
                    .filter(line -> line.startsWith("STATUS="))
                    .reduce("", (_, line) -> line);
            assertTrue(last.contains("journal"), last);
        }
    }

    @Test
    void shouldGoOnWhereNobodyListens(@TempDir Path directory) throws IOException {
        String gone = directory.resolve("gone").toString();
        try (DaemonFixture daemon = DaemonFixture.startUnreadyWith(List.of("NOTIFY_SOCKET=" + gone), "", GOOD)) {
            daemon.awaitReady();
            assertTrue(daemon.isMounted("good"));
            assertTrue(DaemonFixture.within(() -> daemon.output().contains("ENOENT")), daemon::output);
            assertFalse(Files.exists(Path.of(gone)));
        }
    }
}
