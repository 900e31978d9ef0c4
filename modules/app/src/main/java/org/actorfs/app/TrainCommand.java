package org.actorfs.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.session.DaemonSettings;
import org.actorfs.fuse.session.FuseDaemon;
import org.actorfs.fuse.session.SessionOptions;
import org.actorfs.posix.Processes;
import picocli.CommandLine.Command;

/**
 * {@code actorfs train}: does once what a mount does, so that the launcher's AOT cache holds the classes it needs. Where
 * it may, it mounts a volume in memory on a directory of its own for a moment; else it only starts the volume. It leaves
 * nothing behind; people have no use for it.
 */
@Command(name = "train", hidden = true, description = "Loads what a mount loads; makes the launcher's AOT cache.")
final class TrainCommand implements Runnable {
    private static final String VOLUME = "memory:size=16M";

    /** What most sessions begin with, done by a child: a daemon never touches its own mount. */
    private static final String ERRANDS =
            "cd \"$0\" && mkdir d && echo x >d/f && cat d/f && ls -la . d && mv d/f d/g && ln -s g d/l && rm -r d && df .";

    private final ActorfsCommand root;

    TrainCommand(ActorfsCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        Settings settings = settings();
        Logging.configure(settings);
        try {
            mount(settings);
        } catch (CommandFailure | IOException | MountException e) {
            startVolume(settings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void mount(Settings settings) throws IOException, MountException, InterruptedException {
        Path directory = Files.createTempDirectory("actorfs-train-");
        MountRequest request = new MountRequest(
                Volumes.parse(VOLUME),
                directory.toString(),
                List.of(),
                MountOptions.parse(List.of("auto_unmount"), Processes.geteuid() == 0),
                root.configFile(),
                Optional.empty());
        MountRun run = new MountRun(request, settings, new PrintWriter(Writer.nullWriter()));
        try {
            run.start();
            Thread.ofPlatform().daemon().start(run::awaitEnd);
            try {
                new ProcessBuilder("timeout", "-k", "1", "20", "sh", "-c", ERRANDS, directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("/dev/null").toFile())
                        .start()
                        .waitFor();
            } finally {
                run.stop();
            }
        } finally {
            Files.deleteIfExists(directory);
        }
    }

    private static void startVolume(Settings settings) {
        Volumes.Volume volume = Volumes.parse(VOLUME);
        try (FuseDaemon daemon = FuseDaemon.start(new DaemonSettings(
                settings.workers(),
                settings.slots(),
                settings.maxAwakeInodes(),
                settings.maxCountedInodes(),
                settings.watchdog()))) {
            var driver = volume.factory()
                    .open(volume.uri(), new DriverContext(TimeSource.system(), settings.blockingThreads()));
            var options = MountOptions.parse(List.of(), true).withDefaultPermissions();
            var _ = daemon.open(driver, SessionOptions.of(options));
        } catch (IOException | VolumeException | MountException e) {
            throw CommandFailure.failed("cannot start %s: %s".formatted(VOLUME, e.getMessage()));
        }
    }

    /** A broken configuration is for the command that the person asked for to report. */
    private Settings settings() {
        try {
            return root.settings();
        } catch (CommandFailure e) {
            return SettingsFile.defaults();
        }
    }
}
