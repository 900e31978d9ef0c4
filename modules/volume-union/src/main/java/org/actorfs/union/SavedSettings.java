package org.actorfs.union;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.actorfs.fs.driver.VolumeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was changed while a union was mounted, kept for its next mount in a file of properties. It counts as long as the union is mounted as it
 * was then: a change of its own options is the newer will.
 */
final class SavedSettings {
    /** The process has no umask. */
    private static final FileAttribute<?> OWN_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<?> OWN_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Logger log = LoggerFactory.getLogger(SavedSettings.class);
    private static final String VOLUME = "volume";
    private static final String OPTIONS = "options";
    private static final String BRANCHES = "branches";
    private static final String SETTING = "setting.";

    private final Optional<Path> file;
    private final String volume;
    private final String options;

    /**
     * The settings of one mountpoint.
     *
     * @param file need not exist, nor the directories above it; empty: nothing is kept
     * @param volume the branches as the mount names them
     * @param options as the mount gives them
     */
    SavedSettings(Optional<Path> file, String volume, Map<String, String> options) {
        this.file = file;
        this.volume = volume;
        this.options = options.entrySet().stream().map(Object::toString).collect(Collectors.joining(","));
    }

    /** What there is to begin with. */
    record Saved(List<BranchSpec> branches, UnionSettings settings) {}

    /** Empty if nothing was saved, or for a mount that is written otherwise now, which the log says then. */
    Optional<Saved> read() throws VolumeException {
        Optional<Properties> found = properties();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Properties saved = found.get();
        if (!volume.equals(saved.getProperty(VOLUME)) || !options.equals(saved.getProperty(OPTIONS))) {
            log.warn("what was saved for this mountpoint is not used, because the mount names other branches or options"
                    + " now; save again, or forget it:  actorfs union save --forget DIR");
            return Optional.empty();
        }
        try {
            UnionSettings settings = UnionSettings.defaults();
            for (String text : settings(saved)) {
                int equals = text.indexOf('=');
                settings = settings.with(text.substring(0, Math.max(0, equals)), text.substring(equals + 1));
            }
            return Optional.of(new Saved(BranchSpec.parseAll(saved.getProperty(BRANCHES, "")), settings));
        } catch (BadSetting e) {
            throw new VolumeException(false, "%s; it was saved: %s".formatted(e.getMessage(), remedy()));
        }
    }

    /** For a failure that may come of what was saved. */
    String remedy() {
        return file.map(path -> "delete " + path + " to begin with what the mount names")
                .orElse("");
    }

    private static List<String> settings(Properties saved) {
        Map<Integer, String> inOrder = new TreeMap<>();
        for (String key : saved.stringPropertyNames()) {
            if (key.startsWith(SETTING)) {
                inOrder.put(Integer.valueOf(key.substring(SETTING.length())), saved.getProperty(key));
            }
        }
        return List.copyOf(inOrder.values());
    }

    private Optional<Properties> properties() throws VolumeException {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Optional.empty();
        }
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(file.get())));
            return Optional.of(properties);
        } catch (IOException | IllegalArgumentException e) {
            throw new VolumeException(false, "cannot read what was saved: %s; %s".formatted(e.getMessage(), remedy()));
        }
    }

    /** Whether this is what the next mount begins with. */
    boolean holds(List<BranchSpec> branches, UnionSettings settings) throws VolumeException {
        Optional<Properties> found = properties();
        return found.isPresent() && found.get().equals(written(branches, settings));
    }

    /** Keeps it, for good when this returns. */
    void write(List<BranchSpec> branches, UnionSettings settings) throws IOException {
        Path target = file.orElseThrow(() -> new IOException("there is no place for it"));
        StringWriter text = new StringWriter();
        written(branches, settings).store(text, "written by: actorfs union save");
        Files.createDirectories(target.getParent(), OWN_DIRECTORY);
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWN_FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private Properties written(List<BranchSpec> branches, UnionSettings settings) {
        Properties properties = new Properties();
        properties.setProperty(VOLUME, volume);
        properties.setProperty(OPTIONS, options);
        properties.setProperty(
                BRANCHES, branches.stream().map(BranchSpec::toString).collect(Collectors.joining(":")));
        int number = 0;
        for (Map.Entry<String, String> setting : settings.given().entrySet()) {
            properties.setProperty(SETTING + number++, setting.toString());
        }
        return properties;
    }

    /** The next mount begins with what it names. */
    void forget() throws IOException {
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }
}
