package org.actorfs.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.actorfs.app.doctor.Machine;
import org.actorfs.app.union.UnionCommand;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command line of actorfs: its commands, and what becomes of their failures. */
final class CommandLineInterface {
    /** Wide enough for a line of the table of mount options. */
    private static final int HELP_WIDTH = 120;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Optional<Path> home;

    /** {@code home} holds {@code conf/}; without it only {@code --config} names a configuration. */
    CommandLineInterface(PrintWriter out, PrintWriter err, Optional<Path> home) {
        this.out = out;
        this.err = err;
        this.home = home;
    }

    /** Runs one command to its end; returns the exit code. */
    int run(String... args) {
        return commandLine().execute(args);
    }

    private CommandLine commandLine() {
        ActorfsCommand root = new ActorfsCommand(home);
        CommandLine line = new CommandLine(root);
        addCommands(line, root);
        line.setOut(out);
        line.setErr(err);
        line.setParameterExceptionHandler((e, _) -> refuse(e));
        line.setExecutionExceptionHandler((e, _, _) -> explain(e));
        return line;
    }

    /** Every command is added here. */
    private void addCommands(CommandLine line, ActorfsCommand root) {
        CommandLine mount = new CommandLine(new MountCommand(out, root));
        mount.getCommandSpec().usageMessage().footer(MountCommand.helpTables()).width(HELP_WIDTH);
        line.addSubcommand("mount", mount);
        line.addSubcommand("unmount", new UnmountCommand(out));
        line.addSubcommand("sync", new SyncCommand(out));
        line.addSubcommand("union", UnionCommand.line(out, err));
        line.addSubcommand("simulate", new SimulateCommand(out));
        line.addSubcommand("version", new VersionCommand(out));
        line.addSubcommand("doctor", new DoctorCommand(out, root, Machine::thisOne));
        line.addSubcommand("completion", new CompletionCommand(out, line));
        line.addSubcommand("train", new TrainCommand(root));
        line.getCommandSpec()
                .usageMessage()
                .footer(
                        "",
                        "The launcher has two more:",
                        "  test        Runs every test, as CI does.",
                        "  bench       Measures side by side with mergerfs and bindfs.");
    }

    private int refuse(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.printf("actorfs: %s (see %s --help)%n", withoutFullStop(String.valueOf(e.getMessage())), command);
        return ExitCode.USAGE;
    }

    private int explain(Exception e) throws Exception {
        if (e instanceof CommandFailure failure) {
            err.printf("actorfs: %s%n", failure.getMessage());
            return failure.exitCode();
        }
        throw e;
    }

    private static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
