package org.actorfs.app;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.actorfs.app.doctor.Machine;
import org.actorfs.app.terminal.Printable;
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
    private final Map<String, String> environment;

    /** {@code home} holds {@code conf/}; without it only {@code --config} and the environment name a configuration. */
    CommandLineInterface(PrintWriter out, PrintWriter err, Optional<Path> home) {
        this(out, err, home, System.getenv());
    }

    CommandLineInterface(PrintWriter out, PrintWriter err, Optional<Path> home, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.home = home;
        this.environment = environment;
    }

    /** Runs one command to its end; returns the exit code. */
    int run(String... args) {
        return commandLine().execute(args);
    }

    private CommandLine commandLine() {
        ActorfsCommand root = new ActorfsCommand(home, environment);
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
        line.addSubcommand("daemon", new DaemonCommand(out, root));
        line.addSubcommand("mounts", MountsCommand.line(out, err, root));
        line.addSubcommand("page", new PageCommand(out, root));
        line.addSubcommand("reload", new ReloadCommand(out, err, root));
        line.addSubcommand("top", new TopCommand(out, root));
        line.addSubcommand("trace", new TraceCommand(out, root));
        line.addSubcommand("inode", new InodeCommand(out, root));
        line.addSubcommand("union", UnionCommand.line(out, err));
        line.addSubcommand("simulate", new SimulateCommand(out));
        CommandLine config = ConfigCommand.line(out);
        line.addSubcommand("config", config);
        ConfigCommand.takeOneFile(config);
        line.addSubcommand("version", new VersionCommand(out));
        line.addSubcommand("doctor", new DoctorCommand(out, root, Machine::thisOne));
        line.addSubcommand("completion", new CompletionCommand(out, line));
        line.addSubcommand("train", new TrainCommand(root));
        CommandLine help = new CommandLine(new CommandLine.HelpCommand());
        help.getCommandSpec().usageMessage().header("Prints the help of a command, as --help after it does.");
        line.addSubcommand("help", help);
        line.getCommandSpec()
                .usageMessage()
                .footer(
                        "",
                        "Among its sources, the launcher has three more:",
                        "  test        Runs every test, as CI does.",
                        "  bench       Measures side by side with mergerfs and bindfs.",
                        "  package     Builds the Debian package.");
    }

    private int refuse(ParameterException e) {
        if (e instanceof NoCommand) {
            e.getCommandLine().usage(err);
        }
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.printf("actorfs: %s (see %s --help)%n", bare(String.valueOf(e.getMessage())), command);
        return ExitCode.USAGE;
    }

    private int explain(Exception e) throws Exception {
        if (e instanceof CommandFailure failure) {
            err.printf("actorfs: %s%n", failure.getMessage());
            return failure.exitCode();
        }
        if (e instanceof InvalidPathException path) {
            err.printf("actorfs: '%s' is not a path: %s%n", Printable.of(path.getInput()), path.getReason());
            return ExitCode.USAGE;
        }
        throw e;
    }

    /** Without what picocli puts before some of its sentences, and after others. */
    private static String bare(String sentence) {
        return sentence.replaceFirst("^Error: ", "").replaceFirst("[.]$", "");
    }
}
