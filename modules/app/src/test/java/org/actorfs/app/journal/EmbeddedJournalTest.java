package org.actorfs.app.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountEvent;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountState;
import org.actorfs.app.mounts.UnreadableException;
import org.apache.pekko.Done;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedJournalTest {
    private static final UUID ONE = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID TWO = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final Answer<Done> OPEN = Answer.of(Done.getInstance());

    @TempDir
    private Path directory;

    private JournalSettings settings;

    @BeforeEach
    void settle() {
        settings = JournalSettings.embeddedIn(directory.resolve("state"));
    }

    @Test
    void shouldKnowItsMountsAfterARestart() {
        MountState kept;
        try (JournalFixture daemon = opened()) {
            assertEquals(Answer.of(List.of()), daemon.ids());
            kept = daemon.persist(ONE, Samples.LIFE);
            daemon.persist(TWO, Samples.LIFE.subList(0, 1));
        }
        try (JournalFixture daemon = opened()) {
            assertEquals(Set.of(ONE, TWO), new HashSet<>(done(daemon.ids())));
            assertEquals(kept, daemon.recover(ONE));
            assertEquals(Optional.empty(), daemon.store.trouble());
        }
    }

    @Test
    void shouldRecoverFromASnapshot() throws SQLException, IOException {
        MountState kept = MountState.absent(ONE);
        try (JournalFixture daemon = opened()) {
            for (MountEvent event : Samples.LIFE) {
                kept = daemon.persist(ONE, List.of(event));
            }
            int snapshot = Samples.LIFE.size() / JournalFixture.SNAPSHOT_EVERY * JournalFixture.SNAPSHOT_EVERY;
            execute("DELETE FROM \"event_journal\" WHERE \"sequence_number\" <= " + snapshot);
            assertEquals(kept, daemon.recover(ONE));
            execute("DELETE FROM \"snapshot\"");
            assertThrows(CompletionException.class, () -> daemon.recover(ONE));
        }
    }

    /** The file is copied as a crash would leave it. */
    @Test
    void shouldHaveInTheFileWhatItAcknowledged() throws IOException {
        MountState kept;
        JournalSettings crashed = JournalSettings.embeddedIn(directory.resolve("crashed"));
        Files.createDirectories(directory.resolve("crashed/journal"));
        try (JournalFixture daemon = opened()) {
            kept = daemon.persist(ONE, Samples.LIFE);
            Files.copy(keyFile(settings), keyFile(crashed), StandardCopyOption.COPY_ATTRIBUTES);
            copy(file(settings), file(crashed));
        }
        try (JournalFixture daemon = new JournalFixture(crashed)) {
            assertEquals(OPEN, daemon.open());
            assertEquals(kept, daemon.recover(ONE));
        }
    }

    @Test
    void shouldKeepItsFilesToItself() throws IOException {
        Path journal = directory.resolve("state/journal");
        Files.createDirectories(journal);
        Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (JournalFixture daemon = opened()) {
            daemon.persist(ONE, Samples.LIFE);
            assertEquals("rwx------", mode(journal));
            try (Stream<Path> files = Files.list(journal)) {
                assertEquals(List.of(file(settings)), files.toList());
            }
            assertEquals("rw-------", mode(file(settings)));
        }
        assertFalse(
                Files.readString(file(settings), StandardCharsets.ISO_8859_1).contains(Samples.PASSWORD));
    }

    @Test
    void shouldKeepAllAndItsModeWhenTheFileIsMadeSmall() throws SQLException, IOException {
        MountState kept;
        try (JournalFixture daemon = opened()) {
            kept = daemon.persist(ONE, Samples.LIFE);
        }
        long before = Files.size(file(settings));
        new EmbeddedDatabase(settings.stateDir().resolve("journal"), 0)
                .connect()
                .close();
        assertTrue(Files.size(file(settings)) < before);
        assertEquals("rw-------", mode(file(settings)));
        try (JournalFixture daemon = opened()) {
            assertEquals(kept, daemon.recover(ONE));
        }
    }

    @Test
    void shouldSayThatAnotherProcessHasIt() throws IOException {
        opened().close();
        try (JournalFixture daemon = new JournalFixture(settings)) {
            try (FileChannel file = FileChannel.open(file(settings), StandardOpenOption.WRITE);
                    FileLock _ = file.lock()) {
                assertFault("in use by another process", daemon.open());
                assertTrue(daemon.store.trouble().isPresent());
            }
            assertEquals(OPEN, daemon.open());
            assertEquals(OPEN, daemon.open());
            assertEquals(Optional.empty(), daemon.store.trouble());
        }
    }

    @Test
    void shouldSayWhyADirectoryCannotBeMade() throws IOException {
        Files.createFile(directory.resolve("state"));
        try (JournalFixture daemon = new JournalFixture(settings)) {
            assertFault("see that its directory is there", daemon.open());
        }
    }

    @Test
    void shouldSayThatTheFileIsDamaged() throws IOException {
        Files.createDirectories(file(settings).getParent());
        Files.writeString(file(settings), "no database ".repeat(1000));
        try (JournalFixture daemon = new JournalFixture(settings)) {
            assertFault("put a copy of the file in its place", daemon.open());
        }
    }

    @Test
    void shouldSayWhichKeyIsMissing() throws IOException {
        try (JournalFixture daemon = opened()) {
            daemon.persist(ONE, Samples.LIFE.subList(0, 2));
        }
        Files.delete(keyFile(settings));
        try (JournalFixture daemon = opened()) {
            Throwable failure = assertThrows(CompletionException.class, () -> daemon.recover(ONE));
            String sentence = daemon.store.fault(failure).sentence();
            assertTrue(sentence.contains(keyFile(settings) + ", with which passwords"), sentence);
            assertTrue(
                    Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                            .anyMatch(UnreadableException.class::isInstance),
                    failure::toString);
        }
    }

    @Test
    void shouldStayClosed() {
        JournalFixture daemon = opened();
        daemon.store.close();
        assertInstanceOf(
                MountFault.Ending.class,
                assertInstanceOf(Answer.Failed.class, daemon.open()).fault());
        daemon.close();
    }

    @Test
    void shouldComplainOfSettingsThatCannotWork() {
        assertEquals(Optional.empty(), settings.complaint());
        assertTrue(JournalSettings.embeddedIn(Path.of("/a;b")).complaint().isPresent());
        JournalSettings foreign = new JournalSettings(
                Optional.of("jdbc:mysql://localhost/x"), Optional.empty(), Optional.of("pw-1"), directory);
        assertTrue(foreign.complaint().orElse("").contains("jdbc:postgresql:"));
        assertFalse(foreign.toString().contains("pw-1"));
    }

    private JournalFixture opened() {
        JournalFixture daemon = new JournalFixture(settings);
        assertEquals(OPEN, daemon.open());
        return daemon;
    }

    private void execute(String statement) throws SQLException, IOException {
        try (Connection connection = settings.database().connect();
                Statement deed = connection.createStatement()) {
            assertTrue(deed.executeUpdate(statement) > 0);
        }
    }

    private static void assertFault(String why, Answer<?> answer) {
        MountFault fault = assertInstanceOf(Answer.Failed.class, answer).fault();
        assertInstanceOf(MountFault.Journal.class, fault);
        assertTrue(fault.sentence().contains(why), fault.sentence());
    }

    private static <T> T done(Answer<T> answer) {
        return switch (answer) {
            case Answer.Done<T>(T value) -> value;
            case Answer.Failed<T>(MountFault fault) -> throw new AssertionError(fault.sentence());
        };
    }

    private static Path file(JournalSettings settings) {
        return settings.stateDir().resolve("journal/mounts.mv.db");
    }

    private static Path keyFile(JournalSettings settings) {
        return settings.stateDir().resolve("secrets.key");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** In a process of its own: a process that closes a file loses its locks on it. */
    private static void copy(Path from, Path to) throws IOException {
        Process copy = new ProcessBuilder("cp", from.toString(), to.toString()).start();
        assertEquals(0, copy.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue());
    }
}
