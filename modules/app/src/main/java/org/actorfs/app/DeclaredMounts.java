package org.actorfs.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.posix.Processes;

/**
 * The mounts of a configuration file, each checked alone and against those before it. Of the file tree nothing is looked at: a disk that is
 * away is the trouble of its mount, not of the daemon.
 */
final class DeclaredMounts {
    static final String KEY = "actorfs.mounts";

    private static final String VOLUME = "volume";
    private static final String MOUNTPOINT = "mountpoint";
    private static final String AUTO_MOUNT = "auto-mount";
    private static final String ENABLED = "enabled";
    private static final String READ_ONLY = "read-only";
    private static final String CACHE_SIZE = "cache-size";
    private static final String TIME_TO_LIVE = "time-to-live";
    private static final String OPTIONS = "options";

    /** In the order of {@link MountSpec}. */
    static final List<String> KEYS =
            List.of(VOLUME, MOUNTPOINT, AUTO_MOUNT, ENABLED, READ_ONLY, CACHE_SIZE, TIME_TO_LIVE, OPTIONS);

    private static final String WANTED =
            "a list of mounts, such as [{ volume = \"memory:\", mountpoint = \"/mnt/m\" }]";
    private static final String WANTED_VOLUME = "the URI of a volume, such as \"memory:\" or \"mirror:/some/dir\"";
    private static final String WANTED_MOUNTPOINT = "the absolute path of a directory, such as \"/mnt/m\"";
    private static final Pattern URI = Pattern.compile("[^\\x00:]+:[^\\x00]*");
    private static final Pattern ABSOLUTE = Pattern.compile("/[^\\x00]*");
    private static final Pattern OPTION = Pattern.compile("[^\\x00]+");
    private static final long LARGEST_CACHE_BYTES = 1L << 50;
    private static final Duration LONGEST_TIME_TO_LIVE = Duration.ofDays(365);

    private final Path stateDir;
    private final List<Path> files;
    private final List<MountSpec> mounts = new ArrayList<>();

    /** No mountpoint may hold the state directory, be in it, or hold one of these files. */
    DeclaredMounts(Path stateDir, List<Path> files) {
        this.stateDir = stateDir.normalize();
        this.files = files.stream().map(Path::normalize).toList();
    }

    List<MountSpec> read(HoconReader file) {
        for (HoconReader mount : file.objects(KEY, KEYS, WANTED)) {
            mounts.add(spec(mount));
        }
        return List.copyOf(mounts);
    }

    private MountSpec spec(HoconReader mount) {
        String volume = required(mount, VOLUME, URI, WANTED_VOLUME);
        DriverFactory kind = path(mount, VOLUME, () -> kind(mount, volume));
        mount.refuseIfOthersRead(VOLUME, Passwords::isIn);
        Path mountpoint = path(mount, MOUNTPOINT, () -> mountpoint(mount));
        MountSpec usual = MountSpec.of(volume, mountpoint.toString());
        return new MountSpec(
                usual.volume(),
                usual.mountpoint(),
                mount.has(AUTO_MOUNT) ? mount.flag(AUTO_MOUNT) : usual.autoMount(),
                mount.has(ENABLED) ? mount.flag(ENABLED) : usual.enabled(),
                mount.has(READ_ONLY) ? mount.flag(READ_ONLY) : usual.readOnly(),
                mount.has(CACHE_SIZE) ? mount.sizeBytes(CACHE_SIZE, LARGEST_CACHE_BYTES) : usual.cacheSizeBytes(),
                mount.has(TIME_TO_LIVE) ? mount.durationOrZero(TIME_TO_LIVE, LONGEST_TIME_TO_LIVE) : usual.timeToLive(),
                mount.has(OPTIONS) ? options(mount, kind) : usual.options());
    }

    /** In a locale without UTF-8 some names are no paths for Java. */
    private static <T> T path(HoconReader mount, String key, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (InvalidPathException e) {
            throw mount.refusal(
                    key, "it cannot be a path here: %s: start with LC_ALL=C.UTF-8".formatted(e.getReason()));
        }
    }

    private static String required(HoconReader mount, String key, Pattern form, String wanted) {
        if (!mount.has(key)) {
            throw mount.missing(key, wanted);
        }
        return mount.text(key, form, wanted);
    }

    private static DriverFactory kind(HoconReader mount, String volume) {
        try {
            VolumeUri uri = VolumeUri.parse(volume);
            DriverFactory kind = Volumes.kind(uri, Volumes.kinds());
            if (!kind.isAbsolute(uri)) {
                throw mount.refusal(
                        VOLUME,
                        "the paths of %s must be absolute, for a daemon has no directory to start at: begin each with /"
                                .formatted(volume));
            }
            return kind;
        } catch (VolumeException e) {
            throw mount.refusal(VOLUME, String.valueOf(e.getMessage()));
        }
    }

    private Path mountpoint(HoconReader mount) {
        Path mountpoint = Path.of(required(mount, MOUNTPOINT, ABSOLUTE, WANTED_MOUNTPOINT))
                .normalize();
        if (mountpoint.startsWith(stateDir) || stateDir.startsWith(mountpoint)) {
            throw mount.refusal(
                    MOUNTPOINT,
                    "cannot mount on %s: it and the state directory %s must not hold each other; choose another"
                            .formatted(mountpoint, stateDir));
        }
        for (Path file : files) {
            if (file.startsWith(mountpoint)) {
                throw mount.refusal(
                        MOUNTPOINT,
                        "cannot mount on %s: it holds %s, which the daemon reads itself; choose another"
                                .formatted(mountpoint, file));
            }
        }
        mounts.forEach(other -> refuseOverlap(mount, mountpoint, other));
        return mountpoint;
    }

    private static void refuseOverlap(HoconReader mount, Path mountpoint, MountSpec other) {
        Path taken = Path.of(other.mountpoint());
        if (mountpoint.equals(taken)) {
            throw mount.refusal(
                    MOUNTPOINT,
                    "%s is the mountpoint of %s already: choose another for one of them"
                            .formatted(mountpoint, other.volume()));
        }
        if (mountpoint.startsWith(taken) || taken.startsWith(mountpoint)) {
            throw mount.refusal(
                    MOUNTPOINT,
                    "%s and %s, the mountpoint of %s, must not hold each other: the daemon would wait for itself; choose another for one of them"
                            .formatted(mountpoint, taken, other.volume()));
        }
    }

    private static List<String> options(HoconReader mount, DriverFactory kind) {
        List<String> options = mount.texts(OPTIONS, OPTION, "a list of mount options, such as [\"allow_other\"]");
        try {
            var _ = MountOptions.parse(options, Processes.geteuid() == 0, kind.options());
            return options;
        } catch (MountException e) {
            throw mount.refusal(OPTIONS, String.valueOf(e.getMessage()));
        }
    }
}
