package org.actorfs.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.actorfs.app.mounts.Passwords;

/**
 * Takes values out of a HOCON file, or out of one object in it. Each is checked when it is taken; what does not fit is refused with the file,
 * the line, and what is wanted. A {@link CommandFailure} of this class shows no password.
 */
final class HoconReader {
    private static final String SECRET = "password";

    private final Config config;

    /** The same without what the environment says. */
    private final Config inFiles;

    private final Path directory;
    private final String parent;

    /** {@code parent}: what stands before a key in messages; {@code directory}: where relative paths start. */
    private HoconReader(Config config, Config inFiles, Path directory, String parent) {
        this.config = config;
        this.inFiles = inFiles;
        this.directory = directory;
        this.parent = parent;
    }

    /** Reads nothing but the reference. */
    static HoconReader of(Config reference) {
        return new HoconReader(reference, reference, Path.of(""), "");
    }

    /** Reads {@code file}, which may have no other keys than these; what it leaves out is as in {@code reference}. */
    static HoconReader of(Path file, Config reference, List<String> keys) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw CommandFailure.usage(
                    "cannot read the configuration %s: name a readable file with --config.".formatted(file));
        }
        try {
            Config written = ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            Config own = written.resolve();
            refuseUnknownKeys(own.root(), "", keys);
            return new HoconReader(
                    own.withFallback(reference),
                    OriginFiles.withoutEnvironment(written).withFallback(reference),
                    directoryOf(file),
                    "");
        } catch (ConfigException e) {
            throw CommandFailure.usage(parseError(file, e));
        }
    }

    boolean has(String key) {
        return config.hasPath(key);
    }

    int integer(String key, int least, int most) {
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

    /** More than nothing. */
    Duration duration(String key, Duration most) {
        return duration(key, Duration.ofNanos(1), most, "more than 0 and ");
    }

    /** Or nothing. */
    Duration durationOrZero(String key, Duration most) {
        return duration(key, Duration.ZERO, most, "");
    }

    private Duration duration(String key, Duration least, Duration most, String more) {
        try {
            Duration value = config.getDuration(key);
            if (value.compareTo(least) >= 0 && value.compareTo(most) <= 0) {
                return value;
            }
        } catch (ConfigException e) {
            // As above.
        }
        throw badValue(key, "a time such as 500ms or 10s, %sat most %dh".formatted(more, most.toHours()));
    }

    long sizeBytes(String key, long most) {
        try {
            long value = config.getBytes(key);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (ConfigException e) {
            // As above.
        }
        throw badValue(key, "a size such as 64K, 100M or 2G, at most %dG".formatted(most >> 30));
    }

    boolean flag(String key) {
        try {
            return config.getBoolean(key);
        } catch (ConfigException e) {
            throw badValue(key, "true or false");
        }
    }

    String text(String key, Pattern form, String wanted) {
        if (config.getValue(key).unwrapped() instanceof String text
                && form.matcher(text).matches()) {
            return text;
        }
        throw badValue(key, wanted);
    }

    List<String> texts(String key, Pattern form, String wanted) {
        List<String> texts = new ArrayList<>();
        for (ConfigValue value : list(key, wanted)) {
            if (!(value.unwrapped() instanceof String text)
                    || !form.matcher(text).matches()) {
                throw badValue(key, wanted);
            }
            texts.add(text);
        }
        return texts;
    }

    Path path(String key, String wanted) {
        if (config.getValue(key).unwrapped() instanceof String name && !name.isEmpty() && name.indexOf('\0') < 0) {
            return directory.resolve(name).toAbsolutePath();
        }
        throw badValue(key, wanted);
    }

    Path existingFile(String key) {
        String wanted = "the path of a readable file, from the configuration's own directory";
        Path file = path(key, wanted);
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
            return file;
        }
        throw badValue(key, wanted);
    }

    /** The objects of a list, which may have no other keys than these. */
    List<HoconReader> objects(String key, List<String> keys, String wanted) {
        List<HoconReader> readers = new ArrayList<>();
        for (ConfigValue value : list(key, wanted)) {
            ConfigValue said = inFiles.getList(key).get(readers.size());
            if (!(value instanceof ConfigObject object) || !(said instanceof ConfigObject inFile)) {
                throw CommandFailure.usage(
                        "%s: %s is not %s.".formatted(OriginFiles.place(value.origin()), parent + key, wanted));
            }
            String name = "%s[%d].".formatted(parent + key, readers.size());
            refuseUnknownKeys(object, name, keys.stream().map(name::concat).toList());
            readers.add(new HoconReader(object.toConfig(), inFile.toConfig(), directory, name));
        }
        return readers;
    }

    /**
     * For a key whose value may be a secret, or have one in it: if files say so, and not the environment, nobody but the owner may read
     * them, and root's group.
     */
    void refuseIfOthersRead(String key, Predicate<String> isSecret) {
        ConfigValue said = inFiles.getValue(key);
        if (!isSecret.test(String.valueOf(said.unwrapped()))) {
            return;
        }
        new OriginFiles(said.origin()).readByOthers().ifPresent(file -> {
            throw refusal(
                    key,
                    "%s has a password, and others than its owner (or, if that is root, its group) may read %s: chmod 600 %2$s, and change the password if somebody did"
                            .formatted(parent + key, file));
        });
    }

    private List<ConfigValue> list(String key, String wanted) {
        if (config.getValue(key) instanceof ConfigList list) {
            return list;
        }
        throw badValue(key, wanted);
    }

    /** What is said of a value that is there, and does not fit. */
    CommandFailure badValue(String key, String wanted) {
        return refusal(key, "%s is not %s".formatted(shown(key), wanted));
    }

    /** {@code sentence}, without its full stop, after the place where a key has its value. */
    CommandFailure refusal(String key, String sentence) {
        return CommandFailure.usage(
                "%s: %s.".formatted(OriginFiles.place(config.getValue(key).origin()), Passwords.masked(sentence)));
    }

    /** What is said of an object that lacks a key. */
    CommandFailure missing(String key, String wanted) {
        return CommandFailure.usage("%s: %s is missing: it is %s."
                .formatted(OriginFiles.place(config.root().origin()), parent + key, wanted));
    }

    /** As in a file: {@code slots = 0}. */
    private String shown(String key) {
        String value = config.getValue(key).render(ConfigRenderOptions.concise());
        return mayHoldSecret(key + value) ? parent + key : "%s = %s".formatted(parent + key, value);
    }

    private static void refuseUnknownKeys(ConfigObject object, String parent, List<String> keys) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String key = parent + ConfigUtil.quoteString(entry.getKey()).replaceAll("^\"([\\w-]+)\"$", "$1");
            ConfigValue value = entry.getValue();
            if (value instanceof ConfigObject section && isSection(key, keys)) {
                refuseUnknownKeys(section, key + ".", keys);
            } else if (!keys.contains(key)) {
                throw CommandFailure.usage("%s: %s is not a setting; there are %s."
                        .formatted(OriginFiles.place(value.origin()), key, String.join(", ", keys)));
            } else if (value.valueType() == ConfigValueType.NULL) {
                throw CommandFailure.usage("%s: %s = null is not a value; leave the line out for the default."
                        .formatted(OriginFiles.place(value.origin()), key));
            }
        }
    }

    private static boolean isSection(String key, List<String> keys) {
        return keys.stream().anyMatch(known -> known.startsWith(key + "."));
    }

    private static String parseError(Path file, ConfigException e) {
        String place = e.origin() == null ? file.toString() : OriginFiles.place(e.origin());
        String reason = e.getMessage() == null ? "not HOCON" : e.getMessage();
        // The library begins with the place in its own words, and may end with advice about .properties files.
        reason = reason.replaceFirst("^.*?: (\\d+: )?", "").replaceFirst(" \\(if you intended .*", "");
        // What it quotes may be a password that lost its key.
        reason = reason.replaceFirst("(?s), .* are not compatible", "")
                .replaceAll("'[^']*\\w[^']*'|\"[^\"]*\"", "a text");
        return "%s: cannot be read as HOCON: %s".formatted(place, Passwords.masked(reason));
    }

    private static boolean mayHoldSecret(String text) {
        return text.toLowerCase(Locale.ROOT).contains(SECRET);
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }
}
