package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fuse.mount.AutoUnmount;
import org.actorfs.fuse.mount.BusyException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.mount.MountRecord;
import org.actorfs.fuse.mount.Mounter;
import org.actorfs.fuse.mount.Mounter.Mounted;
import org.actorfs.fuse.mount.Mountpoint;
import org.actorfs.fuse.mount.RuntimeDirectory;
import org.actorfs.fuse.mount.Unmounter;
import org.actorfs.fuse.session.DaemonSettings;
import org.actorfs.fuse.session.FuseDaemon;
import org.actorfs.fuse.session.FuseSession;
import org.actorfs.fuse.session.SessionOptions;
import org.actorfs.posix.BackingDevice;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.Processes;
import org.jspecify.annotations.Nullable;

/**
 * One mount, from the first check to the end of its volume. One thread calls {@link #start}, then {@link #awaitEnd}; any
 * other may ask for the end meanwhile with {@link #stop}.
 */
final class MountRun {
    /** How long a volume may take to end once nobody can reach it any more. */
    static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final MountRequest request;
    private final Settings settings;
    private final PrintWriter out;
    private final CountDownLatch finished = new CountDownLatch(1);

    /** Guards what follows: a stop comes before the mount, or finds it. */
    private final Object mounting = new Object();

    private boolean cancelled;
    private @Nullable MountInfo mount;

    private @Nullable FuseDaemon daemon;
    private @Nullable FuseSession session;
    private @Nullable MountRecord record;
    private @Nullable AutoUnmount autoUnmount;

    /** {@code out} is told what a person should know. */
    MountRun(MountRequest request, Settings settings, PrintWriter out) {
        this.request = request;
        this.settings = settings;
        this.out = out;
    }

    /** Mounts and serves; afterwards the directory can be used. If it cannot, nothing is left behind. */
    Path start() {
        Processes.umask(0); // the modes of a mirror's files are its callers' to mask
        boolean started = false;
        try {
            Path directory = mount();
            started = true;
            return directory;
        } catch (MountException e) {
            throw failure(e);
        } catch (VolumeException e) {
            throw Volumes.failure(e);
        } catch (Exception e) {
            throw unexpected("cannot mount %s on %s".formatted(request.volume().uri(), request.directory()), e);
        } finally {
            if (!started) {
                abandon();
            }
        }
    }

    private Path mount() throws Exception {
        RuntimeDirectory runtime = RuntimeDirectory.own();
        Mountpoint mountpoint = Mountpoint.locate(request.directory());
        VolumeUri uri = request.volume().uri();
        DriverContext context = new DriverContext(
                TimeSource.system(),
                settings.blockingThreads(),
                request.options().driverOptions(),
                Optional.of(mountpoint.path()),
                Optional.of(stateOf(mountpoint.path())));
        request.volume().factory().await(uri, context); // others may mount meanwhile
        try (AutoCloseable _ = runtime.enter()) {
            boolean takesOver = request.options().lazyUmount();
            if (takesOver) {
                mountpoint.refuseOwn(OwnPaths.of(request, settings, runtime.path()));
            } else {
                prepare(mountpoint, runtime);
            }
            Driver driver = request.volume().factory().open(uri, context);
            MountOptions options = optionsFor(driver);
            if (takesOver) { // now that it is known that there is something to take its place
                takeOver(mountpoint);
                prepare(mountpoint, runtime);
            }
            FuseDaemon started = FuseDaemon.start(new DaemonSettings(
                    settings.workers(),
                    settings.slots(),
                    settings.maxAwakeInodes(),
                    settings.maxCountedInodes(),
                    settings.watchdog()));
            daemon = started;
            FuseSession opened = started.open(driver, SessionOptions.of(options));
            session = opened;
            Mounted mounted = mountUnlessStopped(mountpoint.path(), options);
            opened.serve(mounted.fuseFd());
            long readAheadKib = driver.traits().kernel().readAheadKib();
            if (readAheadKib > 0) {
                var _ = opened.agreed().thenRun(() -> readAhead(mounted.info(), readAheadKib));
            }
            record = MountRecord.create(runtime, mounted.info(), Processes.getpid());
            if (options.autoUnmount()) {
                autoUnmount = AutoUnmount.start(mounted.info());
            }
            return mountpoint.path();
        }
    }

    /** A readable name that no other mountpoint has. */
    private Path stateOf(Path mountpoint) {
        UUID hash = UUID.nameUUIDFromBytes(mountpoint.toString().getBytes(UTF_8));
        return settings.stateDir().resolve("mounts").resolve("%s-%s".formatted(mountpoint.getFileName(), hash));
    }

    private void takeOver(Mountpoint mountpoint) throws MountException, IOException {
        if (mountpoint.detachAll() > 0) {
            out.printf("detached what was mounted on %s%n", mountpoint.path());
        }
    }

    private void prepare(Mountpoint mountpoint, RuntimeDirectory runtime) throws MountException, IOException {
        mountpoint
                .prepare(request.options().nonEmpty(), OwnPaths.of(request, settings, runtime.path()))
                .ifPresent(pid ->
                        out.printf("removed the dead mount that process %d left on %s%n", pid, mountpoint.path()));
    }

    private Mounted mountUnlessStopped(Path directory, MountOptions options) throws MountException, IOException {
        synchronized (mounting) {
            if (cancelled) {
                throw CommandFailure.failed("stopped before %s was mounted".formatted(directory));
            }
            Mounted mounted =
                    Mounter.mount(directory, options, request.volume().uri().toString());
            mount = mounted.info();
            return mounted;
        }
    }

    private void readAhead(MountInfo mount, long kib) {
        try {
            BackingDevice.of(mount).readAhead(kib);
        } catch (IOException e) {
            out.printf("the read-ahead of %s stays as it is: %s%n", mount.mountPoint(), e.getMessage());
        }
    }

    private MountOptions optionsFor(Driver driver) {
        MountOptions options = request.options();
        if (options.writebackCache() && !driver.traits().ownsNamespace()) {
            throw CommandFailure.usage(
                    "writeback_cache is for volumes that nobody else can change, and others can change %s: leave it out"
                            .formatted(request.volume().uri()));
        }
        return driver.traits().checksPermissions() ? options : options.withDefaultPermissions();
    }

    /** Waits until the kernel has ended the session, and the volume is closed. */
    void awaitEnd() {
        FuseSession serving = session;
        if (serving == null) {
            throw new IllegalStateException("not started");
        }
        try {
            serving.ended().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw unexpected("%s did not close well".formatted(request.volume().uri()), e);
        } finally {
            release();
        }
    }

    /**
     * Unmounts and waits for the end of the volume: called when the process is asked to stop. If somebody still uses the
     * mount it is detached, and they have {@link #END_LIMIT} to end.
     *
     * @return false if the volume is not closed
     */
    boolean stop() {
        Optional<MountInfo> mounted = cancel();
        if (mounted.isEmpty() || finished.getCount() == 0) {
            return true;
        }
        Path directory = Path.of(mounted.get().mountPoint());
        try {
            if (isOnTop(mounted.get())) {
                unmount(directory);
            }
            if (finished.await(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return true;
            }
            out.printf(
                    "%s is still in use after %d s: it ends now, for its users too%n",
                    directory, END_LIMIT.toSeconds());
        } catch (MountException | IOException e) {
            out.printf("actorfs: %s%n", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private Optional<MountInfo> cancel() {
        synchronized (mounting) {
            cancelled = true;
            return Optional.ofNullable(mount);
        }
    }

    /** Another may have been mounted over it, or have taken its place. */
    private static boolean isOnTop(MountInfo mount) throws IOException {
        return MountInfo.find(mount.mountPoint())
                .filter(top -> top.mountId() == mount.mountId() && top.minor() == mount.minor())
                .isPresent();
    }

    private void unmount(Path directory) throws MountException, IOException {
        try {
            Unmounter.unmount(directory, false);
        } catch (BusyException busy) {
            out.printf(
                    "%s; it is detached now, and its users have %d s to end%n",
                    busy.getMessage(), END_LIMIT.toSeconds());
            detach(directory);
        }
    }

    private static void detach(Path directory) throws MountException, IOException {
        try {
            Unmounter.unmount(directory, true);
        } catch (BusyException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The start failed: what there is of it goes. */
    private void abandon() {
        try {
            Optional<MountInfo> mounted = cancel();
            if (mounted.isPresent() && isOnTop(mounted.get())) {
                detach(Path.of(mounted.get().mountPoint()));
            }
        } catch (MountException | IOException e) {
            out.printf("actorfs: %s%n", e.getMessage());
        } finally {
            release();
        }
    }

    private void release() {
        try {
            if (daemon != null) {
                daemon.close();
            }
            if (autoUnmount != null) {
                autoUnmount.close();
            }
            if (record != null) {
                record.remove();
            }
        } catch (IOException e) {
            out.printf("actorfs: the lock file stays: %s%n", e.getMessage());
        } finally {
            finished.countDown();
        }
    }

    static CommandFailure failure(MountException e) {
        String sentence = String.valueOf(e.getMessage());
        return e.isUsage() ? CommandFailure.usage(sentence) : CommandFailure.failed(sentence);
    }

    /** A failure that no sentence was written for; its own words have to do. */
    static RuntimeException unexpected(String what, Exception e) {
        if (e instanceof RuntimeException bug && !(e instanceof CompletionException)) {
            return bug;
        }
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        return CommandFailure.failed("%s: %s; run  actorfs doctor".formatted(what, cause.getMessage()));
    }
}
