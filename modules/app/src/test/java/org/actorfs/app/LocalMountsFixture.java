package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountRunner.Ending;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.StopKind;
import org.actorfs.app.system.MisbehavingKind;
import org.actorfs.fs.driver.DriverFactory;

/** {@link LocalMounts} in the JVM of the tests, which never touches what is mounted: children do. At the end nothing is mounted any more. */
final class LocalMountsFixture implements AutoCloseable {
    /** Long enough for a slow machine, and for who waits for it to be too short. */
    static final Duration START_LIMIT = Duration.ofSeconds(5);

    static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> usualOptions;
    private final Path home;
    private final LocalMounts mounts;
    private final HangingKind hanging = new HangingKind();
    private final MisbehavingKind misbehaving = new MisbehavingKind();
    private final ConcurrentMap<UUID, List<Ending>> endings = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Path> used = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Process> users = new ConcurrentLinkedQueue<>();

    /** @param usualOptions of each mount, before its own */
    LocalMountsFixture(String... usualOptions) throws IOException {
        this.usualOptions = List.of(usualOptions);
        this.home = Files.createTempDirectory("actorfs-local-mounts-").toRealPath();
        Settings usual = SettingsFile.defaults();
        Settings settings = new Settings(
                usual.workers(),
                usual.maxAwakeInodes(),
                usual.maxCountedInodes(),
                usual.slots(),
                usual.blockingThreads(),
                usual.watchdog(),
                usual.metrics(),
                home.resolve("state"),
                Optional.empty(),
                usual.logFormat());
        List<DriverFactory> kinds = Stream.concat(
                        Volumes.kinds().stream(), Stream.of(hanging, misbehaving, new ShowingKind()))
                .toList();
        this.mounts = new LocalMounts(settings, Optional.empty(), new RunLimits(START_LIMIT, GRACE), kinds);
        mounts.listen((id, ending) ->
                endings.computeIfAbsent(id, _ -> new CopyOnWriteArrayList<>()).add(ending));
    }

    LocalMounts mounts() {
        return mounts;
    }

    HangingKind hanging() {
        return hanging;
    }

    MisbehavingKind misbehaving() {
        return misbehaving;
    }

    /** A directory that is deleted at the end. */
    Path home() {
        return home;
    }

    /** A mount on a directory of that name, which is made when it is missing. */
    MountSpec spec(String volume, String name, String... options) {
        Path directory = home.resolve(name);
        used.add(directory);
        return new MountSpec(
                volume,
                directory.toString(),
                false,
                true,
                false,
                MountSpec.DEFAULT_CACHE_SIZE_BYTES,
                MountSpec.DEFAULT_TIME_TO_LIVE,
                Stream.concat(usualOptions.stream(), Stream.of(options)).toList());
    }

    /** Starts a mount that must start. */
    UUID start(MountSpec spec) {
        UUID id = UUID.randomUUID();
        switch (await(mounts.start(id, spec))) {
            case Answer.Done<String> _ -> assertTrue(mounts.isLive(id));
            case Answer.Failed<String>(MountFault fault) -> fail(fault.toString());
        }
        return id;
    }

    MountFault refused(MountSpec spec) {
        return fault(mounts.start(UUID.randomUUID(), spec));
    }

    StopKind stop(UUID id, MountSpec spec) {
        return done(mounts.stop(id, spec));
    }

    static <T> T done(CompletionStage<Answer<T>> stage) {
        return switch (await(stage)) {
            case Answer.Done<T>(T value) -> value;
            case Answer.Failed<T>(MountFault fault) -> fail(fault.toString());
        };
    }

    static <T> MountFault fault(CompletionStage<Answer<T>> stage) {
        return switch (await(stage)) {
            case Answer.Done<T>(T value) -> fail("succeeded: " + value);
            case Answer.Failed<T>(MountFault fault) -> fault;
        };
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How a mount ended; fails unless it does, once. */
    Ending ending(UUID id) {
        assertTrue(MountFixture.within(PATIENCE, () -> endings.containsKey(id)), "it goes on");
        List<Ending> heard = endings.getOrDefault(id, List.of());
        return heard.size() == 1 ? heard.getFirst() : fail(heard.toString());
    }

    Map<UUID, List<Ending>> endings() {
        return endings;
    }

    /** The output of a script that must succeed, with the mount as {@code $MNT}. */
    static String run(MountSpec spec, String script) throws IOException {
        return MountFixture.shell(script, Duration.ofSeconds(20), Path.of(spec.mountpoint()))
                .succeeded();
    }

    static boolean isMounted(MountSpec spec) {
        return MountFixture.isMounted(Path.of(spec.mountpoint()));
    }

    /** Starts a script that says a line when it is under way; it is killed at the end. */
    Process use(MountSpec spec, String script) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("timeout", "-k", "1", "60", "sh", "-c", script).redirectErrorStream(true);
        builder.environment().put("MNT", spec.mountpoint());
        Process process = builder.start();
        users.add(process);
        return process;
    }

    /** As {@link #use}: somebody whose working directory is in the mount for so long. */
    Process occupy(MountSpec spec, String seconds) throws IOException {
        Process user = use(spec, "cd \"$MNT\" && echo in && exec sleep " + seconds);
        assertTrue(user.getInputStream().read() == 'i');
        return user;
    }

    @Override
    public void close() throws IOException {
        misbehaving.close();
        for (Process user : users) {
            user.descendants().forEach(ProcessHandle::destroyForcibly);
            user.destroyForcibly();
        }
        for (Path directory : used) {
            MountFixture.detach(directory);
        }
        mounts.close();
        MountFixture.shell("rm -rf --one-file-system \"$MNT\"", PATIENCE, home);
    }
}
