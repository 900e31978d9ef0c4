package org.actorfs.mirror;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.posix.Processes;

/** A mirror of a fresh directory, with calls that wait for their outcomes; {@code backing} is the back door. */
final class Fixture implements AutoCloseable {
    static final Caller ROOT = Caller.ROOT;
    static final Caller SOMEBODY = new Caller(12345, 23456, 1);

    final Path backing;
    final Driver driver;
    final Node root;
    private final int umaskBefore = Processes.umask(0);

    Fixture(Path backing) {
        this(backing, DescriptorCache.DEFAULT_SLOTS);
    }

    Fixture(Path backing, int maxCachedDirectories) {
        this.backing = backing;
        try {
            driver = new MirrorDriverFactory(maxCachedDirectories)
                    .open(new VolumeUri("mirror", backing.toString()), new DriverContext(TimeSource.system(), 2));
        } catch (VolumeException e) {
            throw new AssertionError(e);
        }
        root = value(driver.root());
    }

    /** On a fresh directory below this one. */
    static Fixture on(Path where, int maxCachedDirectories) {
        try {
            return new Fixture(Files.createTempDirectory(where, "actorfs-mirror"), maxCachedDirectories);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> Outcome.Ready<T> await(Outcome<T> outcome) {
        CompletableFuture<Outcome.Ready<T>> future = new CompletableFuture<>();
        outcome.whenReady(future::complete);
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @SuppressWarnings("unchecked")
    static <T> T value(Outcome<T> outcome) {
        return ((Outcome.Done<T>) assertInstanceOf(Outcome.Done.class, await(outcome))).value();
    }

    static Errno errno(Outcome<?> outcome) {
        return assertInstanceOf(Outcome.Failed.class, await(outcome)).errno();
    }

    static Name name(String text) {
        return Name.of(text);
    }

    Node lookup(String path) {
        Node at = root;
        for (String part : path.split("/")) {
            at = value(driver.lookup(at, name(part)));
        }
        return at;
    }

    Attributes stat(String path) {
        return value(driver.getattr(lookup(path), null));
    }

    Path behind(String path) {
        return backing.resolve(path);
    }

    void write(String path, String text) throws IOException {
        Files.writeString(behind(path), text);
    }

    String content(Node node) {
        OpenFile file = value(driver.open(node, OpenFlags.READ_ONLY, ROOT)).file();
        try {
            return read(node, file, 0, 65536);
        } finally {
            file.release();
        }
    }

    static String read(Node node, OpenFile file, long offset, int size) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment room = arena.allocate(size);
            int count = value(file.read(node, offset, size, () -> room));
            byte[] bytes = new byte[count];
            MemorySegment.copy(room, 0, MemorySegment.ofArray(bytes), 0, count);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    static MemorySegment bytes(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
    }

    List<DirectoryEntry> list(Node directory, int batch, boolean withNodes) {
        OpenDirectory open = value(driver.opendir(directory, ROOT));
        try {
            return Stream.iterate(
                            value(open.read(directory, 0, batch, withNodes)),
                            entries -> !entries.isEmpty(),
                            entries ->
                                    value(open.read(directory, entries.getLast().cursor(), batch, withNodes)))
                    .flatMap(List::stream)
                    .toList();
        } finally {
            open.release();
        }
    }

    /** Open descriptors of this directory and what is below it: the JVM opens others whenever it likes. */
    static long descriptorsBelow(Path directory) {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(fd -> leadsBelow(fd, directory)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean leadsBelow(Path fd, Path directory) {
        try {
            // A string, for what was removed has " (deleted)" behind its name.
            return Files.readSymbolicLink(fd).toString().startsWith(directory.toString());
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    static long descriptorCount() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        value(driver.close());
        cleanUp();
    }

    void cleanUp() {
        Processes.umask(umaskBefore);
        removeAll();
    }

    /** By rm(1), because java.nio.file cannot delete paths beyond PATH_MAX. */
    private void removeAll() {
        try {
            new ProcessBuilder("rm", "-rf", backing.toString()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
