package org.actorfs.app.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountJournal;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.app.mounts.UnreadableException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContextExecutor;

/**
 * The daemon's hold on its journal: a connection of its own, which keeps other daemons out of the database for as long as it lives. The
 * daemon opens it before anything is recovered, and closes it when the actor system has ended and nothing more is written.
 *
 * <p>A connection to a PostgreSQL may be lost; it is looked after every {@link #WATCH}, and made and locked anew. Whether that succeeded is
 * said by {@link #trouble}.
 */
public final class JournalStore implements AutoCloseable {
    private static final Duration WATCH = Duration.ofSeconds(10);
    private static final String PREFIX = MountJournal.ENTITY_TYPE + "|";

    private final ActorSystem<?> system;
    private final JournalSettings settings;
    private final Database database;
    private final ExecutionContextExecutor blocking;
    private volatile Optional<MountFault> trouble;

    /** Guarded by this, as are those below: held by one thread of {@link #blocking} at a time. */
    private @Nullable Connection held;

    private @Nullable Cancellable watch;
    private boolean closed;

    /** Does nothing yet. The system's configuration has {@link JournalConfig#of} these settings. */
    public JournalStore(ActorSystem<?> system, JournalSettings settings) {
        this.system = system;
        this.settings = settings;
        this.database = settings.database();
        this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        this.trouble = Optional.of(journal("the journal %s is not open yet: wait".formatted(database.place())));
    }

    /** Locks it and makes its tables, unless that is done. May be asked again and again, until it succeeds and afterwards. */
    public CompletionStage<Answer<Done>> open() {
        return CompletableFuture.supplyAsync(this::hold, blocking);
    }

    /** Every mount that the journal knows of, also those that were removed. */
    public CompletionStage<Answer<List<UUID>>> mountIds() {
        return PersistenceQuery.get(system)
                .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier())
                .currentPersistenceIds()
                .filter(id -> id.startsWith(PREFIX))
                .map(id -> UUID.fromString(id.substring(PREFIX.length())))
                .runWith(Sink.seq(), system)
                .handle((ids, failure) ->
                        failure == null ? Answer.of(List.copyOf(ids)) : Answer.failed(fault(failure)));
    }

    /** Why the journal cannot be relied on, as far as is known without asking; empty if it can. */
    public Optional<MountFault> trouble() {
        return trouble;
    }

    /** What a person is told of a failure to keep or to recover, as Pekko reports it. */
    public MountFault fault(Throwable failure) {
        return journal(sentence(failure));
    }

    /** Lets other daemons in, once the actor system's own connections are closed, too. Waits for an {@link #open} under way. */
    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.cancel();
        }
        letGo();
    }

    private synchronized Answer<Done> hold() {
        if (closed) {
            return Answer.failed(new MountFault.Ending("the journal is closed because the daemon is ending"));
        }
        try {
            if (!isHeld()) {
                take();
            }
            trouble = Optional.empty();
            return Answer.of(Done.getInstance());
        } catch (SQLException | IOException | JournalException failure) {
            letGo();
            MountFault fault = fault(failure);
            trouble = Optional.of(fault);
            return Answer.failed(fault);
        }
    }

    private boolean isHeld() throws SQLException {
        return held != null && held.isValid(Database.CONNECT_TIMEOUT_SECONDS);
    }

    private void take() throws SQLException, IOException {
        letGo();
        refuseBadSettings();
        Connection connection = database.connect();
        held = connection;
        if (!database.lock(connection)) {
            throw new JournalException(
                    "the journal %s is held by another actorfs daemon: stop that one, or give this one a database or a schema of its own"
                            .formatted(database.place()));
        }
        makeTables(connection);
        if (database.isRemote() && watch == null) {
            watch = system.scheduler().scheduleWithFixedDelay(WATCH, WATCH, this::hold, blocking);
        }
    }

    private void refuseBadSettings() {
        Optional<String> complaint = settings.complaint();
        if (complaint.isPresent()) {
            throw new JournalException(complaint.get());
        }
    }

    private void letGo() {
        if (held != null) {
            try {
                held.close();
            } catch (SQLException _) {
                // It was lost.
            }
            held = null;
        }
    }

    /** A user who may not create tables can have them made by somebody else. */
    private void makeTables(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            if (!hasTables(statement)) {
                statement.execute(text(database.tables()));
            }
        }
    }

    private static boolean hasTables(Statement statement) throws SQLException {
        try {
            statement.executeQuery("SELECT 1 FROM \"snapshot\" WHERE 1 = 0").close();
            return true;
        } catch (SQLException failure) {
            if (String.valueOf(failure.getSQLState()).startsWith("42")) {
                return false; // there is no such table
            }
            throw failure;
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = JournalStore.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("this build of actorfs lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static MountFault journal(String sentence) {
        return new MountFault.Journal(Passwords.masked(sentence));
    }

    /** Ours tells best; else the innermost of the database's. */
    private String sentence(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return first(causes, JournalException.class)
                .map(ours -> String.valueOf(ours.getMessage()))
                .or(() -> first(causes, UnreadableException.class).map(UnreadableException::sentence))
                .or(() -> first(causes.reversed(), SQLException.class).map(database::sentence))
                .orElseGet(() -> sentenceOfNeither(failure, causes));
    }

    private String sentenceOfNeither(Throwable failure, List<Throwable> causes) {
        boolean silent = causes.stream()
                .anyMatch(cause -> cause instanceof TimeoutException || cause instanceof CircuitBreakerOpenException);
        return silent
                ? "the journal %s does not answer: see that its database runs; it is tried again"
                        .formatted(database.place())
                : "the journal %s cannot be used: %s: see that its directory is there and the daemon's own, or the log"
                        .formatted(database.place(), JournalException.reason(failure));
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static <T> Optional<T> first(List<Throwable> causes, Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
