package org.actorfs.fuse.jnr;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import jnr.ffi.Pointer;
import org.actorfs.fs.Name;
import org.actorfs.fs.actor.CacheCounts;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.Description;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fuse.mount.LibfuseOptions;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.mount.Unmounter;
import org.actorfs.fuse.session.FuseDaemon;
import org.actorfs.fuse.session.Headcount;
import org.actorfs.fuse.session.Inspected;
import org.actorfs.fuse.session.Inspection;
import org.actorfs.fuse.session.KernelSession;
import org.actorfs.fuse.session.OperationStats;
import org.actorfs.fuse.session.SessionCounts;
import org.actorfs.fuse.session.SessionEnd;
import org.actorfs.fuse.session.Trace;
import org.actorfs.fuse.session.TraceListener;
import org.actorfs.posix.MountInfo;
import org.apache.pekko.actor.typed.ActorRef;

/** A session whose kernel asks through libfuse 2. Its main loop has a thread of its own, and as many others as wait. */
public final class JnrSession implements KernelSession {
    private static final long MOUNT_SECONDS = 30;

    private final Traits traits;
    private final ActorRef<Volume.Command> volume;
    private final SessionCounts counts;
    private final References references;
    private final Headcount headcount;
    private final Waiting waiting = new Waiting(this::hasLoopEnded);
    private volatile BooleanSupplier loopEnded = () -> false;
    private final SessionEnd end;
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<Void> agreed = new CompletableFuture<>();
    private final CompletableFuture<Integer> exited = new CompletableFuture<>();

    private JnrSession(Traits traits, ActorRef<Volume.Command> volume, SessionCounts counts) {
        this.traits = traits;
        this.volume = volume;
        this.counts = counts;
        this.references = new References(traits.persistentInos());
        this.headcount = new Headcount(volume);
        this.end = new SessionEnd(volume);
    }

    /** As {@link FuseDaemon#open}. */
    public static JnrSession open(FuseDaemon daemon, Driver driver) throws IOException {
        return daemon.open(driver, (volume, counts) -> new JnrSession(driver.traits(), volume, counts));
    }

    @Override
    public MountInfo mount(Path directory, MountOptions options, String source) throws MountException, IOException {
        List<String> arguments = LibfuseOptions.arguments(directory, options, traits, source);
        Callbacks callbacks = callbacks(options.ownLocks());
        Optional<MountInfo> before = MountInfo.find(directory.toString());
        Thread.ofPlatform().daemon().name("libfuse " + directory).start(() -> run(callbacks, arguments));
        boolean mounted = false;
        try {
            awaitMount(directory);
            MountInfo info = MountInfo.find(directory.toString())
                    .orElseThrow(() -> MountException.failed(
                            "mounting on %s had no effect: somebody unmounted it at once".formatted(directory)));
            mounted = true;
            return info;
        } finally {
            if (!mounted) {
                undo(directory, before);
            }
        }
    }

    /** Takes away what has come meanwhile. */
    private static void undo(Path directory, Optional<MountInfo> before) throws MountException, IOException {
        Optional<MountInfo> now = MountInfo.find(directory.toString());
        if (now.isPresent()
                && before.filter(mount -> mount.mountId() == now.get().mountId())
                        .isEmpty()) {
            Unmounter.detach(directory);
        }
    }

    private boolean hasLoopEnded() {
        return loopEnded.getAsBoolean();
    }

    private Callbacks callbacks(boolean ownLocks) throws MountException {
        try {
            LoopCalls loop = LoopCalls.load();
            return new Callbacks(references, volume, traits, counts.requests(), waiting, ownLocks, fuse -> {
                Pointer session = loop.fuse_get_session(fuse);
                loopEnded = () -> loop.fuse_session_exited(session) != 0;
                agreed.complete(null);
            });
        } catch (UnsatisfiedLinkError e) {
            throw LibfuseOptions.noLibrary();
        }
    }

    private void run(Callbacks callbacks, List<String> arguments) {
        try {
            exited.complete(callbacks.run(arguments));
        } catch (RuntimeException | Error e) {
            exited.completeExceptionally(e);
        } finally {
            onEnded();
        }
    }

    private void awaitMount(Path directory) throws MountException, IOException {
        try {
            var _ = CompletableFuture.anyOf(agreed, exited).get(MOUNT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("libfuse failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "%s was mounted, and its kernel has not asked within %d s".formatted(directory, MOUNT_SECONDS), e);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        if (!agreed.isDone()) {
            throw MountException.failed(
                    "libfuse could not mount on %s: it says why on standard error".formatted(directory));
        }
    }

    @Override
    public CompletionStage<Void> agreed() {
        return agreed;
    }

    @Override
    public CompletionStage<Void> ended() {
        return end.ended();
    }

    @Override
    public CompletionStage<Void> invalidate(List<Name> path) {
        return CompletableFuture.failedStage(
                new UnsupportedOperationException(
                        "libfuse 2 cannot tell its kernel what to forget: names and attributes expire by entry_timeout and attr_timeout; mount with transport=dev"));
    }

    @Override
    public String transport() {
        return "jnr";
    }

    @Override
    public long begunNanos() {
        return begunNanos;
    }

    @Override
    public ActorRef<Volume.Command> volume() {
        return volume;
    }

    @Override
    public List<OperationStats> stats() {
        return counts.requests().read();
    }

    @Override
    public CompletionStage<Census> census() {
        return headcount.take();
    }

    @Override
    public CacheCounts attributeCounts() {
        return counts.attributes();
    }

    @Override
    public CompletionStage<Inspected<Description>> describe(List<Name> path) {
        return Inspection.describe(path, references, references.nodes(), end);
    }

    /** What libfuse asks has no number, and may stand for several requests of the kernel, or for none. */
    @Override
    public CompletionStage<Inspected<Trace>> trace(Optional<List<Name>> path, TraceListener listener) {
        return CompletableFuture.completedStage(new Inspected.Unsupported<>());
    }

    @Override
    public void abandon() {
        onEnded();
    }

    private void onEnded() {
        waiting.end();
        var _ = end.begin(references);
    }

    @Override
    public Session user() {
        return references;
    }

    @Override
    public void onVolumeStopped() {
        if (end.died()) {
            abandon();
        }
    }

    @Override
    public void logOlderThan(Duration limit) {
        waiting.logOlderThan(limit);
    }

    /** libfuse tells of no interrupts: who waits for a lock looks by itself. */
    @Override
    public void lookAtPending() {}
}
