package org.actorfs.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.actorfs.posix.Processes;

/** Turns a HOCON file into {@link Settings}; what is wrong in it is refused with the file and the line. */
final class SettingsFile {
    private static final String WORKERS = "actorfs.workers";
    private static final String MAX_AWAKE_INODES = "actorfs.max-awake-inodes";
    private static final String MAX_COUNTED_INODES = "actorfs.max-counted-inodes";
    private static final String SLOTS = "actorfs.slots";
    private static final String BLOCKING_THREADS = "actorfs.blocking-threads";
    private static final String WATCHDOG = "actorfs.watchdog";
    private static final String STATE_DIR = "actorfs.state-dir";
    private static final String LOGBACK = "actorfs.logback";

    /** Every key there is, in the order of {@link Settings}. */
    static final List<String> KEYS = List.of(
            WORKERS, MAX_AWAKE_INODES, MAX_COUNTED_INODES, SLOTS, BLOCKING_THREADS, WATCHDOG, STATE_DIR, LOGBACK);

    private static final Duration LONGEST_WATCHDOG = Duration.ofDays(1);

    private final Config config;
    private final Path directory;

    private SettingsFile(Config config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    /** What holds where there is no file. */
    static Settings defaults() {
        return new SettingsFile(reference(), Path.of("")).settings();
    }

    /** Reads {@code file}; keys it leaves out keep their defaults. */
    static Settings read(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw CommandFailure.usage(
                    "cannot read the configuration %s: name a readable file with --config.".formatted(file));
        }
        try {
            Config own = ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
            refuseUnknownKeys(own.root(), "");
            return new SettingsFile(own.withFallback(reference()), directoryOf(file)).settings();
        } catch (ConfigException e) {
            throw CommandFailure.usage(parseError(file, e));
        }
    }

    static Config reference() {
        return ConfigFactory.parseResources(SettingsFile.class.getClassLoader(), "reference.conf")
                .withOnlyPath("actorfs");
    }

    private Settings settings() {
        return new Settings(
                integer(WORKERS, 0, 1024),
                integer(MAX_AWAKE_INODES, 1, 100_000_000),
                integer(MAX_COUNTED_INODES, 1, 1_000_000_000),
                integer(SLOTS, 1, 65_536),
                integer(BLOCKING_THREADS, 1, 4096),
                duration(WATCHDOG, LONGEST_WATCHDOG),
                config.hasPath(STATE_DIR)
                        ? path(STATE_DIR, "the path of a directory, from the configuration's own directory")
                        : usualStateDir(Processes.geteuid(), System.getenv()),
                config.hasPath(LOGBACK) ? Optional.of(existingFile(LOGBACK)) : Optional.empty());
    }

    private int integer(String key, int least, int most) {
        try {
            int value = config.getInt(key);
            // getInt cuts 1.9 to 1.
            if (value >= least && value <= most && config.getDouble(key) == value) {
                return value;
            }
        } catch (ConfigException e) {
            // The sentence below says all that this exception knows.
        }
        throw badValue(key, "a whole number from %d to %d".formatted(least, most));
    }

    private Duration duration(String key, Duration most) {
        try {
            Duration value = config.getDuration(key);
            if (value.isPositive() && value.compareTo(most) <= 0) {
                return value;
            }
        } catch (ConfigException e) {
            // As above.
        }
        throw badValue(key, "a time such as 500ms or 10s, more than 0 and at most %dh".formatted(most.toHours()));
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

    private Path existingFile(String key) {
        String wanted = "the path of a readable file, from the configuration's own directory";
        Path file = path(key, wanted);
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
            return file;
        }
        throw badValue(key, wanted);
    }

    private Path path(String key, String wanted) {
        Object text = config.getValue(key).unwrapped();
        if (text instanceof String name && !name.isEmpty() && name.indexOf('\0') < 0) {
            return directory.resolve(name).toAbsolutePath();
        }
        throw badValue(key, wanted);
    }

    private CommandFailure badValue(String key, String wanted) {
        ConfigValue value = config.getValue(key);
        return CommandFailure.usage(
                "%s: %s = %s is not %s.".formatted(place(value.origin()), key, value.render(), wanted));
    }

    private static void refuseUnknownKeys(ConfigObject object, String parent) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String key = parent + ConfigUtil.quoteString(entry.getKey()).replaceAll("^\"([\\w-]+)\"$", "$1");
            ConfigValue value = entry.getValue();
            if (value instanceof ConfigObject section && isSection(key)) {
                refuseUnknownKeys(section, key + ".");
            } else if (!KEYS.contains(key)) {
                throw CommandFailure.usage("%s: %s is not a setting; there are %s."
                        .formatted(place(value.origin()), key, String.join(", ", KEYS)));
            } else if (value.valueType() == ConfigValueType.NULL) {
                throw CommandFailure.usage("%s: %s = null is not a value; leave the line out for the default."
                        .formatted(place(value.origin()), key));
            }
        }
    }

    private static boolean isSection(String key) {
        return KEYS.stream().anyMatch(known -> known.startsWith(key + "."));
    }

    private static String place(ConfigOrigin origin) {
        String file = origin.filename() == null ? origin.description() : origin.filename();
        return origin.lineNumber() < 0 ? file : file + ":" + origin.lineNumber();
    }

    private static String parseError(Path file, ConfigException e) {
        String place = e.origin() == null ? file.toString() : place(e.origin());
        String reason = e.getMessage() == null ? "not HOCON" : e.getMessage();
        // The library begins with the place in its own words, and may end with advice about .properties files.
        reason = reason.replaceFirst("^.*?: (\\d+: )?", "").replaceFirst(" \\(if you intended .*", "");
        return "%s: cannot be read as HOCON: %s".formatted(place, reason);
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }
}
