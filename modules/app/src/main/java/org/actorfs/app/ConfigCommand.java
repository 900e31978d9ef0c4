package org.actorfs.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code actorfs config}: its command does the work. */
@Command(name = "config", description = "Looks at a configuration file.", synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    private ConfigCommand() {}

    /** The command with its own, to be added to the program's. */
    static CommandLine line(PrintWriter out) {
        CommandLine line = new CommandLine(new ConfigCommand());
        line.addSubcommand("check", new Check(out));
        return line;
    }

    /** {@code line}, once it is among the program's commands, has their {@code --config} no more: its FILE says the same. */
    static void takeOneFile(CommandLine line) {
        for (CommandLine command : line.getSubcommands().values()) {
            command.getCommandSpec().remove(command.getCommandSpec().findOption("--config"));
        }
    }

    /** No command was named. */
    @Override
    public void run() {
        if (spec != null) {
            throw new NoCommand(spec.commandLine());
        }
    }

    /** {@code actorfs config check FILE}. */
    @Command(name = "check", description = "Says whether a daemon would start with FILE, or what is wrong and where.")
    static final class Check implements Runnable {
        private final PrintWriter out;

        @Parameters(index = "0", paramLabel = "FILE", description = "The configuration.")
        private Path file = Path.of("");

        Check(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void run() {
            int mounts = DaemonFile.read(file).mounts().size();
            out.printf("%s is right: %d %s%n", file, mounts, mounts == 1 ? "mount" : "mounts");
        }
    }
}
