package org.actorfs.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.actorfs.fuse.mount.MountOptions;

/**
 * What {@code actorfs mount} was asked for.
 *
 * @param words the values of {@code -o}, as given
 * @param options what they mean
 * @param config the configuration file in force
 * @param log where the daemon's messages go if it runs in the background
 */
record MountRequest(
        Volumes.Volume volume,
        String directory,
        List<String> words,
        MountOptions options,
        Optional<Path> config,
        Optional<Path> log) {}
