package org.actorfs.app.union;

import java.io.PrintWriter;
import org.actorfs.app.NoCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code actorfs union}: its commands do the work. */
@Command(
        name = "union",
        description =
                "Shows, compares and rearranges what the branches of a mounted union hold, and keeps its settings.",
        synopsisSubcommandLabel = "COMMAND")
public final class UnionCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    private UnionCommand() {}

    /** The command with all of its own, to be added to the program's. */
    public static CommandLine line(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new UnionCommand());
        line.addSubcommand("where", new WhereCommand(out, err));
        line.addSubcommand("balance", new BalanceCommand(out, err));
        line.addSubcommand("consolidate", new ConsolidateCommand(out, err));
        line.addSubcommand("dedup", new DedupCommand(out, err));
        line.addSubcommand("fsck", new FsckCommand(out, err));
        line.addSubcommand("save", new SaveCommand(out, err));
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
