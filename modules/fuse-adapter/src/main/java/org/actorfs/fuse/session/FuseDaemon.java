package org.actorfs.fuse.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.CacheCounts;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.actor.VolumeLimits;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fuse.transport.Buffers;
import org.actorfs.fuse.transport.Workers;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads and the actor system that all sessions of a process share. Whoever starts it closes it, after its last session. */
public final class FuseDaemon implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FuseDaemon.class);

    /** Above {@code max_write} in a request: headers and the longest names (FUSE_BUFFER_HEADER_SIZE of libfuse is one page). */
    private static final int REQUEST_HEADROOM_BYTES = 8192;

    private static final long OPEN_SECONDS = 30;

    private static final long CLOSE_SECONDS = 10;

    /** How often interrupted requests are looked for, and those that a trace tells of because they wait. */
    private static final long LOOK_MILLIS = 250;

    private final DaemonSettings settings;
    private final ActorSystem<Void> system;
    private final Workers workers;
    private final ActorRef<VolumeWatch.Command> watch;
    private final ScheduledExecutorService watchdog;
    private final Set<KernelSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong volumes = new AtomicLong();

    private FuseDaemon(DaemonSettings settings) {
        this.settings = settings;
        this.system = ActorSystem.create(Behaviors.empty(), "actorfs", setup());
        this.watch = system.systemActorOf(VolumeWatch.create(), "volume-watch", Props.empty());
        this.workers = Workers.start(settings.workerCount());
        this.watchdog = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("watchdog").factory());
        long periodMillis = Math.max(1, settings.watchdog().toMillis());
        var _ = watchdog.scheduleWithFixedDelay(
                this::logOldRequests, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
        var _ = watchdog.scheduleWithFixedDelay(this::lookAtPending, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Starts workers and actor system. */
    public static FuseDaemon start(DaemonSettings settings) {
        return new FuseDaemon(settings);
    }

    private static ActorSystemSetup setup() {
        ClassLoader classes = new ActorClasses(FuseDaemon.class.getClassLoader());
        Config config = ConfigFactory.parseResources(classes, "actorfs-actors.conf")
                .withFallback(ConfigFactory.defaultReference(classes))
                .resolve();
        return ActorSystemSetup.create(
                BootstrapSetup.create(Optional.of(classes), Optional.of(config), Optional.empty()));
    }

    /**
     * Starts a volume, which owns the driver from now on, and attaches a session to it. Nothing is served yet.
     *
     * @throws IOException if the driver cannot tell its root; it is closed then
     */
    public FuseSession open(Driver driver, SessionOptions options) throws IOException {
        Buffers buffers = new Buffers(
                options.maxWriteBytes() + REQUEST_HEADROOM_BYTES, options.maxWriteBytes(), settings.slots());
        return open(driver, (volume, counts) -> {
            Connection connection =
                    new Connection(options, driver.traits(), buffers, settings.maxCountedInodes(), counts.requests());
            return new FuseSession(connection, workers, volume, counts.attributes());
        });
    }

    /** As above, for a session of another transport. */
    public <S extends KernelSession> S open(
            Driver driver, BiFunction<ActorRef<Volume.Command>, SessionCounts, S> attach) throws IOException {
        SessionCounts counts = new SessionCounts(
                settings.metrics() ? SessionStats.counting(settings.workerCount()) : SessionStats.off(),
                new CacheCounts());
        ActorRef<Volume.Command> volume = system.systemActorOf(
                Volume.create(
                        driver, TimeSource.system(), new VolumeLimits(settings.maxAwakeInodes()), counts.attributes()),
                "volume-" + volumes.incrementAndGet(),
                Props.empty());
        S session = attach.apply(volume, counts);
        sessions.add(session);
        var _ = session.ended().whenComplete((done, error) -> sessions.remove(session));
        watch.tell(new VolumeWatch.Watch(session));
        ReplyFuture<Entry> root = new ReplyFuture<>();
        volume.tell(new Volume.Attach(session.user(), root));
        try {
            await(root);
        } catch (IOException e) {
            session.abandon();
            throw e;
        }
        return session;
    }

    private static void await(ReplyFuture<Entry> root) throws IOException {
        try {
            var answer = root.stage()
                    .toCompletableFuture()
                    .orTimeout(OPEN_SECONDS, TimeUnit.SECONDS)
                    .join();
            if (answer instanceof Outcome.Failed<Entry> failed) {
                throw new IOException("the volume's root cannot be read: " + failed.errno());
            }
        } catch (CompletionException e) {
            throw new IOException("the volume did not answer within " + OPEN_SECONDS + " s", e);
        }
    }

    private void lookAtPending() {
        sessions.forEach(KernelSession::lookAtPending);
    }

    private void logOldRequests() {
        sessions.forEach(session -> session.logOlderThan(settings.watchdog()));
    }

    /** Ends every session that the kernel has not ended, with EIO for whoever waits, and closes their volumes. */
    @Override
    public void close() {
        watchdog.shutdownNow();
        workers.close();
        List<KernelSession> left = List.copyOf(sessions);
        left.forEach(KernelSession::abandon);
        left.forEach(FuseDaemon::awaitEnd);
        system.terminate();
        try {
            system.getWhenTerminated()
                    .toCompletableFuture()
                    .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the actor system does not end", e);
        }
    }

    private static void awaitEnd(KernelSession session) {
        try {
            session.ended()
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            log.error("a volume does not close", e.getCause());
        }
    }
}
