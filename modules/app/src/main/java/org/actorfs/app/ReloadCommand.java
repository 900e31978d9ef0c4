package org.actorfs.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.actorfs.app.api.Replies;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code actorfs reload}. */
@Command(
        name = "reload",
        description =
                "Makes the daemon read its configuration file again and apply what is different in the mounts that it declares; the others are left alone.")
final class ReloadCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    ReloadCommand(PrintWriter out, PrintWriter err, ActorfsCommand root) {
        this.out = out;
        this.err = err;
        this.root = root;
    }

    @Override
    public Integer call() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            Replies.Reloaded reloaded = daemon.reload();
            answers.print(out, reloaded, () -> print(reloaded));
            return DaemonAnswers.complain(err, reloaded.failed());
        }
    }

    private void print(Replies.Reloaded reloaded) {
        print("added", reloaded.added());
        print("changed", reloaded.changed());
        print("removed", reloaded.removed());
        if (reloaded.equals(new Replies.Reloaded(List.of(), List.of(), List.of(), List.of()))) {
            out.println("the mounts of the configuration file are as they were");
        }
    }

    private void print(String what, List<String> mountpoints) {
        mountpoints.forEach(mountpoint -> out.printf("%s %s%n", what, Printable.of(mountpoint)));
    }
}
