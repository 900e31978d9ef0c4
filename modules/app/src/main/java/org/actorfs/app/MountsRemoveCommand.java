package org.actorfs.app;

import java.io.PrintWriter;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code actorfs mounts rm NAME}. */
@Command(
        name = "rm",
        description =
                "Stops a mount and forgets it; what its volume holds is left alone, but for memory:, whose contents are lost.")
final class MountsRemoveCommand implements Runnable {
    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    @Mixin
    private final NamedMount named = new NamedMount();

    MountsRemoveCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            MountJson removed = daemon.remove(named.find(daemon).id());
            answers.print(out, removed, () -> out.printf("removed %s%n", Printable.of(removed.mountpoint())));
        }
    }
}
