package org.actorfs.app;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code mounts add} and {@code mounts set} that are the same, as a mixin. */
final class MountSettings {
    @Option(
            names = "--cache-size",
            paramLabel = "SIZE",
            description = "The bound of the volume's own data cache, such as 100M, which is the default.")
    private @Nullable String cacheSize;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "How long the kernel trusts names and attributes, such as 60s, which is the default.")
    private @Nullable String timeToLive;

    @Option(
            names = "-o",
            paramLabel = "OPT[,OPT]",
            description = "Mount options, see  actorfs mount --help; -o '' for none.",
            completionCandidates = MountCommand.Words.class)
    private @Nullable List<String> options;

    @Nullable
    String cacheSize() {
        return cacheSize;
    }

    @Nullable
    String timeToLive() {
        return timeToLive;
    }

    /** null: nothing was said of them. */
    @Nullable
    List<String> options() {
        return options == null
                ? null
                : options.stream().filter(option -> !option.isBlank()).toList();
    }
}
