package org.actorfs.app;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.actorfs.app.MountFixture.Result;

/** What the system tests, in a package of their own, use of {@link MountFixture}: a mount of each kind of volume. */
public final class SystemMount implements AutoCloseable {
    /** The kinds of volume that every system test runs on. */
    public enum Volume {
        MEMORY,
        MIRROR,
        /** Three branches; what is made is scattered over them. */
        UNION
    }

    private final MountFixture fixture;
    private final Path source;

    private SystemMount(MountFixture fixture, Path source) {
        this.fixture = fixture;
        this.source = source;
    }

    /** Skips the test, or fails it, where nothing can be mounted. */
    public static void assumeMounts() {
        MountFixture.assumeMounts();
    }

    /** Mounts a fresh volume, served by a process of its own; the mirror shows a directory that goes with it. */
    public static SystemMount mount(Volume volume, String... options) throws IOException {
        MountFixture.assumeMounts();
        Path source = Files.createTempDirectory("actorfs-source-");
        try {
            String uri =
                    switch (volume) {
                        case MEMORY -> "memory:";
                        case MIRROR -> "mirror:" + source;
                        case UNION -> union(source);
                    };
            String[] all = volume == Volume.UNION ? withUnionOptions(options) : options;
            return new SystemMount(MountFixture.mount(uri, all), source);
        } catch (IOException | RuntimeException | Error e) {
            remove(source);
            throw e;
        }
    }

    /** Mounts what a URI names; {@code source} is deleted at the end. */
    static SystemMount mount(String uri, Path source, String... options) throws IOException {
        return new SystemMount(MountFixture.mount(uri, options), source);
    }

    private static String union(Path source) throws IOException {
        List<String> branches = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            branches.add(Files.createDirectory(source.resolve(name)).toString());
        }
        return "union:" + String.join(":", branches);
    }

    private static String[] withUnionOptions(String... options) {
        return Stream.concat(Stream.of("category.create=rand", "minfreespace=0"), Stream.of(options))
                .toArray(String[]::new);
    }

    /** Mounts a memory volume on a directory where something else was mounted. */
    public SystemMount mountAgain(String... options) throws IOException {
        Path home = Files.createTempDirectory("actorfs-test-");
        Path again = Files.createTempDirectory("actorfs-source-");
        return new SystemMount(MountFixture.mountOn(home, directory(), "memory:", options), again);
    }

    public Path directory() {
        return fixture.directory();
    }

    public Process daemon() {
        return fixture.daemon();
    }

    public boolean isMounted() {
        return fixture.isMounted();
    }

    /** Runs a shell script with the mount as {@code $MNT}: what it printed; fails unless it succeeds in time. */
    public String run(String script, Duration deadline) throws IOException {
        Result result = fixture.run(script, deadline);
        if (result.exitCode() != 0) {
            throw new AssertionError("exit code %d: %s%nthe daemon said: %s"
                    .formatted(result.exitCode(), result.output(), fixture.output()));
        }
        return result.output();
    }

    /** As {@link #run}, of a script that may fail: the exit code and the output. */
    public Ended end(String script, Duration deadline) throws IOException {
        return end(script, deadline, directory());
    }

    /** The exit code of a script, and what it printed. */
    public record Ended(int exitCode, String output) {}

    /** Runs a shell script with any directory as {@code $MNT}. */
    public static Ended end(String script, Duration deadline, Path directory) throws IOException {
        Result result = MountFixture.shell(script, deadline, directory);
        return new Ended(result.exitCode(), result.output());
    }

    /** Runs the program to its end. */
    public static Ended cli(String... arguments) throws IOException {
        return MountFixture.program(List.of(), List.of(arguments));
    }

    /** As above, on a machine that seems to lack a shared library: in a mount namespace of its own. */
    public static Ended withoutLibrary(String soname, List<String> arguments) throws IOException {
        String hide =
                "for f in $(ldconfig -p | sed -n 's/.*%s .*=> //p'); do mount --bind /dev/null \"$f\"; done; exec \"$@\""
                        .formatted(soname);
        return MountFixture.program(List.of("unshare", "-m", "sh", "-c", hide, "sh"), arguments);
    }

    /** As above, by way of what comes before it. */
    public static Ended cli(List<String> before, List<String> arguments) throws IOException {
        return MountFixture.program(before, arguments);
    }

    /** Whether it becomes so in time. */
    public static boolean within(Duration limit, BooleanSupplier condition) {
        return MountFixture.within(limit, condition);
    }

    /** A command that runs one of the Python programs beside the tests, with the mount as its argument. */
    public static String python(String program) {
        return "python3 '" + path(program) + "' \"$MNT\"";
    }

    /** Where a program beside the tests is. */
    public static Path path(String program) {
        URL resource = SystemMount.class.getResource("system/" + program);
        try {
            return Path.of(Objects.requireNonNull(resource, program).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes away every mount on a directory. */
    public static void detach(Path directory) throws IOException {
        MountFixture.detach(directory);
    }

    /** Deletes a directory that nothing is mounted on. */
    public static void remove(Path directory) throws IOException {
        if (!MountFixture.isMounted(directory)) {
            MountFixture.shell("rm -rf --one-file-system \"$MNT\"", MountFixture.PATIENCE, directory);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            fixture.close();
        } finally {
            remove(source);
        }
    }
}
