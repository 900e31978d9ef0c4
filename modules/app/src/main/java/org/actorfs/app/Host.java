package org.actorfs.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.Mountpoint;
import org.actorfs.fuse.mount.OwnPath;
import org.actorfs.fuse.mount.RuntimeDirectory;
import org.actorfs.fuse.session.DaemonSettings;
import org.actorfs.fuse.session.FuseDaemon;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.Processes;
import org.jspecify.annotations.Nullable;

/**
 * What the mounts of one process share: the threads that serve them, their turn at the mount table, and that none may come in another's way.
 * Whoever makes it closes it after the last mount.
 */
final class Host implements AutoCloseable {
    private final Settings settings;
    private final Set<LiveMount> mounts = ConcurrentHashMap.newKeySet();
    private @Nullable FuseDaemon fuse;
    private @Nullable RuntimeDirectory runtime;

    /** Starts nothing yet. */
    Host(Settings settings) {
        this.settings = settings;
    }

    /** To be called once where a process begins that mounts: the modes of a mirror's files are its callers' to mask. */
    static void clearUmask() {
        Processes.umask(0);
    }

    Settings settings() {
        return settings;
    }

    /** What serves sessions; started when the first asks. */
    synchronized FuseDaemon fuse() {
        if (fuse == null) {
            fuse = FuseDaemon.start(new DaemonSettings(
                    settings.workers(),
                    settings.slots(),
                    settings.maxAwakeInodes(),
                    settings.maxCountedInodes(),
                    settings.watchdog(),
                    settings.metrics()));
        }
        return fuse;
    }

    /** Where the records of the mounts are. */
    synchronized RuntimeDirectory runtime() throws MountException {
        if (runtime == null) {
            runtime = RuntimeDirectory.own();
        }
        return runtime;
    }

    void add(LiveMount mount) {
        mounts.add(mount);
    }

    void remove(LiveMount mount) {
        mounts.remove(mount);
    }

    /** Before anything is read of what is mounted there: a daemon never reads its own records. */
    void refuseServed(Mountpoint mountpoint) throws MountException, IOException {
        for (MountInfo mount : MountInfo.readSelf()) {
            if (mount.mountPoint().equals(mountpoint.path().toString()) && serves(mount)) {
                throw MountException.taken("mountpoint %s is a mount of this process already: stop that first"
                        .formatted(mountpoint.path()));
            }
        }
    }

    private boolean serves(MountInfo mount) {
        return mounts.stream().anyMatch(live -> live.isOf(mount));
    }

    /** What no mountpoint may hide, and what it may not be in. */
    List<OwnPath> ownPaths(MountRequest request) throws MountException {
        List<OwnPath> own = OwnPaths.of(request, settings, runtime().path());
        for (LiveMount mount : mounts) {
            for (Path directory : mount.directories()) {
                own.add(new OwnPath("a directory that the mount on " + mount.directory() + " shows", directory, true));
            }
        }
        return own;
    }

    /** Looks at no file: a look into a mount of its own would make this process wait for itself. */
    void refuseInside(MountRequest request) throws MountException, VolumeException {
        for (LiveMount mount : mounts) {
            if (isBelow(Path.of(request.directory()), mount)) {
                throw MountException.taken(
                        "cannot mount on %s: it is inside %s, which this process serves itself; choose a directory outside"
                                .formatted(request.directory(), mount.directory()));
            }
            for (Path shown : request.volume().directories()) {
                if (shown.normalize().startsWith(mount.directory())
                        || mount.directory().startsWith(shown.normalize())) {
                    throw new VolumeException(
                            false,
                            "cannot show %s: it is inside or holds %s, which this process serves itself; choose a directory outside"
                                    .formatted(shown, mount.directory()));
                }
            }
        }
    }

    private static boolean isBelow(Path path, LiveMount mount) {
        Path plain = path.toAbsolutePath().normalize();
        return plain.startsWith(mount.directory()) && !plain.equals(mount.directory());
    }

    /** Ends what is still served, with EIO for its users. */
    @Override
    public synchronized void close() {
        if (fuse != null) {
            fuse.close();
        }
    }
}
