package org.actorfs.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Mounts;
import org.actorfs.posix.Processes;

/**
 * The directories of one run: mountpoints and logs under one, branches on tmpfs under the other. Removed by {@link #close}, once
 * nothing is mounted there any more.
 */
final class Workplace implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Path home;
    private final Path root;
    private final Path tmpfs;
    private final boolean mounted;

    private Workplace(Path home, Path root, Path tmpfs, boolean mounted) {
        this.home = home;
        this.root = root;
        this.tmpfs = tmpfs;
        this.mounted = mounted;
    }

    static Workplace create(Path home) throws IOException {
        Path root = Files.createTempDirectory("actorfs-bench");
        if (Processes.geteuid() != 0) {
            return new Workplace(home, root, Files.createTempDirectory(SHARED_MEMORY, "actorfs-bench"), false);
        }
        Path tmpfs = Files.createDirectory(root.resolve("tmpfs"));
        int result = Mounts.mount(bytes("bench"), bytes(tmpfs), bytes("tmpfs"), 0, bytes("size=2G"));
        if (result < 0) {
            throw new IOException("cannot mount a tmpfs on " + tmpfs + ": " + Errnos.name(result));
        }
        return new Workplace(home, root, tmpfs, true);
    }

    /** Where the launcher is. */
    Path home() {
        return home;
    }

    Path root() {
        return root;
    }

    Path tmpfs() {
        return tmpfs;
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            Mounts.umount2(bytes(tmpfs), Mounts.MNT_DETACH); // its files go with it
        } else if (Files.exists(tmpfs)) {
            removeTree(tmpfs);
        }
        if (Files.exists(root)) {
            removeFlat(root);
        }
    }

    /** Not a tree: a mountpoint that is still one must not be entered. */
    private static void removeFlat(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> file.toFile().delete());
        }
        Files.deleteIfExists(directory);
    }

    private static void removeTree(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static byte[] bytes(Object text) {
        return text.toString().getBytes(UTF_8);
    }
}
