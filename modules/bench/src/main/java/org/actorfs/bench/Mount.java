package org.actorfs.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.actorfs.fuse.mount.BusyException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.Unmounter;
import org.actorfs.posix.MountInfo;

/** A subject that is mounted, with the process that serves it; unmounted and ended by {@link #close}. */
final class Mount implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final long END_SECONDS = 15;

    private final Subject subject;
    private final Path directory;
    private final Path log;
    private final Process process;

    private Mount(Subject subject, Path directory, Path log, Process process) {
        this.subject = subject;
        this.directory = directory;
        this.log = log;
        this.process = process;
    }

    /** Starts the process; the directory is usable once {@link #awaitMounted} returned. */
    static Mount start(Subject subject, Workplace workplace, int timeoutSeconds) throws IOException {
        String name = subject.id() + "-" + timeoutSeconds + "s";
        Path directory = Files.createDirectory(workplace.root().resolve("mnt-" + name));
        Path branch = Files.createDirectory(workplace.tmpfs().resolve(name));
        Path log = workplace.root().resolve(name + ".log");
        Process process = new ProcessBuilder(subject.command(workplace.home(), branch, directory, timeoutSeconds))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        return new Mount(subject, directory, log, process);
    }

    Subject subject() {
        return subject;
    }

    String directory() {
        return directory.toString();
    }

    /** Processor time that the serving process has used until now. */
    long cpuMicros() throws IOException, BenchException {
        if (!process.isAlive()) {
            throw new BenchException(
                    "%s ended while it was measured and said: %s".formatted(subject.id(), lastWords()));
        }
        return CpuTime.micros(process.pid());
    }

    void awaitMounted() throws IOException, BenchException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isMounted()) {
            if (!process.isAlive()) {
                throw new BenchException("%s did not mount and said: %s".formatted(subject.id(), lastWords()));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException(
                        "%s did not mount within %d s".formatted(subject.id(), START_LIMIT.toSeconds()));
            }
            pause(1);
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "nothing" : lines.getLast();
    }

    private boolean isMounted() throws IOException {
        return MountInfo.find(directory.toString()).isPresent();
    }

    @Override
    public void close() throws IOException {
        try {
            if (isMounted()) {
                Unmounter.unmount(directory, true);
            }
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
            }
        } catch (MountException | BusyException e) {
            process.destroyForcibly();
            if (isMounted()) { // else a Ctrl-C made it unmount itself meanwhile
                throw new IOException(e.getMessage(), e);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
