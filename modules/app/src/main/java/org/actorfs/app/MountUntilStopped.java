package org.actorfs.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.actorfs.app.mounts.Passwords;

/** A mount that ends when it is unmounted, or when this process gets a SIGINT, SIGTERM or SIGHUP. */
final class MountUntilStopped {
    private final MountRun mount;
    private final PrintWriter out;
    private final Thread hook;
    private final Path directory;
    private final String sentence;

    private MountUntilStopped(MountRun mount, PrintWriter out, Thread hook, Path directory, String sentence) {
        this.mount = mount;
        this.out = out;
        this.hook = hook;
        this.directory = directory;
        this.sentence = sentence;
    }

    /** Mounts and says so. */
    static MountUntilStopped start(MountRun mount, MountRequest request, PrintWriter out) {
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(mount, out));
        Runtime.getRuntime().addShutdownHook(hook);
        boolean started = false;
        try {
            Path directory = mount.start();
            started = true;
            String sentence = "mounted %s on %s (pid %d)"
                    .formatted(
                            Passwords.masked(request.volume().uri().toString()),
                            directory,
                            ProcessHandle.current().pid());
            out.println(sentence + "; Ctrl-C unmounts");
            return new MountUntilStopped(mount, out, hook, directory, sentence);
        } finally {
            if (!started) {
                remove(hook);
            }
        }
    }

    /** Says what is mounted where, and by whom. */
    String sentence() {
        return sentence;
    }

    /** Returns when the volume is closed. */
    void awaitEnd() {
        try {
            mount.awaitEnd();
            out.printf("unmounted %s%n", directory);
        } finally {
            out.flush();
            remove(hook);
        }
    }

    /**
     * The end of this process: what was asked for is done if the volume is closed, so the code is 0 and not 128 + the
     * signal that Java would give.
     */
    private static void stop(MountRun mount, PrintWriter out) {
        boolean closed = mount.stop();
        out.flush();
        Runtime.getRuntime().halt(closed ? ExitCode.OK : ExitCode.FAILED);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, and halts it.
        }
    }
}
