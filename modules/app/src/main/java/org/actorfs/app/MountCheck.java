package org.actorfs.app;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountRunner.Checked;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.Mountpoint;

/** Looks whether something could be mounted: first its volume, then its options, then its mountpoint. Used once, by one thread. */
final class MountCheck {
    private final Host host;
    private final Optional<Path> config;
    private final List<DriverFactory> kinds;
    private final MountSpec spec;
    private volatile boolean calledOff;

    MountCheck(Host host, Optional<Path> config, List<DriverFactory> kinds, MountSpec spec) {
        this.host = host;
        this.config = config;
        this.kinds = kinds;
        this.spec = spec;
    }

    /** Nobody waits for it any more: it makes nothing from now on. */
    void callOff() {
        calledOff = true;
    }

    /** Volume, options and mountpoint. */
    Answer<Checked> run() {
        return answer(() -> {
            MountRequest request = volume();
            return calledOff ? Answer.failed(late()) : Answer.of(mountpoint(request));
        });
    }

    /** Volume and options. */
    Answer<String> runOnVolume() {
        return answer(() -> Answer.of(volume().volume().uri().scheme()));
    }

    private interface Look<T> {
        Answer<T> look() throws VolumeException, MountException, IOException;
    }

    private <T> Answer<T> answer(Look<T> look) {
        try {
            return look.look();
        } catch (VolumeException | MountException | IOException | RuntimeException e) {
            return Answer.failed(Faults.of("cannot check the mount on " + spec.mountpoint(), e));
        }
    }

    private MountRequest volume() throws VolumeException, MountException {
        Volumes.Volume volume = Volumes.parseAbsolute(spec.volume(), kinds);
        open(volume, Map.of());
        MountRequest request = request(spec, volume, config);
        if (!request.options().driverOptions().isEmpty()) {
            refuseOptions(volume, request.options().driverOptions());
        }
        return request;
    }

    private MountFault late() {
        return new MountFault.VolumeLoad("%s did not open in time".formatted(Passwords.masked(spec.volume())));
    }

    /** The request of a mount with an absolute mountpoint. */
    static MountRequest request(MountSpec spec, Volumes.Volume volume, Optional<Path> config) throws MountException {
        if (!spec.mountpoint().startsWith("/") || spec.mountpoint().indexOf('\0') >= 0) {
            throw CommandFailure.usage("'%s' is not an absolute path: name the directory to mount on from / on"
                    .formatted(spec.mountpoint().replace('\0', '?')));
        }
        return MountRequest.of(volume, spec, config);
    }

    private void open(Volumes.Volume volume, Map<String, String> options) throws VolumeException {
        DriverContext context =
                new DriverContext(TimeSource.system(), host.settings().blockingThreads(), options);
        var _ = volume.factory().open(volume.uri(), context).close();
    }

    /** What is wrong now is in the options, for the volume itself opened. */
    private void refuseOptions(Volumes.Volume volume, Map<String, String> options) throws VolumeException {
        try {
            open(volume, options);
        } catch (VolumeException e) {
            if (e.isUsage()) {
                throw CommandFailure.usage(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private Checked mountpoint(MountRequest request) throws VolumeException, MountException, IOException {
        host.refuseInside(request);
        List<Path> made = MadeDirectories.make(Path.of(request.directory()).normalize());
        boolean fits = false;
        try {
            Mountpoint mountpoint = Mountpoint.locate(request.directory());
            mountpoint.refuseOwn(host.ownPaths(request));
            if (mountpoint.mounted().isPresent()) {
                refuseTaken(request, mountpoint);
            } else {
                mountpoint.refuseUnfit(request.options().nonEmpty());
            }
            fits = true;
            return new Checked(mountpoint.path(), made);
        } finally {
            if (!fits) {
                MadeDirectories.remove(made);
            }
        }
    }

    /** What a killed daemon left does not count: a start takes it away. */
    private void refuseTaken(MountRequest request, Mountpoint mountpoint) throws MountException, IOException {
        try (Closeable _ = host.runtime().enter()) {
            host.refuseServed(mountpoint);
            if (!request.options().lazyUmount()) {
                mountpoint.refuseAlive();
            }
        }
    }
}
