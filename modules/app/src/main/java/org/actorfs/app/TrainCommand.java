package org.actorfs.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.session.DaemonSettings;
import org.actorfs.fuse.session.FuseDaemon;
import org.actorfs.fuse.session.SessionOptions;
import org.actorfs.fuse.transport.UringChannel;
import org.actorfs.posix.Processes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code actorfs train}: does once what mounts do, so that the launcher's AOT cache holds the classes they need. Where it may, it mounts
 * volumes on a directory of its own; else it only starts one. It leaves nothing behind; people have no use for it.
 */
@Command(name = "train", hidden = true, description = "Does what mounts do; makes the launcher's AOT cache.")
final class TrainCommand implements Runnable {
    private static final String VOLUME = "memory:size=64M";
    private static final int BRANCHES = 3;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** What programs do all day, done by a child: a daemon never touches its own mount. What it needs to start is only what a shell has. */
    private static final String ERRANDS = """
            cd "$0" || exit 1
            mkdir d && echo 0 >d/f0 || exit 1
            i=1
            while [ $i -lt 20 ]; do
                [ -e d/f$i ] || echo $i >d/f$i
                read -r x <d/f$i
                i=$((i + 1))
            done
            ls -laR . && cat d/* && cp -r d e && mv e g && mv g/f1 g/f0 && chmod -R o-r g
            ln d/f1 d/l && ln -s f2 d/s && cat d/s && touch d/f3 && : >d/f4
            dd if=/dev/zero of=d/f5 bs=64k count=16 && cat d/f5
            rm -r d g && df .
            """;

    @Option(names = "--daemon", description = "For the daemon, and the commands that talk to it, too.")
    private boolean daemon;

    private final ActorfsCommand root;

    TrainCommand(ActorfsCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        Settings settings = settings();
        Logging.configure(settings);
        Host.clearUmask();
        try {
            Path directory = Files.createTempDirectory("actorfs-train-");
            Optional<Path> shared = Optional.empty();
            try {
                shared = inMemory();
                String union = union(directory, shared.orElse(directory));
                for (String transport : transports()) {
                    use(VOLUME, directory, settings, "transport=" + transport);
                    use(union, directory, settings, "transport=" + transport, "minfreespace=0");
                }
                if (daemon) {
                    DaemonTraining.run(Files.createDirectory(directory.resolve("daemon")));
                }
            } finally {
                if (shared.isPresent()) {
                    removeTree(shared.get());
                }
                removeTree(directory);
            }
        } catch (CommandFailure | IOException | MountException e) {
            startVolume(settings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path mountpoint(Path directory) {
        return directory.resolve("mountpoint");
    }

    /** Those that this kernel has. */
    private static List<String> transports() {
        return UringChannel.isAvailable() ? List.of("dev", "uring") : List.of("dev");
    }

    /** A directory on tmpfs, if there is one: calls to that are done elsewhere than those that may wait for a disk. */
    private static Optional<Path> inMemory() throws IOException {
        return Files.isWritable(SHARED_MEMORY)
                ? Optional.of(Files.createTempDirectory(SHARED_MEMORY, "actorfs-train-"))
                : Optional.empty();
    }

    /** One branch in the one, and more in the other. */
    private static String union(Path directory, Path shared) throws IOException {
        List<String> branches = new ArrayList<>();
        for (int i = 0; i < BRANCHES; i++) {
            Path branch = (i == 0 ? directory : shared).resolve("branch" + i);
            branches.add(Files.createDirectory(branch).toString());
        }
        return "union:" + String.join(":", branches);
    }

    private void use(String volume, Path directory, Settings settings, String... options)
            throws IOException, MountException, InterruptedException {
        Path mountpoint = Files.createDirectories(mountpoint(directory));
        Volumes.Volume parsed = Volumes.parse(volume);
        MountRequest request = new MountRequest(
                parsed,
                mountpoint.toString(),
                List.of(),
                MountOptions.parse(
                        Stream.concat(Stream.of("auto_unmount"), Stream.of(options))
                                .toList(),
                        Processes.geteuid() == 0,
                        parsed.factory().options()),
                root.configFile(),
                Optional.empty(),
                false);
        MountRun run = new MountRun(request, settings, new PrintWriter(Writer.nullWriter()));
        try {
            run.start();
            Thread.ofPlatform().daemon().start(run::awaitEnd);
            new ProcessBuilder("timeout", "-k", "1", "20", "sh", "-c", ERRANDS, mountpoint.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(Path.of("/dev/null").toFile())
                    .start()
                    .waitFor();
        } finally {
            run.stop();
        }
    }

    /** Fails if something is still mounted below it, before it goes there. */
    private static void removeTree(Path directory) throws IOException {
        Files.deleteIfExists(mountpoint(directory));
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void startVolume(Settings settings) {
        Volumes.Volume volume = Volumes.parse(VOLUME);
        try (FuseDaemon daemon = FuseDaemon.start(new DaemonSettings(
                settings.workers(),
                settings.slots(),
                settings.maxAwakeInodes(),
                settings.maxCountedInodes(),
                settings.watchdog(),
                settings.metrics()))) {
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
