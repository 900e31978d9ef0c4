package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountStatus;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.Mounts;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Sockets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who started the daemon and wants to know how it is: systemd, or whatever else sets {@code NOTIFY_SOCKET} (sd_notify(3)). It hears that the
 * daemon is ready, how many of its mounts run, and that it ends. Without that variable nobody is told. No child of the daemon gets the
 * variable: their environments are made for them.
 */
final class ServiceManager {
    private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);

    private static final String VARIABLE = "NOTIFY_SOCKET";
    private static final Duration WHILE_BOOTING = Duration.ofMillis(50);
    private static final Duration LATER = Duration.ofSeconds(2);

    /** How often a message is tried whose receiver has no room for it, {@link #WHILE_BOOTING} apart. */
    private static final int ATTEMPTS = 100;

    private final Optional<byte[]> socket;
    private String lastStatus = "";
    private volatile @Nullable Thread follower;

    private ServiceManager(Optional<byte[]> socket) {
        this.socket = socket;
    }

    /** The one that the environment names, if it names any. */
    static ServiceManager of(Map<String, String> environment) {
        String name = environment.getOrDefault(VARIABLE, "");
        if (name.startsWith("@")) {
            return new ServiceManager(Optional.of(("\0" + name.substring(1)).getBytes(UTF_8)));
        }
        if (!name.isEmpty() && !name.startsWith("/")) {
            log.warn(
                    "{} is neither a path nor an @name, so nobody is told when the daemon is ready: {}",
                    VARIABLE,
                    name);
        }
        return new ServiceManager(name.startsWith("/") ? Optional.of(name.getBytes(UTF_8)) : Optional.empty());
    }

    /**
     * Tells it that the daemon is ready as soon as everything that starts with the daemon runs or has failed, but after {@code limit} at the
     * latest: a journal that is away must not hold up the start of the machine. From then on, how many mounts run.
     */
    void follow(Mounts mounts, Duration limit) {
        if (socket.isPresent()) {
            follower = Thread.ofPlatform().daemon().name("service-manager").start(() -> report(mounts, limit));
        }
    }

    /** The daemon ends. */
    void stopping() {
        Thread reporter = follower;
        if (reporter != null) {
            reporter.interrupt();
        }
        tell("STOPPING=1\nSTATUS=unmounting");
    }

    private void report(Mounts mounts, Duration limit) {
        try {
            long begun = System.nanoTime();
            while (mounts.unready().isPresent() && System.nanoTime() - begun < limit.toNanos()) {
                tellStatus(mounts);
                Thread.sleep(WHILE_BOOTING);
            }
            tell("READY=1");
            while (true) {
                tellStatus(mounts);
                Thread.sleep(LATER);
            }
        } catch (InterruptedException e) {
            log.debug("the daemon ends");
        }
    }

    private void tellStatus(Mounts mounts) {
        String status = status(mounts).replace('\n', ' ');
        if (!status.equals(lastStatus)) {
            lastStatus = status;
            tell("STATUS=" + status);
        }
    }

    private static String status(Mounts mounts) {
        Optional<String> unready = mounts.unready();
        if (unready.isPresent()) {
            return unready.get();
        }
        return switch (mounts.list().toCompletableFuture().join()) {
            case Answer.Done<List<MountView>>(List<MountView> all) -> sentence(all);
            case Answer.Failed<List<MountView>> failed -> failed.fault().sentence();
        };
    }

    /** Such as "12 of 13 mounts run, 1 failed". */
    static String sentence(List<MountView> mounts) {
        long failed = count(mounts, MountStatus.ERROR);
        return "%d of %d mounts run%s"
                .formatted(
                        count(mounts, MountStatus.RUNNING),
                        mounts.size(),
                        failed == 0 ? "" : ", %d failed".formatted(failed));
    }

    private static long count(List<MountView> mounts, MountStatus status) {
        return mounts.stream().filter(mount -> mount.status() == status).count();
    }

    private void tell(String message) {
        socket.ifPresent(name -> send(name, message));
    }

    private static void send(byte[] name, String message) {
        int sent = -Errnos.EAGAIN;
        for (int i = 0; i < ATTEMPTS && (sent == -Errnos.EAGAIN || sent == -Errnos.EINTR); i++) {
            sent = Sockets.sendDatagram(name, message.getBytes(UTF_8));
            if (sent == -Errnos.EAGAIN) {
                LockSupport.parkNanos(WHILE_BOOTING.toNanos());
            }
        }
        if (sent < 0) {
            log.warn("the service manager was not told {}: {}", message, Errnos.name(-sent));
        }
    }
}
