package org.actorfs.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.Replies;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs mounts stop NAME}. */
@Command(
        name = "stop",
        description =
                "Stops a mount; returns when it is unmounted and its volume closed. What is not mounted, stays so. The contents of memory: are lost.")
final class MountsStopCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    /** One or the other. */
    static final class Which {
        @Parameters(paramLabel = "NAME", description = NamedMount.DESCRIPTION)
        private String name = "";

        @Option(names = "--all", description = "All of them; goes on when one fails.")
        private boolean all;
    }

    MountsStopCommand(PrintWriter out, PrintWriter err, ActorfsCommand root) {
        this.out = out;
        this.err = err;
        this.root = root;
    }

    @Override
    public Integer call() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            return which.all ? stopAll(daemon) : stop(daemon);
        }
    }

    private int stop(DaemonClient daemon) {
        Replies.Stopped stopped = daemon.stop(daemon.find(which.name).id());
        answers.print(out, stopped, () -> out.println(line(stopped.mount()) + words(stopped.how())));
        return ExitCode.OK;
    }

    private int stopAll(DaemonClient daemon) {
        return answers.print(out, err, daemon.stopAll(), MountsStopCommand::line);
    }

    private static String line(MountJson mount) {
        return Printable.of(mount.mountpoint()) + ": stopped";
    }

    private static String words(String how) {
        return switch (how) {
            case "lazy" -> "; it was in use and was detached, its users had time to end";
            case "forced" -> "; it was in use, and what its users still ask of it fails with EIO";
            case "not_mounted" -> "; it was not mounted";
            default -> "";
        };
    }
}
