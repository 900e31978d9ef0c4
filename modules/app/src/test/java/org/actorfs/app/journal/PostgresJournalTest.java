package org.actorfs.app.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountState;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresJournalTest {
    private static final UUID ONE = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final Answer<Done> OPEN = Answer.of(Done.getInstance());

    private static @Nullable PostgresServer server;

    @TempDir
    private Path stateDir;

    private String url;

    @BeforeAll
    static void start() throws IOException {
        server = PostgresServer.started();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeDatabase() throws SQLException {
        url = server().newDatabase();
    }

    @Test
    void shouldMakeItsTablesOnceAndKnowItsMounts() {
        MountState kept;
        try (JournalFixture daemon = opened(url)) {
            assertEquals(Answer.of(List.of()), daemon.ids());
            kept = daemon.persist(ONE, Samples.LIFE);
        }
        try (JournalFixture daemon = opened(url)) {
            assertEquals(Answer.of(List.of(ONE)), daemon.ids());
            assertEquals(kept, daemon.recover(ONE));
        }
    }

    @Test
    void shouldSayThatItIsAwayAndGoOnWhenItIsBack() throws IOException {
        try (JournalFixture daemon = opened(url)) {
            daemon.persist(ONE, Samples.LIFE.subList(0, 1));
            server().stop();
            try {
                assertAway(daemon);
            } finally {
                server().start();
            }
            await(() -> daemon.open().equals(OPEN));
            assertEquals(Optional.empty(), daemon.store.trouble());
            await(() -> persists(daemon));
            assertEquals(Answer.of(List.of(ONE)), daemon.ids());
        }
    }

    @Test
    void shouldOpenWhenTheServerIsUpLater() throws IOException {
        server().stop();
        try (JournalFixture daemon = fixture(url)) {
            try {
                assertFault("cannot be reached", daemon.open());
                assertFault("cannot be reached", daemon.ids());
            } finally {
                server().start();
            }
            await(() -> daemon.open().equals(OPEN));
            assertEquals(Answer.of(List.of()), daemon.ids());
        }
    }

    @Test
    void shouldRefuseASecondDaemonUntilTheFirstHasEnded() {
        try (JournalFixture second = fixture(url)) {
            try (JournalFixture _ = opened(url)) {
                assertFault("held by another actorfs daemon", second.open());
            }
            await(() -> second.open().equals(OPEN));
        }
    }

    @Test
    void shouldNoticeThatAnotherDaemonTookItMeanwhile() throws SQLException {
        try (JournalFixture first = opened(url);
                JournalFixture second = fixture(url)) {
            server().execute(url, """
                    SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                    WHERE l.locktype = 'advisory' AND d.datname = current_database()""");
            await(() -> second.open().equals(OPEN));
            assertFault("held by another actorfs daemon", first.open());
            assertSays("held by another actorfs daemon", first.store.trouble().orElseThrow());
        }
    }

    @Test
    void shouldLetADaemonHaveASchemaOfItsOwn() throws SQLException {
        server().execute(url, "CREATE SCHEMA second");
        try (JournalFixture first = opened(url);
                JournalFixture second = opened(url + "?currentSchema=second")) {
            first.persist(ONE, Samples.LIFE.subList(0, 1));
            assertEquals(Answer.of(List.of()), second.ids());
        }
    }

    @Test
    void shouldTakeTablesThatSomebodyElseHasMade() throws SQLException {
        server().execute(url, "CREATE ROLE guest LOGIN");
        JournalSettings guest = new JournalSettings(Optional.of(url), Optional.of("guest"), Optional.empty(), stateDir);
        try (JournalFixture daemon = new JournalFixture(guest)) {
            assertFault("let the user create them", daemon.open());
            opened(url).close();
            server().execute(url, "GRANT ALL ON ALL TABLES IN SCHEMA public TO guest");
            server().execute(url, "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO guest");
            await(() -> daemon.open().equals(OPEN));
            daemon.persist(ONE, Samples.LIFE);
        }
    }

    @Test
    void shouldTellWhatIsWrongWithTheAddressAndNoPassword() {
        assertRefused("is not there", url + "0?password=pw-1", PostgresServer.USER);
        assertRefused("refuses us", url + "?password=pw-1", "nobody-we-know");
        assertRefused("does not begin with jdbc:postgresql:", "jdbc:h2:mem:pw-1", PostgresServer.USER);
    }

    private void assertRefused(String why, String address, String user) {
        JournalSettings settings =
                new JournalSettings(Optional.of(address), Optional.of(user), Optional.of("pw-1"), stateDir);
        try (JournalFixture daemon = new JournalFixture(settings)) {
            assertFault(why, daemon.open());
        }
    }

    private static void assertAway(JournalFixture daemon) {
        Throwable failure =
                assertThrows(CompletionException.class, () -> daemon.persist(ONE, Samples.LIFE.subList(1, 2)));
        assertSays("cannot be reached", daemon.store.fault(failure));
        assertFault("cannot be reached", daemon.open());
        assertFault("cannot be reached", daemon.ids());
        assertSays("cannot be reached", daemon.store.trouble().orElseThrow());
    }

    /** For some seconds after a failure Pekko does not try. */
    private static boolean persists(JournalFixture daemon) {
        try {
            daemon.persist(ONE, Samples.LIFE.subList(1, 2));
            return true;
        } catch (CompletionException e) {
            assertInstanceOf(MountFault.Journal.class, daemon.store.fault(e));
            return false;
        }
    }

    private static void assertFault(String why, Answer<?> answer) {
        assertSays(why, assertInstanceOf(Answer.Failed.class, answer).fault());
    }

    private static void assertSays(String why, MountFault fault) {
        assertInstanceOf(MountFault.Journal.class, fault);
        assertTrue(fault.sentence().contains(why), fault.sentence());
        assertFalse(fault.sentence().contains("pw-1"), fault.sentence());
    }

    private JournalFixture opened(String address) {
        JournalFixture daemon = fixture(address);
        assertEquals(OPEN, daemon.open());
        return daemon;
    }

    private JournalFixture fixture(String address) {
        return new JournalFixture(new JournalSettings(
                Optional.of(address), Optional.of(PostgresServer.USER), Optional.empty(), stateDir));
    }

    private static PostgresServer server() {
        return Objects.requireNonNull(server);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it took too long");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
