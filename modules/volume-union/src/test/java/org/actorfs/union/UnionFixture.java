package org.actorfs.union;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Changes;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.posix.Processes;

/** A union of fresh directories, with calls that wait for their outcomes; {@link #branch} is the back door. */
final class UnionFixture implements AutoCloseable {
    private final Path home;
    private final List<Path> branches = new ArrayList<>();
    private final int umaskBefore = Processes.umask(0);
    final Driver driver;
    final Node root;

    /**
     * @param suffixes one for each branch: "" or "=RO" and the like
     * @param options as after {@code -o}; minfreespace is 0 unless it is among them
     */
    UnionFixture(Path where, List<String> suffixes, String... options) {
        try {
            home = Files.createTempDirectory(where, "actorfs-union");
            List<String> specs = new ArrayList<>();
            for (String suffix : suffixes) {
                Path branch = Files.createDirectory(home.resolve("b" + branches.size()));
                branches.add(branch);
                specs.add(branch + suffix);
            }
            driver = new UnionDriverFactory()
                    .open(
                            new VolumeUri("union", String.join(":", specs)),
                            new DriverContext(
                                    TimeSource.system(),
                                    2,
                                    settings(options),
                                    Optional.of(home.resolve("mount")),
                                    Optional.empty(),
                                    Changes.unheard()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (VolumeException e) {
            throw new AssertionError(e);
        }
        root = value(driver.root());
    }

    private static Map<String, String> settings(String... options) {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("minfreespace", "0"));
        for (String option : options) {
            int equals = option.indexOf('=');
            settings.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return settings;
    }

    Path branch(int index) {
        return branches.get(index);
    }

    /** The numbers of the branches that have something there. */
    String where(String path) {
        return branches.stream()
                .filter(branch -> Files.exists(branch.resolve(path), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .map(branch -> String.valueOf(branches.indexOf(branch)))
                .collect(Collectors.joining());
    }

    Node lookup(String path) {
        Node at = root;
        for (String part : path.split("/")) {
            at = value(driver.lookup(at, Name.of(part)));
        }
        return at;
    }

    static <T> Outcome.Ready<T> await(Outcome<T> outcome) {
        CompletableFuture<Outcome.Ready<T>> future = new CompletableFuture<>();
        outcome.whenReady(future::complete);
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    static <T> T value(Outcome<T> outcome) {
        return switch (await(outcome)) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Failed<T>(Errno errno) -> throw new AssertionError("failed with " + errno);
        };
    }

    static Errno errno(Outcome<?> outcome) {
        return switch (await(outcome)) {
            case Outcome.Done<?>(Object value) -> throw new AssertionError("succeeded with " + value);
            case Outcome.Failed<?>(Errno errno) -> errno;
        };
    }

    @Override
    public void close() {
        value(driver.close());
        cleanUp();
    }

    /** By rm(1), because java.nio.file cannot delete paths beyond PATH_MAX. */
    void cleanUp() {
        Processes.umask(umaskBefore);
        try {
            new ProcessBuilder("rm", "-rf", home.toString()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
