package org.actorfs.app;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.posix.Processes;

/**
 * What {@code actorfs mount}, or the daemon by a {@link MountSpec}, was asked for.
 *
 * @param words the values of {@code -o}, as given
 * @param options what they mean
 * @param config the configuration file in force
 * @param log where the daemon's messages go if it runs in the background
 * @param journal they go to systemd's journal
 */
record MountRequest(
        Volumes.Volume volume,
        String directory,
        List<String> words,
        MountOptions options,
        Optional<Path> config,
        Optional<Path> log,
        boolean journal) {
    private static final int NANOS_DIGITS = 9;

    /** What a managed mount asks for. Its own options override what its fields say, but read-only. */
    static MountRequest of(Volumes.Volume volume, MountSpec spec, Optional<Path> config) throws MountException {
        List<String> words = new ArrayList<>();
        words.add("entry_timeout=" + seconds(spec.timeToLive()));
        words.add("attr_timeout=" + seconds(spec.timeToLive()));
        words.addAll(spec.options());
        if (spec.readOnly()) {
            words.add("ro");
        }
        MountOptions options = MountOptions.parse(
                words, Processes.geteuid() == 0, volume.factory().options());
        return new MountRequest(volume, spec.mountpoint(), words, options, config, Optional.empty(), false);
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                .add(BigDecimal.valueOf(duration.getNano(), NANOS_DIGITS))
                .toPlainString();
    }
}
