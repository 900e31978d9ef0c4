package org.actorfs.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a daemon does in its first seconds, and the commands that talk to it, done once: for {@link TrainCommand}. */
final class DaemonTraining {
    private static final String CONFIGURATION = "actorfs { state-dir = state, http.port = 0 }";

    private static final List<String> COMMANDS = List.of(
            "mounts add memory: MOUNTPOINT --auto-mount --start",
            "mounts ls",
            "mounts show MOUNTPOINT",
            "mounts ls --json",
            "top --count 1",
            "mounts set MOUNTPOINT --enabled=true",
            "mounts invalidate MOUNTPOINT",
            "reload",
            "mounts stop MOUNTPOINT",
            "mounts start MOUNTPOINT");

    private static final PrintWriter NOBODY = new PrintWriter(Writer.nullWriter());

    private DaemonTraining() {}

    /** Leaves what it makes in an empty directory, and nothing mounted. */
    static void run(Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("actorfs.conf"), CONFIGURATION);
        for (int start = 0; start < 2; start++) { // the second finds a mount in its journal
            Daemon daemon = Daemon.start(DaemonFile.read(config), Optional.of(config), NOBODY);
            try {
                daemon.begin();
                COMMANDS.forEach(command -> ask(command, config, directory.resolve("mountpoint")));
            } finally {
                var _ = daemon.end();
            }
        }
    }

    private static void ask(String command, Path config, Path mountpoint) {
        Stream<String> words =
                Arrays.stream(command.split(" ")).map(word -> word.replace("MOUNTPOINT", mountpoint.toString()));
        String[] arguments =
                Stream.concat(Stream.of("--config", config.toString()), words).toArray(String[]::new);
        var _ = new CommandLineInterface(NOBODY, NOBODY, Optional.empty()).run(arguments);
    }
}
