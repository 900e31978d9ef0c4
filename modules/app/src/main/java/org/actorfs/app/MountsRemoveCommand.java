package org.actorfs.app;

import java.io.PrintWriter;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.client.MountName;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code actorfs mounts rm NAME}. */
@Command(name = "rm", description = "Stops a mount and forgets it; what its volume holds is left alone.")
final class MountsRemoveCommand implements Runnable {
    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The mount: its mountpoint, or its id or how that begins.")
    private String name = "";

    MountsRemoveCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            MountJson removed =
                    daemon.remove(MountName.find(name, daemon.list().mounts()).id());
            answers.print(out, removed, () -> out.printf("removed %s%n", Printable.of(removed.mountpoint())));
        }
    }
}
