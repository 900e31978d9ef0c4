package org.actorfs.fuse.mount;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.Mounts;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Processes;

/** Mounts: root with mount(2), anybody else through fusermount3. Neither waits for INIT to be answered. */
public final class Mounter {
    private static final String DEVICE = "/dev/fuse";
    private static final Path FUSE_CONF = Path.of("/etc/fuse.conf");

    private Mounter() {}

    /**
     * A directory that is mounted now.
     *
     * @param fuseFd the descriptor to serve; the receiver owns it, and the mount is dead once it is closed
     */
    public record Mounted(int fuseFd, MountInfo info) {}

    /** Mounts on a directory that {@link Mountpoint} found good; {@code source} is shown if no fsname was given. */
    public static Mounted mount(Path directory, MountOptions options, String source)
            throws MountException, IOException {
        String shown = options.fsName().orElse(source);
        int fd = Processes.geteuid() == 0
                ? mountAsRoot(directory, options, shown)
                : mountAsUser(directory, options, shown);
        MountInfo info = MountInfo.find(directory.toString()).orElseThrow(() -> vanished(directory, fd));
        if (options.writebackCache()) {
            DirtyLimit.raise(info);
        }
        return new Mounted(fd, info);
    }

    private static int mountAsRoot(Path directory, MountOptions options, String source) throws MountException {
        int fd = openDevice();
        String data = options.kernelData(fd, Processes.getuid(), Processes.getgid());
        int result = Mounts.mount(
                source.getBytes(UTF_8),
                directory.toString().getBytes(UTF_8),
                options.fsType().getBytes(UTF_8),
                options.flags(),
                data.getBytes(UTF_8));
        if (result < 0) {
            Descriptors.close(fd);
            throw refused(directory, -result);
        }
        return fd;
    }

    private static int mountAsUser(Path directory, MountOptions options, String source)
            throws MountException, IOException {
        Descriptors.close(openDevice()); // fusermount3 would say less about what is wrong with it
        FuseHelper helper = FuseHelper.find();
        if (options.allowOther() && !userAllowOther()) {
            throw MountException.failed("allow_other is for root only here: leave it out, or let root put the line"
                    + " user_allow_other into /etc/fuse.conf");
        }
        return helper.mount(directory, options.fusermountOptions(source));
    }

    private static int openDevice() throws MountException {
        int fd = Descriptors.open(DEVICE.getBytes(US_ASCII), OpenFlags.O_RDWR, 0);
        if (fd >= 0) {
            return fd;
        }
        throw MountException.failed(
                switch (-fd) {
                    case Errnos.ENOENT, Errnos.ENODEV, Errnos.ENXIO ->
                        "there is no /dev/fuse: run  modprobe fuse  as root, or give the container that device"
                                + " (--device /dev/fuse)";
                    case Errnos.EACCES, Errnos.EPERM ->
                        "/dev/fuse may not be opened: root can allow it (chmod 666 /dev/fuse), and a container must be"
                                + " given the device (--device /dev/fuse)";
                    default -> "/dev/fuse does not open (" + Errnos.name(fd) + "): run  actorfs doctor";
                });
    }

    private static MountException refused(Path directory, int errno) {
        return MountException.failed(
                switch (errno) {
                    case Errnos.EPERM ->
                        "no right to mount on %s: run as root; a container needs --cap-add SYS_ADMIN"
                                .formatted(directory);
                    case Errnos.ENODEV -> "this kernel has no FUSE: run  modprobe fuse  as root, or  actorfs doctor";
                    default -> "cannot mount on %s: mount(2) says %s".formatted(directory, Errnos.name(errno));
                });
    }

    private static MountException vanished(Path directory, int fd) {
        Descriptors.close(fd);
        return MountException.failed(
                "%s was mounted and is gone again: somebody unmounted it; try once more".formatted(directory));
    }

    private static boolean userAllowOther() {
        try {
            List<String> lines = Files.readAllLines(FUSE_CONF);
            return lines.stream().map(String::strip).anyMatch("user_allow_other"::equals);
        } catch (IOException e) {
            return false;
        }
    }
}
