package org.actorfs.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.actorfs.posix.Processes;

/** Turns a HOCON file into {@link Settings}; what is wrong in it is refused with the file and the line. */
final class SettingsFile {
    private static final String WORKERS = "actorfs.workers";
    private static final String MAX_AWAKE_INODES = "actorfs.max-awake-inodes";
    private static final String MAX_COUNTED_INODES = "actorfs.max-counted-inodes";
    private static final String SLOTS = "actorfs.slots";
    private static final String BLOCKING_THREADS = "actorfs.blocking-threads";
    private static final String WATCHDOG = "actorfs.watchdog";
    private static final String METRICS = "actorfs.metrics";
    static final String STATE_DIR = "actorfs.state-dir";
    private static final String LOGBACK = "actorfs.logback";
    private static final String LOG_FORMAT = "actorfs.log-format";

    /** In the order of {@link Settings}. */
    private static final List<String> OWN_KEYS = List.of(
            WORKERS,
            MAX_AWAKE_INODES,
            MAX_COUNTED_INODES,
            SLOTS,
            BLOCKING_THREADS,
            WATCHDOG,
            METRICS,
            STATE_DIR,
            LOGBACK,
            LOG_FORMAT);

    /** Every key that a file may have. */
    static final List<String> KEYS =
            Stream.concat(OWN_KEYS.stream(), DaemonFile.KEYS.stream()).toList();

    private static final Pattern FORMAT = Pattern.compile("text|json");
    private static final Duration LONGEST_WATCHDOG = Duration.ofDays(1);

    private SettingsFile() {}

    /** What holds where there is no file. */
    static Settings defaults() {
        return settings(HoconReader.of(reference()));
    }

    /** Reads {@code file}; keys it leaves out keep their defaults. What is for the daemon alone is not looked at. */
    static Settings read(Path file) {
        return settings(reader(file));
    }

    static HoconReader reader(Path file) {
        return HoconReader.of(file, reference(), KEYS);
    }

    static Config reference() {
        return ConfigFactory.parseResources(SettingsFile.class.getClassLoader(), "reference.conf")
                .withOnlyPath("actorfs");
    }

    static Settings settings(HoconReader reader) {
        return new Settings(
                reader.integer(WORKERS, 0, 1024),
                reader.integer(MAX_AWAKE_INODES, 1, 100_000_000),
                reader.integer(MAX_COUNTED_INODES, 1, 1_000_000_000),
                reader.integer(SLOTS, 1, 65_536),
                reader.integer(BLOCKING_THREADS, 1, 4096),
                reader.duration(WATCHDOG, LONGEST_WATCHDOG),
                reader.flag(METRICS),
                reader.has(STATE_DIR)
                        ? reader.path(STATE_DIR, "the path of a directory, from the configuration's own directory")
                        : usualStateDir(Processes.geteuid(), System.getenv()),
                reader.has(LOGBACK) ? Optional.of(reader.existingFile(LOGBACK)) : Optional.empty(),
                LogFormat.of(reader.text(LOG_FORMAT, FORMAT, "text or json")));
    }

    /** Where a system keeps what root's programs want to know again, and where a user's do. */
    static Path usualStateDir(int uid, Map<String, String> environment) {
        if (uid == 0) {
            return Path.of("/var/lib/actorfs");
        }
        String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
        return xdg.startsWith("/")
                ? Path.of(xdg, "actorfs")
                : Path.of(environment.getOrDefault("HOME", "/"), ".local/state/actorfs");
    }
}
