package org.actorfs.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.http.HttpServer;
import org.actorfs.app.journal.JournalConfig;
import org.actorfs.app.journal.JournalSettings;
import org.actorfs.app.journal.JournalStore;
import org.actorfs.app.metrics.Meters;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.ManagedMounts;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.Mounts.Reloaded;
import org.actorfs.app.mounts.Mounts.Result;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mount daemon of this process: journal, mounts and API, made in this order and ended in the other. */
final class Daemon {
    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    /** For what is left when all mounts have ended or had their time. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final DaemonConfig config;
    private final Optional<Path> file;
    private final PrintWriter out;
    private final ActorSystem<Void> system;
    private final JournalStore journal;
    private final LocalMounts local;
    private final ManagedMounts mounts;
    private final Meters meters;
    private @Nullable HttpServer http;

    private Daemon(DaemonConfig config, Optional<Path> file, PrintWriter out) {
        this.config = config;
        this.file = file;
        this.out = out;
        JournalSettings settings = journalSettings(config);
        this.system = ActorSystem.create(Behaviors.empty(), "actorfs-daemon", configuration(settings));
        this.journal = new JournalStore(system, settings);
        this.local = new LocalMounts(config.settings(), file, config.limits(), Volumes.kinds());
        this.mounts = ManagedMounts.start(
                system,
                "mounts",
                new StoredMounts(journal),
                local,
                () -> CompletableFuture.supplyAsync(this::declared),
                config.retry(),
                Clock.systemUTC());
        local.listen(mounts);
        this.meters = Meters.start(new LiveNumbers(local, Clock.systemUTC()), mounts);
    }

    /** Returns when the API answers; it refuses everything until {@link #begin}. {@link CommandFailure} if this cannot be the daemon. */
    static Daemon start(DaemonConfig config, Optional<Path> file, PrintWriter out) {
        Daemon daemon = new Daemon(config, file, out);
        try {
            daemon.http = HttpServer.start(
                    daemon.system,
                    config.http(),
                    config.settings().stateDir(),
                    daemon.mounts,
                    daemon.meters,
                    new LiveInspector(daemon.local),
                    Version.number());
            return daemon;
        } catch (RuntimeException e) {
            var _ = daemon.end();
            throw e;
        }
    }

    /** Brings the mounts up; does not wait. */
    void begin() {
        mounts.begin();
    }

    /** Where its API is. */
    URI url() {
        if (http == null) {
            throw new IllegalStateException("not started");
        }
        return http.url();
    }

    /** Tells who started it when it is ready, and how its mounts are. */
    void reportTo(ServiceManager manager) {
        manager.follow(mounts, config.limits().start());
    }

    /** Reads the file again and applies it; what comes of it is logged. Does not wait. */
    void reload() {
        var _ = mounts.reload("SIGHUP").thenAccept(Daemon::log);
    }

    private static void log(Answer<Reloaded> answer) {
        switch (answer) {
            case Answer.Failed<Reloaded>(MountFault fault) -> log.warn("nothing was reloaded: {}", fault.sentence());
            case Answer.Done<Reloaded>(Reloaded reloaded) -> {
                log.info(
                        "reloaded: added {}, changed {}, removed {}",
                        reloaded.added(),
                        reloaded.changed(),
                        reloaded.removed());
                reloaded.failed().forEach(Daemon::log);
            }
        }
    }

    private static void log(Result result) {
        result.fault()
                .ifPresent(fault -> log.warn("{}: {}", result.mount().spec().mountpoint(), fault.sentence()));
    }

    /**
     * Unmounts all and ends; takes {@code shutdown-timeout} at most, and a little.
     *
     * @return false if a mount did not end well
     */
    boolean end() {
        Instant deadline = Instant.now().plus(config.shutdownTimeout());
        boolean well = endMounts();
        if (http != null) {
            http.close();
        }
        meters.close();
        Duration left = Duration.between(Instant.now(), deadline);
        well &= local.end(
                left.compareTo(CLOSE_LIMIT) > 0 ? left : CLOSE_LIMIT); // what the journal failed for, or hangs
        local.close();
        system.terminate();
        var _ = await(system.getWhenTerminated(), CLOSE_LIMIT);
        journal.close(); // after the last write
        return well;
    }

    private boolean endMounts() {
        Optional<Answer<List<Result>>> ended = await(mounts.end(), config.shutdownTimeout());
        if (ended.isEmpty()) {
            out.printf(
                    "not all mounts have ended after %d s: they end now, for their users too%n",
                    config.shutdownTimeout().toSeconds());
            return false;
        }
        if (!(ended.get() instanceof Answer.Done<List<Result>>(List<Result> results))) {
            return false;
        }
        results.forEach(Daemon::log);
        return results.stream().allMatch(result -> result.fault().isEmpty());
    }

    private static <T> Optional<T> await(CompletionStage<T> stage, Duration limit) {
        try {
            return Optional.of(stage.toCompletableFuture()
                    .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .join());
        } catch (CompletionException e) {
            return Optional.empty();
        }
    }

    private Answer<List<MountSpec>> declared() {
        try {
            return Answer.of(
                    file.map(DaemonFile::read).orElseGet(DaemonFile::defaults).mounts());
        } catch (CommandFailure e) {
            return Answer.failed(new MountFault.BadRequest(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            log.error("the configuration cannot be read", e);
            return Answer.failed(new MountFault.BadRequest("the configuration cannot be read: " + e.getMessage()));
        }
    }

    private static Config configuration(JournalSettings settings) {
        return JournalConfig.of(settings)
                .withFallback(ConfigFactory.parseResources(Daemon.class.getClassLoader(), "actorfs-daemon.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    private static JournalSettings journalSettings(DaemonConfig config) {
        DaemonConfig.Journal journal = config.journal();
        return new JournalSettings(
                journal.url(),
                Optional.of(journal.user()).filter(user -> !user.isEmpty()),
                Optional.of(journal.password()).filter(password -> !password.isEmpty()),
                config.settings().stateDir());
    }
}
