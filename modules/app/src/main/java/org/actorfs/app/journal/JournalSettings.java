package org.actorfs.app.journal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the journal is.
 *
 * @param jdbcUrl of a PostgreSQL; without it, a file in the state directory
 * @param user for PostgreSQL
 * @param password for PostgreSQL; shown nowhere
 * @param stateDir absolute; also has the key that passwords are sealed with
 */
public record JournalSettings(
        Optional<String> jdbcUrl, Optional<String> user, Optional<String> password, Path stateDir) {
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** The journal in a file of its own. */
    public static JournalSettings embeddedIn(Path stateDir) {
        return new JournalSettings(Optional.empty(), Optional.empty(), Optional.empty(), stateDir);
    }

    /** What is wrong with them, for whoever checks a configuration; empty if nothing is. */
    public Optional<String> complaint() {
        if (jdbcUrl.isPresent() && !jdbcUrl.get().startsWith(POSTGRESQL)) {
            return Optional.of("the journal's URL does not begin with " + POSTGRESQL
                    + ": name a PostgreSQL database, as in " + POSTGRESQL + "//localhost/actorfs, or leave it out");
        }
        return jdbcUrl.isEmpty() && stateDir.toString().contains(";")
                ? Optional.of("the state directory %s has a semicolon in its name: choose another".formatted(stateDir))
                : Optional.empty();
    }

    Path keyFile() {
        return stateDir.resolve("secrets.key");
    }

    Database database() {
        return jdbcUrl.<Database>map(url -> new PostgresDatabase(url, user, password))
                .orElseGet(
                        () -> new EmbeddedDatabase(stateDir.resolve("journal"), EmbeddedDatabase.COMPACT_ABOVE_BYTES));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "JournalSettings[" + database().place() + "]";
    }
}
