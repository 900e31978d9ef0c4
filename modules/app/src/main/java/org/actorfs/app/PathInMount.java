package org.actorfs.app;

import java.util.Optional;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.client.DaemonClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands about something in a mount have in common, as a mixin: in which, and where. */
final class PathInMount {
    @Mixin
    private final NamedMount named = new NamedMount();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            description = "From the root of the volume, or with the mountpoint before it; links are not followed.")
    private @Nullable String path;

    /** The mount, as the daemon knows it now. */
    MountJson find(DaemonClient daemon) {
        return named.find(daemon);
    }

    /** From the root of the volume; empty if nothing was said. */
    Optional<String> in(MountJson mount) {
        return Optional.ofNullable(path).map(said -> below(mount.mountpoint(), said));
    }

    private static String below(String mountpoint, String said) {
        if (said.equals(mountpoint)) {
            return "/";
        }
        return said.startsWith(mountpoint + "/") ? said.substring(mountpoint.length()) : said;
    }
}
