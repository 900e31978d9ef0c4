package org.actorfs.app;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountRunner;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.app.mounts.StopKind;
import org.actorfs.fs.Name;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.Mountpoint;
import org.actorfs.fuse.session.KernelSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mounts of this machine that this process serves. Whatever may hang has a thread of its own, so that nothing waits for it but its own
 * mount, and that only for the time of the {@link RunLimits}. Whoever makes it closes it, after the last stop; what is still mounted then is
 * ended with EIO for its users.
 */
final class LocalMounts implements MountRunner, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalMounts.class);

    private final Host host;
    private final Optional<Path> config;
    private final RunLimits limits;
    private final List<DriverFactory> kinds;
    private final ConcurrentMap<UUID, ManagedMount> mounts = new ConcurrentHashMap<>();
    private volatile boolean ending;
    private volatile Listener listener = (id, ending) -> log.warn("nobody listens for the end of {}: {}", id, ending);

    /**
     * The kinds of volume are handed in; {@code config}, the file in force, is hidden by no mount. The process's umask is to be 0: {@link
     * Host#clearUmask}.
     */
    LocalMounts(Settings settings, Optional<Path> config, RunLimits limits, List<DriverFactory> kinds) {
        this.host = new Host(settings);
        this.config = config;
        this.limits = limits;
        this.kinds = kinds;
    }

    /** Before the first start. */
    void listen(Listener who) {
        listener = who;
    }

    /** A thread for something that may hang: nobody waits for it when the process ends. */
    static void thread(String name, Runnable task) {
        var _ = Thread.ofPlatform().daemon().name(name).start(task);
    }

    @Override
    public CompletionStage<Answer<Checked>> check(MountSpec spec) {
        return check(spec, MountCheck::run);
    }

    @Override
    public CompletionStage<Answer<String>> checkVolume(MountSpec spec) {
        return check(spec, MountCheck::runOnVolume);
    }

    private <T> CompletionStage<Answer<T>> check(MountSpec spec, Function<MountCheck, Answer<T>> look) {
        MountCheck check = new MountCheck(host, config, kinds, spec);
        return bounded("check " + spec.mountpoint(), () -> look.apply(check), limits.start(), () -> {
            check.callOff();
            return new MountFault.VolumeLoad("%s did not open within %d s: see whether what it shows can be reached"
                    .formatted(Passwords.masked(spec.volume()), limits.start().toSeconds()));
        });
    }

    /** On a thread of its own, for the disk may hang. */
    @Override
    public void undo(Checked checked) {
        if (!checked.made().isEmpty()) {
            thread("undo " + checked.mountpoint(), () -> MadeDirectories.remove(checked.made()));
        }
    }

    @Override
    public CompletionStage<Answer<String>> start(UUID id, MountSpec spec) {
        if (ending) {
            return CompletableFuture.completedFuture(Answer.failed(
                    new MountFault.Ending("%s is not started: the daemon is ending".formatted(spec.mountpoint()))));
        }
        ManagedMount mount = new ManagedMount(
                host,
                spec,
                () -> MountCheck.request(spec, Volumes.parseAbsolute(spec.volume(), kinds), config),
                limits,
                gone -> mounts.remove(id, gone),
                ending -> listener.onEnded(id, ending));
        if (mounts.putIfAbsent(id, mount) != null) {
            return CompletableFuture.completedFuture(Answer.failed(
                    new MountFault.AlreadyRunning("the mount on %s runs already".formatted(spec.mountpoint()))));
        }
        return mount.start();
    }

    @Override
    public CompletionStage<Answer<StopKind>> stop(UUID id, MountSpec spec) {
        Duration limit =
                MountRun.END_LIMIT.multipliedBy(2).plus(limits.stopGrace().multipliedBy(3));
        return bounded(
                "stop " + spec.mountpoint(),
                () -> stopNow(id, spec),
                limit,
                () -> new MountFault.UnmountFailed(
                        "%s was not unmounted within %d s: see whether that directory can be reached"
                                .formatted(spec.mountpoint(), limit.toSeconds())));
    }

    private Answer<StopKind> stopNow(UUID id, MountSpec spec) {
        try {
            ManagedMount mount = mounts.get(id);
            StopKind how = mount == null ? StopKind.NOT_MOUNTED : mount.stop();
            if (how == StopKind.NOT_MOUNTED) {
                removeDead(spec);
            }
            return Answer.of(how);
        } catch (MountException e) {
            return Answer.failed(new MountFault.UnmountFailed(String.valueOf(e.getMessage())));
        } catch (ManagedMount.NotClosed e) {
            return Answer.failed(new MountFault.UnmountFailed("%s is unmounted, and %s did not close well: %s"
                    .formatted(spec.mountpoint(), Passwords.masked(spec.volume()), e.getMessage())));
        } catch (IOException e) {
            return Answer.failed(
                    new MountFault.UnmountFailed("cannot unmount %s: %s".formatted(spec.mountpoint(), e.getMessage())));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    /** What lives there is not of this mount, and stays. */
    private void removeDead(MountSpec spec) throws MountException, IOException {
        try (Closeable _ = host.runtime().enter()) {
            Mountpoint mountpoint = Mountpoint.locate(spec.mountpoint());
            host.refuseServed(mountpoint);
            mountpoint
                    .removeDead()
                    .ifPresent(pid ->
                            log.info("removed the dead mount that process {} left on {}", pid, mountpoint.path()));
        } catch (MountException e) {
            switch (e.reason()) {
                case TAKEN, MISSING -> log.debug("nothing to remove: {}", e.getMessage());
                case USAGE, NOT_A_DIRECTORY, NOT_EMPTY, FAILED -> throw e;
            }
        }
    }

    @Override
    public CompletionStage<Answer<String>> invalidate(UUID id, MountSpec spec, List<String> path) {
        Optional<KernelSession> session = session(id);
        if (session.isEmpty()) {
            return CompletableFuture.completedStage(Answer.failed(new MountFault.NotRunning(
                    "%s does not run: nothing is believed of it".formatted(spec.mountpoint()))));
        }
        return session.get()
                .invalidate(path.stream().map(Name::of).toList())
                .handle((told, error) -> error == null ? Answer.of("") : Answer.failed(untold(spec, error)));
    }

    private static MountFault untold(MountSpec spec, Throwable error) {
        return error instanceof UnsupportedOperationException
                ? new MountFault.BadRequest("%s: %s".formatted(spec.mountpoint(), error.getMessage()))
                : new MountFault.NotRunning("%s has ended meanwhile".formatted(spec.mountpoint()));
    }

    @Override
    public boolean isLive(UUID id) {
        return session(id).isPresent();
    }

    /** What serves a live mount. */
    Optional<KernelSession> session(UUID id) {
        return Optional.ofNullable(mounts.get(id)).flatMap(ManagedMount::session);
    }

    /**
     * Starts nothing any more, and ends what there still is, side by side: well if it can be done within the limit, else taken from its
     * place, with EIO for its users.
     *
     * @return whether all of it ended well
     */
    boolean end(Duration limit) {
        ending = true;
        List<ManagedMount> left = List.copyOf(mounts.values());
        List<CompletableFuture<Answer<StopKind>>> stops = left.stream()
                .map(mount -> stop(mount, limit).toCompletableFuture())
                .toList();
        boolean well = stops.stream().allMatch(stop -> stop.join() instanceof Answer.Done<StopKind>);
        left.forEach(ManagedMount::giveUp);
        return well;
    }

    private static CompletionStage<Answer<StopKind>> stop(ManagedMount mount, Duration limit) {
        return bounded(
                "end",
                () -> {
                    try {
                        return Answer.of(mount.stop());
                    } catch (MountException | IOException | InterruptedException e) {
                        return Answer.failed(new MountFault.UnmountFailed(String.valueOf(e.getMessage())));
                    }
                },
                limit,
                () -> new MountFault.UnmountFailed("it takes too long"));
    }

    /** Whether sessions count and time their requests. */
    boolean areCounted() {
        return host.settings().metrics();
    }

    /** A mount that is mounted now, with what serves it. */
    record Live(UUID id, String mountpoint, KernelSession session) {}

    List<Live> live() {
        List<Live> live = new ArrayList<>();
        mounts.forEach((id, mount) ->
                mount.session().ifPresent(session -> live.add(new Live(id, mount.mountpoint(), session))));
        return live;
    }

    /** What a task on a thread of its own answers, or the fault if that takes too long. */
    private static <T> CompletionStage<Answer<T>> bounded(
            String name, Supplier<Answer<T>> task, Duration limit, Supplier<MountFault> onTimeout) {
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        thread(name, () -> {
            try {
                answer.complete(task.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(error -> {
            if (error instanceof TimeoutException) {
                return Answer.failed(onTimeout.get());
            }
            log.error("{} failed", name, error);
            return Answer.failed(
                    new MountFault.SpawnFailed(name + " failed: that is a mistake in actorfs; the log has more"));
        });
    }

    @Override
    public void close() {
        host.close();
    }
}
