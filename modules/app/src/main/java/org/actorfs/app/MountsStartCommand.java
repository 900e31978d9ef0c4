package org.actorfs.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs mounts start NAME}. */
@Command(name = "start", description = "Starts a mount; returns when it is mounted.")
final class MountsStartCommand implements Callable<Integer> {
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

        @Option(names = "--auto", description = "All that start with the daemon and do not run.")
        private boolean auto;
    }

    MountsStartCommand(PrintWriter out, PrintWriter err, ActorfsCommand root) {
        this.out = out;
        this.err = err;
        this.root = root;
    }

    @Override
    public Integer call() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            return which.auto ? startAuto(daemon) : start(daemon);
        }
    }

    private int start(DaemonClient daemon) {
        MountJson started = daemon.start(daemon.find(which.name).id());
        answers.print(out, started, () -> out.println(nowIs(started)));
        return ExitCode.OK;
    }

    private int startAuto(DaemonClient daemon) {
        return answers.print(out, err, daemon.startAuto(), MountsStartCommand::nowIs);
    }

    /** {@code /mnt/pool: running}, and what else there is to know. */
    static String nowIs(MountJson mount) {
        String line = Printable.of(mount.mountpoint()) + ": " + mount.status();
        return mount.message() == null ? line : line + "; " + Printable.of(mount.message());
    }
}
