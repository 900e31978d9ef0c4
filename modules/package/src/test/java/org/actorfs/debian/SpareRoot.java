package org.actorfs.debian;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * This machine's root filesystem, where everything that is changed is changed in memory (overlayfs): packages can be installed and purged
 * there, and the machine's own are not touched. What runs there has process ids and mounts of its own, and ends with {@link #close}, even if
 * that is the end of the tests' JVM.
 */
final class SpareRoot implements AutoCloseable {
    /** The package is there. */
    static final String DEB = "/root/actorfs.deb";

    private static final String SECONDS = "120";

    private static final String HOLD = """
            set -e
            mount -t tmpfs tmpfs "$0"
            mkdir "$0/upper" "$0/work" "$0/root"
            mount -t overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" overlay "$0/root"
            mount -t proc proc "$0/root/proc"
            mount --rbind /dev "$0/root/dev"
            mount -t tmpfs tmpfs "$0/root/tmp"
            cp "$1" "$0/root%s"
            mkdir "$0/root/before"
            cd "$0/root"
            pivot_root . before
            umount -l before # else it would hold what others mount meanwhile
            rmdir before
            echo ready
            exec cat >/dev/null # until nobody has its input open
            """.formatted(DEB);

    /** What the machine itself may have of actorfs. */
    private static final String FORGET = """
            dpkg-query -W actorfs >/dev/null 2>&1 && dpkg --purge actorfs
            rm -rf /etc/actorfs /var/lib/actorfs /var/cache/actorfs
            """;

    private final Path directory;
    private final Process holder;

    private SpareRoot(Path directory, Process holder) {
        this.directory = directory;
        this.holder = holder;
    }

    /** What a script printed, on both streams, and its exit code; 124 if it did not end in time. */
    record Ended(int exitCode, String output) {}

    /** One with the package installed. Skips the test where that is not possible, or fails it if mounts are required. */
    static SpareRoot installed() throws IOException {
        Path deb = Path.of(System.getProperty("actorfs.test.deb", ""));
        if (!Files.isRegularFile(deb)) {
            fail("no package at " + deb);
        }
        Path directory = Files.createTempDirectory("actorfs-root-");
        Process holder = new ProcessBuilder(List.of(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "sh",
                        "-c",
                        HOLD,
                        directory.toString(),
                        deb.toString()))
                .redirectErrorStream(true)
                .start();
        SpareRoot root = new SpareRoot(directory, holder);
        root.awaitReady();
        try {
            root.run(FORGET + "dpkg -i " + DEB);
            return root;
        } catch (IOException | RuntimeException | AssertionError e) {
            root.close();
            throw e;
        }
    }

    private void awaitReady() throws IOException {
        BufferedReader reader = holder.inputReader(UTF_8);
        String line = reader.readLine();
        if (!"ready".equals(line)) {
            close();
            boolean required = "required".equals(System.getProperty("actorfs.test.mounts"));
            assumeTrue(required, "no overlay of the root filesystem (root, and overlayfs): " + line);
            fail("no overlay of the root filesystem: " + line);
        }
    }

    /** The output, without the end of the last line, of a script that must succeed. */
    String run(String script) throws IOException {
        Ended ended = end(script);
        return ended.exitCode() == 0
                ? ended.output().stripTrailing()
                : fail("exit code %d: %s".formatted(ended.exitCode(), ended.output()));
    }

    /** As {@link #run}, of a script that may fail. */
    Ended end(String script) throws IOException {
        long first = holder.children().findFirst().orElseThrow().pid();
        ProcessBuilder builder = new ProcessBuilder(
                        "nsenter",
                        "--target",
                        Long.toString(first),
                        "--mount",
                        "--pid",
                        "--root",
                        "env",
                        "-C",
                        "/",
                        "timeout",
                        "-k",
                        "2",
                        SECONDS,
                        "bash",
                        "-c",
                        script)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        // It takes a while to make one.
        builder.environment().put("ACTORFS_NO_AOT", "1");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            return new Ended(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        holder.destroyForcibly().onExit().join();
        Files.delete(directory);
    }
}
