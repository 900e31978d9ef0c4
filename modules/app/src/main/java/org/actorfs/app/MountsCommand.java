package org.actorfs.app;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code actorfs mounts}: its commands ask the daemon. */
@Command(
        name = "mounts",
        description = {
            "Shows and changes the mounts of the daemon.",
            "The daemon is the one with the state directory of the configuration: see --config. NAME is a mountpoint, an id, or how an id begins."
        },
        synopsisSubcommandLabel = "COMMAND")
final class MountsCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    private MountsCommand() {}

    /** The command with all of its own. */
    static CommandLine line(PrintWriter out, PrintWriter err, ActorfsCommand root) {
        CommandLine line = new CommandLine(new MountsCommand());
        line.addSubcommand("ls", new MountsListCommand(out, root));
        line.addSubcommand("show", new MountsShowCommand(out, root));
        line.addSubcommand("add", new MountsAddCommand(out, err, root));
        line.addSubcommand("set", new MountsSetCommand(out, root));
        line.addSubcommand("rm", new MountsRemoveCommand(out, root));
        line.addSubcommand("start", new MountsStartCommand(out, err, root));
        line.addSubcommand("stop", new MountsStopCommand(out, err, root));
        line.addSubcommand("watch", new MountsWatchCommand(out, root));
        line.addSubcommand("invalidate", new MountsInvalidateCommand(out, root));
        return line;
    }

    /** No command was named. */
    @Override
    public void run() {
        if (spec != null) {
            throw new NoCommand(spec.commandLine());
        }
    }
}
