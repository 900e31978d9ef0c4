package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fuse.jnr.JnrSession;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.mount.Mountpoint;
import org.actorfs.fuse.mount.OwnPath;
import org.actorfs.fuse.mount.Transport;
import org.actorfs.fuse.session.KernelSession;
import org.actorfs.fuse.session.SessionOptions;
import org.actorfs.fuse.transport.UringChannel;
import org.actorfs.posix.BackingDevice;
import org.actorfs.posix.MountInfo;
import org.jspecify.annotations.Nullable;

/**
 * The start of one mount, from the first look to the first request that is served. One thread calls {@link #run}, once; any other may call it
 * off meanwhile. Others start beside it: only looking at the mountpoint and mounting on it are done in turn.
 */
final class MountStart {
    /** How far it has come. */
    enum Stage {
        OPENING,
        MOUNTING
    }

    private final Host host;
    private final Consumer<String> notes;
    private final LateChanges changes = new LateChanges();
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile Stage stage = Stage.OPENING;

    /** Guards what follows: a stop comes before the mount, or finds it. */
    private final Object mounting = new Object();

    private boolean calledOff;
    private boolean mayBeMounted;
    private @Nullable LiveMount live;

    /** {@code notes} is told what a person should know. */
    MountStart(Host host, Consumer<String> notes) {
        this.host = host;
        this.notes = notes;
    }

    /** Mounts and serves; afterwards the directory can be used. If it cannot, or is called off, nothing is left behind. */
    LiveMount run(MountRequest request) throws VolumeException, MountException, IOException {
        try {
            host.refuseInside(request);
            Mountpoint mountpoint = Mountpoint.locate(request.directory());
            refuseCalledOff(mountpoint.path());
            DriverContext context = context(request, mountpoint.path());
            stage = Stage.OPENING;
            request.volume().factory().await(request.volume().uri(), context);
            lookAt(request, mountpoint);
            return mount(
                    request,
                    mountpoint,
                    request.volume().factory().open(request.volume().uri(), context));
        } finally {
            finished.countDown();
        }
    }

    Stage stage() {
        return stage;
    }

    /** Calls it off, unless it has succeeded: then here is what it made. */
    Optional<LiveMount> callOff() {
        synchronized (mounting) {
            calledOff = true;
            return Optional.ofNullable(live);
        }
    }

    /** What it has made, when it has succeeded. */
    Optional<LiveMount> live() {
        synchronized (mounting) {
            return Optional.ofNullable(live);
        }
    }

    /** Whether something may be mounted now that is going to be taken away: then {@link #finished} will tell. */
    boolean mayBeMounted() {
        synchronized (mounting) {
            return mayBeMounted;
        }
    }

    /** Reaches zero when {@link #run} is at its end. */
    CountDownLatch finished() {
        return finished;
    }

    private DriverContext context(MountRequest request, Path mountpoint) {
        return new DriverContext(
                TimeSource.system(),
                host.settings().blockingThreads(),
                request.options().driverOptions(),
                Optional.of(mountpoint),
                Optional.of(stateOf(mountpoint)),
                changes);
    }

    /** A readable name that no other mountpoint has. */
    private Path stateOf(Path mountpoint) {
        UUID hash = UUID.nameUUIDFromBytes(mountpoint.toString().getBytes(UTF_8));
        return host.settings().stateDir().resolve("mounts").resolve("%s-%s".formatted(mountpoint.getFileName(), hash));
    }

    /** What a mount that cannot be made should hear before its volume is opened. */
    private void lookAt(MountRequest request, Mountpoint mountpoint) throws MountException, IOException {
        List<OwnPath> own = host.ownPaths(request); // looks at what the volume shows: not while others wait
        try (Closeable _ = host.runtime().enter()) {
            if (request.options().lazyUmount()) {
                host.refuseServed(mountpoint);
                mountpoint.refuseOwn(own);
            } else {
                prepare(request, mountpoint, own);
            }
        }
    }

    private void prepare(MountRequest request, Mountpoint mountpoint, List<OwnPath> own)
            throws MountException, IOException {
        host.refuseServed(mountpoint);
        mountpoint
                .prepare(request.options().nonEmpty(), own)
                .ifPresent(pid -> notes.accept(
                        "removed the dead mount that process %d left on %s".formatted(pid, mountpoint.path())));
    }

    private LiveMount mount(MountRequest request, Mountpoint mountpoint, Driver driver)
            throws VolumeException, MountException, IOException {
        MountOptions options = optionsFor(request, driver);
        List<OwnPath> own = host.ownPaths(request);
        KernelSession session = open(driver, options);
        changes.listen(path -> {
            var _ = session.invalidate(path);
        });
        stage = Stage.MOUNTING;
        boolean served = false;
        try (Closeable _ = host.runtime().enter()) {
            if (options.lazyUmount()) { // now that it is known that there is something to take its place
                takeOver(mountpoint);
            }
            prepare(request, mountpoint, own);
            LiveMount mount = mount(request, options, mountpoint.path(), session);
            readAhead(mount, driver.traits().kernel().readAheadKib());
            served = true;
            return mount;
        } finally {
            if (!served) {
                session.abandon();
            }
        }
    }

    private KernelSession open(Driver driver, MountOptions options) throws IOException {
        return switch (options.transport()) {
            case AUTO, DEV, URING -> host.fuse().open(driver, SessionOptions.of(options));
            case JNR -> JnrSession.open(host.fuse(), driver, JnrSession.WAIT_LIMIT);
        };
    }

    private LiveMount mount(MountRequest request, MountOptions options, Path directory, KernelSession session)
            throws MountException, IOException {
        synchronized (mounting) {
            refuseCalledOff(directory);
            mayBeMounted = true;
        }
        MountInfo info = session.mount(
                directory, options, Passwords.masked(request.volume().uri().toString()));
        LiveMount mount = new LiveMount(host, info, request.volume().directories(), session);
        boolean published = false;
        try {
            mount.record(options.autoUnmount());
            publish(mount);
            published = true;
            return mount;
        } finally {
            if (!published) {
                mount.abandon();
                mount.release();
            }
        }
    }

    private void refuseCalledOff(Path directory) {
        synchronized (mounting) {
            if (calledOff) {
                throw CommandFailure.failed("stopped before %s was mounted".formatted(directory));
            }
        }
    }

    private void publish(LiveMount mount) {
        synchronized (mounting) {
            refuseCalledOff(mount.directory());
            live = mount;
        }
    }

    private void takeOver(Mountpoint mountpoint) throws MountException, IOException {
        host.refuseServed(mountpoint);
        if (mountpoint.detachAll() > 0) {
            notes.accept("detached what was mounted on %s".formatted(mountpoint.path()));
        }
    }

    private void readAhead(LiveMount mount, long kib) {
        if (kib > 0) {
            var _ = mount.session().agreed().thenRun(() -> {
                try {
                    BackingDevice.of(mount.info()).readAhead(kib);
                } catch (IOException e) {
                    notes.accept(
                            "the read-ahead of %s stays as it is: %s".formatted(mount.directory(), e.getMessage()));
                }
            });
        }
    }

    private static MountOptions optionsFor(MountRequest request, Driver driver) throws MountException {
        MountOptions options = request.options();
        if (options.writebackCache() && !driver.traits().ownsNamespace()) {
            var _ = driver.close();
            throw CommandFailure.usage(
                    "writeback_cache is for volumes that nobody else can change, and others can change %s: leave it out"
                            .formatted(request.volume().uri()));
        }
        Optional<String> need = options.transport() == Transport.URING ? UringChannel.need() : Optional.empty();
        if (need.isPresent()) {
            var _ = driver.close();
            throw MountException.failed("transport=uring: " + need.get() + "; or leave the option out");
        }
        return driver.traits().checksPermissions() ? options : options.withDefaultPermissions();
    }
}
