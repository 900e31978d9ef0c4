package org.actorfs.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountRunner.Ending;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.app.mounts.StopKind;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fuse.mount.BusyException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.session.KernelSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mount of {@link LocalMounts}, from the request to start it until nothing of it is left. What may hang has a thread of its own: the
 * start, each stop, each unmount.
 */
final class ManagedMount {
    /** Between two attempts to unmount what is in use. */
    private static final long RETRY_MILLIS = 200;

    /** What a mount is made of. */
    interface Plan {
        MountRequest request() throws VolumeException, MountException;
    }

    private static final Logger log = LoggerFactory.getLogger(ManagedMount.class);

    private final MountSpec spec;
    private final Plan plan;
    private final RunLimits limits;
    private final MountStart start;
    private final Consumer<ManagedMount> onGone;
    private final Consumer<Ending> onEnded;
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Answer<String>> started = new CompletableFuture<>();
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * A mount that is not started yet.
     *
     * @param onGone is told first when there is nothing left of it, whether or not it had started
     * @param onEnded is told then how it ended, if it had
     */
    ManagedMount(
            Host host,
            MountSpec spec,
            Plan plan,
            RunLimits limits,
            Consumer<ManagedMount> onGone,
            Consumer<Ending> onEnded) {
        this.spec = spec;
        this.plan = plan;
        this.limits = limits;
        this.onGone = onGone;
        this.onEnded = onEnded;
        this.start = new MountStart(host, this::note);
    }

    private void note(String sentence) {
        log.info("{}", sentence);
        notes.add(sentence);
    }

    /** To be called once. */
    CompletionStage<Answer<String>> start() {
        LocalMounts.thread("start " + spec.mountpoint(), this::runStart);
        var _ = started.copy()
                .orTimeout(limits.start().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(tooLong -> {
                    onTimeout();
                    return Answer.of("");
                });
        return started;
    }

    private void runStart() {
        LiveMount live;
        try {
            live = mount();
        } catch (VolumeException | MountException | IOException | RuntimeException e) {
            fail(fault(e));
            return;
        }
        started.complete(Answer.of(String.join("; ", notes)));
        var _ = live.ended()
                .whenComplete((done, error) -> LocalMounts.thread("end " + spec.mountpoint(), () -> end(live, error)));
    }

    private LiveMount mount() throws VolumeException, MountException, IOException {
        MountRequest request = plan.request();
        List<Path> made = MadeDirectories.make(Path.of(request.directory()).normalize());
        boolean mounted = false;
        try {
            LiveMount live = start.run(request);
            mounted = true;
            return live;
        } finally {
            if (!mounted) {
                MadeDirectories.remove(made);
            }
        }
    }

    private MountFault fault(Exception e) {
        MountFault fault = Faults.of("cannot mount %s on %s".formatted(volume(), spec.mountpoint()), e);
        boolean ofVolume = fault instanceof MountFault.SpawnFailed && start.stage() == MountStart.Stage.OPENING;
        return ofVolume ? new MountFault.VolumeLoad(fault.sentence()) : fault;
    }

    private String volume() {
        return Passwords.masked(spec.volume());
    }

    private void onTimeout() {
        if (start.callOff().isEmpty()) {
            long seconds = limits.start().toSeconds();
            fail(
                    start.stage() == MountStart.Stage.OPENING
                            ? new MountFault.VolumeLoad(
                                    "%s did not open within %d s: see whether what it shows can be reached"
                                            .formatted(volume(), seconds))
                            : new MountFault.SpawnFailed(
                                    "%s was not mounted on %s within %d s: see whether that directory can be reached"
                                            .formatted(volume(), spec.mountpoint(), seconds)));
        }
    }

    private void fail(MountFault fault) {
        onGone.accept(this);
        started.complete(Answer.failed(fault));
    }

    String mountpoint() {
        return spec.mountpoint();
    }

    /** What serves it, once it is mounted. */
    Optional<KernelSession> session() {
        return start.live().map(LiveMount::session);
    }

    /** Ends it, however far it has come; takes at most three times the grace and {@link MountRun#END_LIMIT}. Blocks. */
    StopKind stop() throws MountException, IOException, InterruptedException {
        Optional<LiveMount> live = start.callOff();
        if (live.isPresent()) {
            return stop(live.get());
        }
        fail(new MountFault.SpawnFailed(
                "the start of %s was called off: it was told to stop meanwhile".formatted(spec.mountpoint())));
        if (start.mayBeMounted() && !start.finished().await(limits.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("the start of {} was called off and has not ended yet", spec.mountpoint());
        }
        return StopKind.NOT_MOUNTED;
    }

    private StopKind stop(LiveMount live) throws MountException, IOException, InterruptedException {
        switch (takeAway(live)) {
            case FREE -> {
                if (hasEnded(MountRun.END_LIMIT)) {
                    return closed(StopKind.CLEAN);
                }
            }
            case IN_USE -> {
                if (hasEnded(limits.stopGrace())) {
                    return closed(StopKind.LAZY);
                }
            }
            case HANGING -> {}
        }
        log.warn("{} does not end: it ends now, for its users too", spec.mountpoint());
        live.abandon();
        if (!hasEnded(limits.stopGrace())) {
            end(live, new IOException("%s does not close: its driver hangs".formatted(volume())));
        }
        return StopKind.FORCED;
    }

    /** A mount that was unmounted, and whose volume could not keep all that it had been told. */
    static final class NotClosed extends IOException {
        private static final long serialVersionUID = 1;

        NotClosed(String why) {
            super(why);
        }
    }

    private StopKind closed(StopKind how) throws NotClosed {
        if (ended.join() instanceof Ending.Died(String why)) {
            throw new NotClosed(why);
        }
        return how;
    }

    /** The process ends: what is still in its place is taken from it, whoever uses it. */
    void giveUp() {
        Optional<LiveMount> live = start.callOff();
        if (live.isPresent() && !over.get()) {
            end(live.get(), new IOException("the daemon ends"));
        }
    }

    /** How a mount was found when it was taken from its place. */
    private enum Found {
        FREE,
        IN_USE,
        HANGING
    }

    private Found takeAway(LiveMount live) throws MountException, IOException, InterruptedException {
        long deadline = System.nanoTime() + limits.stopGrace().toNanos();
        while (live.isOnTop()) {
            try {
                return unmount(live);
            } catch (BusyException e) {
                if (System.nanoTime() - deadline >= 0) {
                    live.detach();
                    return Found.IN_USE;
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
        if (live.isMounted()) {
            throw new IOException("another mount covers it: unmount that first");
        }
        return Found.IN_USE; // somebody else has detached it
    }

    /** umount(2) waits until what the kernel holds is written: with a driver that hangs, for ever. */
    private Found unmount(LiveMount live) throws BusyException, MountException, IOException, InterruptedException {
        FutureTask<Found> attempt = new FutureTask<>(() -> {
            live.unmount();
            return Found.FREE;
        });
        LocalMounts.thread("unmount " + spec.mountpoint(), attempt);
        try {
            return attempt.get(MountRun.END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Found.HANGING;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case BusyException busy -> throw busy;
                case MountException failed -> throw failed;
                case IOException failed -> throw failed;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private boolean hasEnded(Duration limit) throws InterruptedException {
        try {
            var _ = ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it never completes so
        }
    }

    /** Once: when the session has ended, or will not. */
    private void end(LiveMount live, @Nullable Throwable error) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Ending ending = error == null ? new Ending.Unmounted() : new Ending.Died(why(error));
        try {
            if (live.isMounted() && error == null) {
                ending = new Ending.Died("somebody has aborted its connection to the kernel");
            }
            if (ending instanceof Ending.Died) {
                live.abandon(); // its mountpoint would answer nobody
            }
        } catch (MountException | IOException | RuntimeException e) {
            log.warn("something of the mount on {} stays: {}", spec.mountpoint(), e.toString());
        } finally {
            release(live);
        }
        onGone.accept(this);
        onEnded.accept(ending);
        ended.complete(ending);
    }

    private void release(LiveMount live) {
        try {
            live.release();
        } catch (IOException | RuntimeException e) {
            log.warn("the record of the mount on {} stays: {}", spec.mountpoint(), e.toString());
        }
    }

    private static String why(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return Passwords.masked(String.valueOf(cause.getMessage()));
    }
}
