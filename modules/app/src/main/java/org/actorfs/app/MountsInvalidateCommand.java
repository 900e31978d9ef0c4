package org.actorfs.app;

import java.io.PrintWriter;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code actorfs mounts invalidate NAME [PATH]}. */
@Command(
        name = "invalidate",
        description = {
            "Says that something else has changed what a mount shows; returns when the kernel has forgotten what it believed of it.",
            "Of a file that is its name, attributes and data; of a directory, or without PATH, everything of the mount."
        })
final class MountsInvalidateCommand implements Runnable {
    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    @Mixin
    private final PathInMount changed = new PathInMount();

    MountsInvalidateCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            MountJson found = changed.find(daemon);
            String path = changed.in(found).orElse("/");
            MountJson mount = daemon.invalidate(found.id(), path);
            answers.print(
                    out,
                    mount,
                    () -> out.printf("%s: asks anew for %s%n", Printable.of(mount.mountpoint()), Printable.of(path)));
        }
    }
}
