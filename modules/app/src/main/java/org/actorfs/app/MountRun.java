package org.actorfs.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fuse.mount.BusyException;
import org.actorfs.fuse.mount.MountException;
import org.jspecify.annotations.Nullable;

/**
 * One mount in a process of its own, from the first check to the end of its volume. One thread calls {@link #start}, then {@link #awaitEnd};
 * any other may ask for the end meanwhile with {@link #stop}.
 */
final class MountRun {
    /** How long a volume may take to end once nobody can reach it any more. */
    static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final MountRequest request;
    private final PrintWriter out;
    private final Host host;
    private final MountStart start;
    private final CountDownLatch finished = new CountDownLatch(1);
    private @Nullable LiveMount live;

    /** {@code out} is told what a person should know. */
    MountRun(MountRequest request, Settings settings, PrintWriter out) {
        this.request = request;
        this.out = out;
        this.host = new Host(settings);
        this.start = new MountStart(host, note -> out.printf("%s%n", note));
    }

    /** Mounts and serves; afterwards the directory can be used. If it cannot, nothing is left behind. */
    Path start() {
        try {
            LiveMount mount = start.run(request);
            live = mount;
            return mount.directory();
        } catch (MountException e) {
            throw failure(e);
        } catch (VolumeException e) {
            throw Volumes.failure(e);
        } catch (Exception e) {
            throw unexpected("cannot mount %s on %s".formatted(uri(), request.directory()), e);
        } finally {
            if (live == null) {
                host.close();
                finished.countDown();
            }
        }
    }

    private String uri() {
        return Passwords.masked(request.volume().uri().toString());
    }

    /** Waits until the kernel has ended the session, and the volume is closed. */
    void awaitEnd() {
        LiveMount mount = live;
        if (mount == null) {
            throw new IllegalStateException("not started");
        }
        try {
            mount.ended().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw unexpected("%s did not close well".formatted(uri()), e);
        } finally {
            release(mount);
        }
    }

    private void release(LiveMount mount) {
        try {
            host.close();
            mount.release();
        } catch (IOException e) {
            out.printf("actorfs: the lock file stays: %s%n", e.getMessage());
        } finally {
            finished.countDown();
        }
    }

    /**
     * Unmounts and waits for the end of the volume: called when the process is asked to stop. If somebody still uses the
     * mount it is detached, and they have {@link #END_LIMIT} to end.
     *
     * @return false if the volume is not closed
     */
    boolean stop() {
        Optional<LiveMount> mount = start.callOff();
        if (finished.getCount() == 0 || (mount.isEmpty() && !start.mayBeMounted())) {
            return true;
        }
        try {
            if (mount.isPresent() && mount.get().isOnTop()) {
                unmount(mount.get());
            }
            if (finished.await(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return true;
            }
            out.printf(
                    "%s is still in use after %d s: it ends now, for its users too%n",
                    request.directory(), END_LIMIT.toSeconds());
        } catch (MountException | IOException e) {
            out.printf("actorfs: %s%n", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void unmount(LiveMount mount) throws MountException, IOException {
        try {
            mount.unmount();
        } catch (BusyException busy) {
            out.printf(
                    "%s; it is detached now, and its users have %d s to end%n",
                    busy.getMessage(), END_LIMIT.toSeconds());
            mount.detach();
        }
    }

    static CommandFailure failure(MountException e) {
        String sentence = String.valueOf(e.getMessage());
        return e.isUsage() ? CommandFailure.usage(sentence) : CommandFailure.failed(sentence);
    }

    /** A failure that no sentence was written for; its own words have to do. */
    static RuntimeException unexpected(String what, Exception e) {
        if (e instanceof RuntimeException bug && !(e instanceof CompletionException)) {
            return bug;
        }
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        return CommandFailure.failed("%s: %s; run  actorfs doctor".formatted(what, cause.getMessage()));
    }
}
