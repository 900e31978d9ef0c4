package org.actorfs.app.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.actorfs.app.RingSwitch;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Ended;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;
import org.actorfs.fuse.jnr.JnrSession;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.session.DaemonSettings;
import org.actorfs.fuse.session.FuseDaemon;
import org.actorfs.fuse.session.KernelSession;
import org.actorfs.fuse.session.OperationStats;
import org.actorfs.fuse.session.SessionOptions;

/** A mount whose daemon runs in this JVM, so that a test has its driver and its volume in hand. Only children may touch it. */
final class LocalMount implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final FuseDaemon daemon;
    private final KernelSession session;

    private LocalMount(Path directory, FuseDaemon daemon, KernelSession session) {
        this.directory = directory;
        this.daemon = daemon;
        this.session = session;
    }

    static DaemonSettings settings(int workers, int maxAwakeInodes) {
        return new DaemonSettings(workers, 64, maxAwakeInodes, 1_000_000, Duration.ofSeconds(10), true);
    }

    /** An empty memory volume's driver. */
    static Driver memory() throws VolumeException {
        DriverContext context = new DriverContext(TimeSource.system(), 1);
        return new MemoryDriverFactory().open(VolumeUri.parse("memory:"), context);
    }

    static LocalMount mount(Driver driver, DaemonSettings settings) throws Exception {
        return mount(driver, settings, "dev");
    }

    /** By {@code -o transport=}; returns once the kernel has agreed. */
    static LocalMount mount(Driver driver, DaemonSettings settings, String transport) throws Exception {
        if (transport.equals("jnr")) {
            return throughLibfuse(driver, settings, JnrSession.WAIT_LIMIT);
        }
        String option = "transport=" + transport;
        RingSwitch rings = RingSwitch.forOptions(option);
        try {
            LocalMount mount =
                    mount(settings, option, (daemon, options) -> daemon.open(driver, SessionOptions.of(options)));
            mount.session.agreed().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return mount;
        } finally {
            rings.close();
        }
    }

    /** {@code -o transport=jnr}, where no callback waits for longer than that. */
    static LocalMount throughLibfuse(Driver driver, DaemonSettings settings, Duration waitLimit) throws Exception {
        return mount(settings, "transport=jnr", (daemon, _) -> JnrSession.open(daemon, driver, waitLimit));
    }

    private interface Opening {
        KernelSession open(FuseDaemon daemon, MountOptions options) throws IOException;
    }

    private static LocalMount mount(DaemonSettings settings, String option, Opening opening) throws Exception {
        SystemMount.assumeMounts();
        Path directory = Files.createTempDirectory("actorfs-local-").toRealPath();
        FuseDaemon daemon = FuseDaemon.start(settings);
        try {
            MountOptions options = MountOptions.parse(List.of("default_permissions", option), true);
            KernelSession session = opening.open(daemon, options);
            var _ = session.mount(directory, options, "test:");
            return new LocalMount(directory, daemon, session);
        } catch (Exception e) {
            daemon.close();
            SystemMount.detach(directory);
            Files.delete(directory);
            throw e;
        }
    }

    /** What a shell script printed that had to succeed in time, with the mount as {@code $MNT}. */
    String run(String script, Duration deadline) throws IOException {
        Ended ended = end(script, deadline);
        if (ended.exitCode() != 0) {
            throw new AssertionError("exit code " + ended.exitCode() + ": " + ended.output());
        }
        return ended.output().stripTrailing();
    }

    Ended end(String script, Duration deadline) throws IOException {
        return SystemMount.end(script, deadline, directory);
    }

    /** Starts a shell script that the test goes on beside. */
    Process start(String script, Duration deadline) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("timeout", "-k", "2", Long.toString(deadline.toSeconds()), "sh", "-c", script);
        builder.environment().put("MNT", directory.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    Census census() throws Exception {
        ReplyFuture<Census> reply = new ReplyFuture<>();
        session.volume().tell(new Volume.Count(reply));
        return switch (reply.stage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            case Outcome.Done<Census>(var census) -> census;
            case Outcome.Failed<Census>(var errno) -> throw new IOException("count: " + errno);
        };
    }

    List<OperationStats> stats() {
        return session.stats();
    }

    Path directory() {
        return directory;
    }

    /** The word of the option for how its requests travel. */
    String transport() {
        return session.transport();
    }

    /** Says that something else changed what is at a path, and waits until the kernel has been told. */
    void invalidate(List<Name> path) throws Exception {
        session.invalidate(path).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends the daemon, whoever uses the mount. */
    void closeDaemon() {
        daemon.close();
    }

    /** Takes the mount away and waits for the volume's end. */
    @Override
    public void close() throws IOException {
        try {
            SystemMount.detach(directory);
            session.ended().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("the volume does not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            daemon.close();
            SystemMount.remove(directory);
        }
    }
}
