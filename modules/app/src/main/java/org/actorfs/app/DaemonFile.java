package org.actorfs.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.actorfs.app.DaemonConfig.Journal;
import org.actorfs.app.http.HttpSettings;
import org.actorfs.app.http.HttpSettings.Tls;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.app.mounts.RetryPolicy;

/** Turns the same file as {@link SettingsFile} into {@link DaemonConfig}. Nothing that it names is opened, but keys are looked for. */
final class DaemonFile {
    private static final String HTTP_HOST = "actorfs.http.host";
    private static final String HTTP_PORT = "actorfs.http.port";
    private static final String HTTP_NAMES = "actorfs.http.names";
    private static final String ACCESS_LOG = "actorfs.http.access-log";
    private static final String KEYSTORE = "actorfs.http.tls.keystore";
    private static final String PASSWORD_FILE = "actorfs.http.tls.password-file";
    private static final String JOURNAL_URL = "actorfs.journal.url";
    private static final String JOURNAL_USER = "actorfs.journal.user";
    private static final String JOURNAL_PASSWORD = "actorfs.journal.password";
    private static final String START_TIMEOUT = "actorfs.start-timeout";
    private static final String STOP_GRACE = "actorfs.stop-grace";
    private static final String SHUTDOWN_TIMEOUT = "actorfs.shutdown-timeout";
    private static final String RETRY_ATTEMPTS = "actorfs.retry.attempts";
    private static final String FIRST_DELAY = "actorfs.retry.first-delay";
    private static final String LONGEST_DELAY = "actorfs.retry.longest-delay";

    /** In the order of {@link DaemonConfig}. */
    static final List<String> KEYS = List.of(
            HTTP_HOST,
            HTTP_PORT,
            HTTP_NAMES,
            ACCESS_LOG,
            KEYSTORE,
            PASSWORD_FILE,
            JOURNAL_URL,
            JOURNAL_USER,
            JOURNAL_PASSWORD,
            START_TIMEOUT,
            STOP_GRACE,
            SHUTDOWN_TIMEOUT,
            RETRY_ATTEMPTS,
            FIRST_DELAY,
            LONGEST_DELAY,
            DeclaredMounts.KEY);

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]+");
    private static final Pattern JDBC = Pattern.compile("jdbc:postgresql:\\S+");
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("password=[^&]");
    private static final Pattern ANYTHING = Pattern.compile("(?s).*");
    private static final int MOST_ATTEMPTS = 1000;
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration A_DAY = Duration.ofDays(1);

    private final HoconReader reader;

    private DaemonFile(HoconReader reader) {
        this.reader = reader;
    }

    /** What holds where there is no file: no mount is declared. */
    static DaemonConfig defaults() {
        return new DaemonFile(HoconReader.of(SettingsFile.reference())).config(List.of());
    }

    /** Reads {@code file}; keys it leaves out keep their defaults. */
    static DaemonConfig read(Path file) {
        return new DaemonFile(SettingsFile.reader(file)).config(List.of(file.toAbsolutePath()));
    }

    /** {@code own}: files that no mountpoint may hide, beside the state directory. */
    private DaemonConfig config(List<Path> own) {
        Settings settings = SettingsFile.settings(reader);
        return new DaemonConfig(
                settings,
                http(),
                journal(),
                new RunLimits(reader.duration(START_TIMEOUT, AN_HOUR), reader.duration(STOP_GRACE, AN_HOUR)),
                reader.duration(SHUTDOWN_TIMEOUT, AN_HOUR),
                retry(),
                new DeclaredMounts(settings.stateDir(), own).read(reader));
    }

    private HttpSettings http() {
        return new HttpSettings(
                reader.text(HTTP_HOST, HOST, "an address to listen on, such as \"127.0.0.1\" or \"::1\""),
                reader.integer(HTTP_PORT, 0, 65_535),
                reader.texts(HTTP_NAMES, HOST, "a list of names of hosts, such as [\"nas.example.org\"]"),
                reader.flag(ACCESS_LOG),
                tls());
    }

    private Optional<Tls> tls() {
        if (!reader.has(KEYSTORE) && !reader.has(PASSWORD_FILE)) {
            return Optional.empty();
        }
        if (!reader.has(PASSWORD_FILE)) {
            throw reader.refusal(KEYSTORE, "%s goes with %s: name that too".formatted(KEYSTORE, PASSWORD_FILE));
        }
        if (!reader.has(KEYSTORE)) {
            throw reader.refusal(PASSWORD_FILE, "%s goes with %s: name that too".formatted(PASSWORD_FILE, KEYSTORE));
        }
        return Optional.of(new Tls(reader.existingFile(KEYSTORE), reader.existingFile(PASSWORD_FILE)));
    }

    private Journal journal() {
        Journal journal = new Journal(
                reader.has(JOURNAL_URL)
                        ? Optional.of(reader.text(JOURNAL_URL, JDBC, "of the form jdbc:postgresql://HOST/DATABASE"))
                        : Optional.empty(),
                optional(JOURNAL_USER),
                optional(JOURNAL_PASSWORD));
        if (!journal.password().isEmpty()) {
            reader.refuseIfOthersRead(JOURNAL_PASSWORD, said -> !said.isEmpty());
        }
        if (journal.url().isPresent()) {
            reader.refuseIfOthersRead(JOURNAL_URL, DaemonFile::hasPassword);
        }
        return journal;
    }

    /** As PostgreSQL's driver takes it. */
    private static boolean hasPassword(String url) {
        return PASSWORD_IN_URL.matcher(url).find() || Passwords.isIn(url);
    }

    private String optional(String key) {
        return reader.has(key) ? reader.text(key, ANYTHING, "a text in quotes") : "";
    }

    private RetryPolicy retry() {
        RetryPolicy retry = new RetryPolicy(
                reader.integer(RETRY_ATTEMPTS, 0, MOST_ATTEMPTS),
                reader.duration(FIRST_DELAY, A_DAY),
                reader.duration(LONGEST_DELAY, A_DAY));
        if (retry.longestDelay().compareTo(retry.firstDelay()) < 0) {
            throw reader.badValue(LONGEST_DELAY, "at least " + FIRST_DELAY);
        }
        return retry;
    }
}
