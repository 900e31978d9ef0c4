package org.actorfs.fuse.jnr;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import org.actorfs.fuse.mount.Mounter;
import org.actorfs.fuse.mount.Mounter.Mounted;
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
import org.jspecify.annotations.Nullable;

/** A session whose kernel asks through libfuse 2. Its main loop has a thread of its own, and as many others as wait. */
public final class JnrSession implements KernelSession {
    /** How long a callback waits for its answer, where others do not need it to wait less. */
    public static final Duration WAIT_LIMIT = Duration.ofMinutes(2);

    private final Traits traits;
    private final ActorRef<Volume.Command> volume;
    private final SessionCounts counts;
    private final References references;
    private final Headcount headcount;
    private final Waiting waiting;
    private volatile @Nullable Loop loop;
    private final SessionEnd end;
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<Void> agreed = new CompletableFuture<>();

    private JnrSession(Traits traits, ActorRef<Volume.Command> volume, SessionCounts counts, Duration waitLimit) {
        this.traits = traits;
        this.volume = volume;
        this.counts = counts;
        this.references = new References(traits.persistentInos());
        this.waiting = new Waiting(this::hasLoopEnded, waitLimit);
        this.headcount = new Headcount(volume);
        this.end = new SessionEnd(volume);
    }

    /** As {@link FuseDaemon#open}; a callback waits no longer than {@code waitLimit} for its answer, unless it is for a lock. */
    public static JnrSession open(FuseDaemon daemon, Driver driver, Duration waitLimit) throws IOException {
        return daemon.open(driver, (volume, counts) -> new JnrSession(driver.traits(), volume, counts, waitLimit));
    }

    /**
     * What is asked before libfuse has answered INIT waits in the kernel, so nobody waits for that here. A loop that cannot begin, for want of memory
     * or threads, is no failure of the mount, but the end of its session: the log says so, and who asks gets ENOTCONN.
     */
    @Override
    public MountInfo mount(Path directory, MountOptions options, String source) throws MountException, IOException {
        List<String> arguments = LibfuseOptions.arguments(options, traits);
        Libfuse libfuse;
        Callbacks callbacks;
        try {
            libfuse = Libfuse.load();
            callbacks = callbacks(libfuse, options);
        } catch (UnsatisfiedLinkError e) {
            throw LibfuseOptions.noLibrary();
        }
        Mounted mounted = Mounter.mount(directory, options, source);
        boolean served = false;
        try {
            serve(directory, Loop.open(libfuse, mounted.fuseFd(), arguments, callbacks));
            served = true;
            return mounted.info();
        } finally {
            if (!served) {
                Unmounter.detach(directory);
            }
        }
    }

    private Callbacks callbacks(Libfuse libfuse, MountOptions options) {
        return new Callbacks(
                libfuse.calls(),
                references,
                volume,
                traits,
                counts.requests(),
                waiting,
                options.ownLocks(),
                () -> agreed.complete(null));
    }

    private void serve(Path directory, Loop opened) {
        loop = opened;
        boolean begun = false;
        try {
            Thread.ofPlatform().daemon().name("libfuse " + directory).start(() -> run(opened));
            begun = true;
        } finally {
            if (!begun) {
                opened.close();
            }
        }
        if (waiting.isOver()) { // its volume died meanwhile
            opened.end();
        }
    }

    private void run(Loop opened) {
        try {
            opened.run();
        } finally {
            onEnded();
        }
    }

    private boolean hasLoopEnded() {
        Loop opened = loop;
        return opened != null && opened.hasEnded();
    }

    /** Completes before the first answer after that to INIT: libfuse tells nobody when that is written, and the kernel asks nothing before. */
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
        Loop opened = loop;
        if (opened != null) {
            opened.end();
        }
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
