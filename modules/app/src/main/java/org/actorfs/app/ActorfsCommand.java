package org.actorfs.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code actorfs} itself: the options that every command takes, and the configuration they lead to. */
@Command(
        name = "actorfs",
        description = "A filesystem daemon in which every inode and every open handle is an actor.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed; one sentence says why and what to do", "2:wrong arguments or configuration"
        })
final class ActorfsCommand implements Runnable {
    /** The environment variable that names the configuration file when {@code --config} does not. */
    static final String CONFIG_VARIABLE = "ACTORFS_CONFIG";

    private final Optional<Path> home;
    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The configuration file (default: $ACTORFS_CONFIG; else, if it is there, /etc/actorfs/actorfs.conf where actorfs is installed, and"
                            + " conf/actorfs.conf beside the launcher where it is not).")
    private @Nullable Path config;

    ActorfsCommand(Optional<Path> home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** No command was named. */
    @Override
    public void run() {
        if (spec != null) {
            throw new NoCommand(spec.commandLine());
        }
    }

    /** Reads the configuration; {@link CommandFailure} names the file and the line that is wrong. */
    Settings settings() {
        return configFile().map(SettingsFile::read).orElseGet(SettingsFile::defaults);
    }

    /** The configuration file in force, if any. */
    Optional<Path> configFile() {
        return Optional.ofNullable(config)
                .or(() -> Optional.ofNullable(environment.get(CONFIG_VARIABLE))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of))
                .or(() -> home.map(path -> path.resolve("conf/actorfs.conf")).filter(Files::exists));
    }
}
