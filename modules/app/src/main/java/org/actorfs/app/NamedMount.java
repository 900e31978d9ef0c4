package org.actorfs.app;

import org.actorfs.app.api.MountJson;
import org.actorfs.app.client.DaemonClient;
import picocli.CommandLine.Parameters;

/** What the commands about one mount have in common, as a mixin: how it is named. */
final class NamedMount {
    /** What {@code NAME} is, in the help. */
    static final String DESCRIPTION = "The mount: its mountpoint, or its id or how that begins.";

    @Parameters(index = "0", paramLabel = "NAME", description = DESCRIPTION)
    private String name = "";

    /** As the daemon knows it now. */
    MountJson find(DaemonClient daemon) {
        return daemon.find(name);
    }
}
