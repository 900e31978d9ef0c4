package org.actorfs.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.actorfs.fuse.mount.BusyException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.Unmounter;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Statx;

/** From exec to the first stat(2) that a mount answers: actorfs with its AOT cache and without, and mergerfs. */
final class StartTime {
    private static final long LIMIT_NANOS = 60_000_000_000L;
    private static final long END_SECONDS = 15;

    private enum Way {
        AOT,
        PLAIN,
        MERGERFS
    }

    private final Path home;
    private final Path root;

    private StartTime(Path home, Path root) {
        this.home = home;
        this.root = root;
    }

    /** The medians of so many rounds, as a sentence. */
    static String measure(Path home, int rounds) throws IOException, BenchException {
        System.err.println("starting and stopping");
        Path root = Files.createTempDirectory("actorfs-start");
        try {
            return new StartTime(home, root).rounds(rounds);
        } finally {
            Files.deleteIfExists(root.resolve("branch"));
            Files.deleteIfExists(root);
        }
    }

    private String rounds(int rounds) throws IOException, BenchException {
        boolean peer = Subject.installed().contains(Subject.MERGERFS);
        Files.createDirectory(root.resolve("branch"));
        Map<Way, List<Double>> times = new EnumMap<>(Way.class);
        for (int i = 0; i < rounds; i++) {
            for (Way way : Way.values()) {
                if (way != Way.MERGERFS || peer) {
                    times.computeIfAbsent(way, _ -> new ArrayList<>()).add(millis(way));
                }
            }
        }
        double aot = Results.median(times.getOrDefault(Way.AOT, List.of())).orElse(0);
        double plain = Results.median(times.getOrDefault(Way.PLAIN, List.of())).orElse(0);
        double merged =
                Results.median(times.getOrDefault(Way.MERGERFS, List.of())).orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "exec to first stat: %.0f ms with the AOT cache, %.0f ms without: %.2f times as fast; mergerfs: %.0f ms%n",
                aot,
                plain,
                plain / aot,
                merged);
    }

    private ProcessBuilder builder(Way way, Path directory) {
        Subject subject = way == Way.MERGERFS ? Subject.MERGERFS : Subject.MEMORY;
        ProcessBuilder builder = new ProcessBuilder(subject.command(home, root.resolve("branch"), directory, 1))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(new File("/dev/null"));
        if (way == Way.PLAIN) {
            builder.environment().put("ACTORFS_NO_AOT", "1");
        }
        return builder;
    }

    private double millis(Way way) throws IOException, BenchException {
        Path directory = Files.createTempDirectory(root, "mnt");
        long begin = System.nanoTime();
        Process process = builder(way, directory).start();
        try {
            awaitMount(directory, process, begin);
            firstStat(directory);
            return (System.nanoTime() - begin) / 1e6;
        } finally {
            end(directory, process);
        }
    }

    private static void awaitMount(Path directory, Process process, long begin) throws IOException, BenchException {
        while (MountInfo.find(directory.toString()).isEmpty()) {
            if (!process.isAlive() || System.nanoTime() - begin > LIMIT_NANOS) {
                throw new BenchException("%s did not mount %s: run it by hand"
                        .formatted(process.info().commandLine().orElse("a process that ended"), directory));
            }
            Mount.pause(1);
        }
    }

    private static void firstStat(Path directory) throws BenchException {
        int result = new Statx()
                .fill(
                        Descriptors.AT_FDCWD,
                        directory.toString().getBytes(StandardCharsets.UTF_8),
                        Paths.AT_SYMLINK_NOFOLLOW,
                        Statx.STATX_BASIC_STATS);
        if (result < 0) {
            throw new BenchException("the first stat of " + directory + " failed with " + Errnos.name(result));
        }
    }

    private static void end(Path directory, Process process) throws IOException {
        try {
            if (MountInfo.find(directory.toString()).isPresent()) {
                Unmounter.unmount(directory, true);
            }
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (MountException | BusyException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        Files.deleteIfExists(directory);
    }
}
