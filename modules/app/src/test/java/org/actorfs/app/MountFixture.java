package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.actorfs.posix.MountInfo;

/**
 * A volume that a daemon in a process of its own has mounted on a fresh directory. The JVM of the tests never touches the
 * mount: a hanging daemon would hang it for good. What is done there is done by {@link #run}, in a shell with a deadline.
 *
 * <p>{@link #close} unmounts lazily and kills whatever is left, by process id.
 */
final class MountFixture implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A JVM keeps to it if it was told to ignore SIGHUP: by nohup(1), which the tests may run under. */
    private static final List<String> HEARS_HANGUP = List.of("env", "--default-signal=HUP");

    private static final Path DEVICE = Path.of("/dev/fuse");

    private final Path home;
    private final Path directory;
    private final Path output;
    private final Process daemon;

    private MountFixture(Path home, Path directory, Process daemon) {
        this.home = home;
        this.directory = directory;
        this.output = home.resolve("output");
        this.daemon = daemon;
    }

    /** What a command printed, on both streams, and its exit code; 124 or 137 if it did not end in time. */
    record Result(int exitCode, String output) {
        /** The output, without the last line's end; fails the test unless the exit code is 0. */
        String succeeded() {
            return exitCode == 0 ? output.stripTrailing() : fail("exit code " + exitCode + ": " + output);
        }
    }

    /** Skips the test where nothing can be mounted, or fails it with {@code -Dactorfs.test.mounts=required}. */
    static void assumeMounts() {
        boolean possible = Files.isReadable(DEVICE) && Files.isWritable(DEVICE);
        if (!possible && "required".equals(System.getProperty("actorfs.test.mounts"))) {
            fail("mounts are required and /dev/fuse cannot be opened");
        }
        assumeTrue(possible, "/dev/fuse cannot be opened");
    }

    /** Mounts in the foreground; each option is one {@code -o}, unless it starts with {@code --}. */
    static MountFixture mount(String volume, String... options) throws IOException {
        assumeMounts();
        Path home = Files.createTempDirectory("actorfs-test-");
        return mountOn(home, Files.createDirectory(home.resolve("mnt")), volume, options);
    }

    /** As {@link #mount}, on a directory that is there; {@code home} gets the daemon's output, and is deleted at the end. */
    static MountFixture mountOn(Path home, Path directory, String volume, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("mount", volume, directory.toString()));
        for (String option : options) {
            arguments.addAll(option.startsWith("--") ? List.of(option) : List.of("-o", option));
        }
        RingSwitch rings = RingSwitch.forOptions(options);
        try {
            MountFixture fixture = new MountFixture(home, directory, start(home, arguments));
            fixture.awaitMounted();
            shell("stat \"$MNT\"", PATIENCE, directory); // then the kernel has agreed on how requests travel
            return fixture;
        } finally {
            rings.close();
        }
    }

    private void awaitMounted() throws IOException {
        if (!within(PATIENCE, () -> output().contains("mounted ") || !daemon.isAlive()) || !daemon.isAlive()) {
            String said = output();
            close();
            fail("not mounted: " + said);
        }
    }

    /** Runs one command of actorfs in a process of its own. */
    static Result actorfs(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("timeout", "-k", "2", "60"));
        command.addAll(program());
        command.addAll(List.of(arguments));
        return finish(new ProcessBuilder(command));
    }

    /** Runs a shell script with the mount as {@code $MNT}; it is killed at the deadline. */
    Result run(String script, Duration deadline) throws IOException {
        return shell(script, deadline, directory);
    }

    /** As {@link #run}; the output of a script that must succeed within {@link #PATIENCE}. */
    String run(String script) throws IOException {
        return run(script, PATIENCE).succeeded();
    }

    static Result shell(String script, Duration deadline, Path mount) throws IOException {
        String seconds = Long.toString(Math.max(1, deadline.toSeconds()));
        ProcessBuilder builder = new ProcessBuilder("timeout", "-k", "2", seconds, "sh", "-c", script);
        builder.environment().put("MNT", mount.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return finish(builder);
    }

    Path directory() {
        return directory;
    }

    /** A directory beside the mount that is deleted at the end. */
    Path home() {
        return home;
    }

    Process daemon() {
        return daemon;
    }

    /** What the daemon has printed so far. */
    String output() {
        return read(output);
    }

    boolean isMounted() {
        return isMounted(directory);
    }

    /** From mountinfo: nobody asks the daemon. */
    static boolean isMounted(Path directory) {
        try {
            return MountInfo.find(directory.toString()).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the daemon's end: its exit code; fails the test if it takes longer than {@link #PATIENCE}. */
    int awaitExit() throws InterruptedException {
        return daemon.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                ? daemon.exitValue()
                : fail("the daemon still runs: " + output());
    }

    /** True as soon as the condition holds, false after the limit. */
    static boolean within(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        detach(directory);
        if (!within(Duration.ofSeconds(5), () -> !daemon.isAlive())) {
            daemon.destroyForcibly();
        }
        delete(home, directory);
    }

    /** Takes away every mount on a directory. */
    static void detach(Path directory) throws IOException {
        while (isMounted(directory)) {
            String script = "umount -i -l \"$MNT\" 2>/dev/null || fusermount3 -u -z \"$MNT\"";
            if (shell(script, Duration.ofSeconds(10), directory).exitCode() != 0) {
                throw new IOException("cannot unmount " + directory);
            }
        }
    }

    /** Deletes a directory, unless something is still mounted there. */
    private static void delete(Path home, Path mount) throws IOException {
        if (!isMounted(mount)) {
            shell("rm -rf --one-file-system \"$MNT\"", PATIENCE, home);
        }
    }

    static Process start(Path home, List<String> arguments) throws IOException {
        return start(home, List.of(), arguments);
    }

    /** With more variables, each as {@code NAME=VALUE}. */
    static Process start(Path home, List<String> variables, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(HEARS_HANGUP);
        command.addAll(variables);
        command.addAll(program());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();
    }

    /** Runs the program to its end, by way of what comes before it. */
    static SystemMount.Ended program(List<String> before, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("timeout", "-k", "5", "60"));
        command.addAll(before);
        command.addAll(program());
        command.addAll(arguments);
        Result result = finish(new ProcessBuilder(command));
        return new SystemMount.Ended(result.exitCode(), result.output());
    }

    /** The program as the launcher starts it, from the classes of this build. */
    private static List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }

    private static Result finish(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
