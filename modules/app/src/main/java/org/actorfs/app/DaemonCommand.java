package org.actorfs.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.actorfs.posix.Processes;
import picocli.CommandLine.Command;

/** {@code actorfs daemon}: keeps mounts until it is told to end. */
@Command(
        name = "daemon",
        description = {
            "Keeps the mounts that the configuration declares and those that actorfs mounts adds, until Ctrl-C or SIGTERM.",
            "It stays in the foreground; SIGHUP or actorfs reload applies what has changed in the mounts of the file."
        })
final class DaemonCommand implements Runnable {
    private final PrintWriter out;
    private final ActorfsCommand root;

    DaemonCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        Optional<Path> file = root.configFile().map(Path::toAbsolutePath);
        DaemonConfig config = file.map(DaemonFile::read).orElseGet(DaemonFile::defaults);
        Logging.configure(config.settings());
        Host.clearUmask();
        Daemon daemon = Daemon.start(config, file, out);
        ServiceManager manager = ServiceManager.of(System.getenv());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> end(daemon, manager)));
        Hangup.handle(daemon::reload);
        daemon.begin();
        out.printf("the daemon listens on %s (pid %d); Ctrl-C ends it%n", daemon.url(), Processes.getpid());
        daemon.reportTo(manager);
        serve();
    }

    /** Until the JVM is told to end: then the hook does the rest. */
    private static void serve() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Daemon daemon, ServiceManager manager) {
        manager.stopping();
        boolean closed = daemon.end();
        out.flush();
        Runtime.getRuntime().halt(closed ? ExitCode.OK : ExitCode.FAILED);
    }
}
