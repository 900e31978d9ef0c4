package org.actorfs.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.OpenFlags;

/** Opens {@code mirror:/some/dir}. A relative path starts at the working directory; the directory may be a link to one. */
public final class MirrorDriverFactory implements DriverFactory {
    private static final byte[] ITSELF = {'.'};

    private final int maxCachedDirectories;

    public MirrorDriverFactory() {
        this(DescriptorCache.DEFAULT_SLOTS);
    }

    /** @param maxCachedDirectories how many descriptors a volume may hold for directories, at least 1 */
    public MirrorDriverFactory(int maxCachedDirectories) {
        if (maxCachedDirectories < 1) {
            throw new IllegalArgumentException(
                    "a mirror needs at least 1 cached directory, not " + maxCachedDirectories);
        }
        this.maxCachedDirectories = maxCachedDirectories;
    }

    @Override
    public String scheme() {
        return "mirror";
    }

    @Override
    public String help() {
        return "mirror:DIR  the directory DIR, which others may go on using and changing";
    }

    @Override
    public Driver open(VolumeUri uri, DriverContext context) throws VolumeException {
        int fd = openRoot(uri, absolute(uri));
        IoPool pool = new IoPool(context.blocking());
        MirrorTree tree = new MirrorTree(fd, maxCachedDirectories, descriptor -> pool.runUnattended(descriptor::close));
        return new MirrorDriver(tree, pool);
    }

    private static Path absolute(VolumeUri uri) throws VolumeException {
        if (uri.rest().isEmpty()) {
            throw new VolumeException(true, "'" + uri + "' names no directory: write mirror:/some/dir");
        }
        try {
            return Path.of(uri.rest()).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new VolumeException(true, "'" + uri + "' names no directory: " + e.getReason());
        }
    }

    private static int openRoot(VolumeUri uri, Path path) throws VolumeException {
        int how = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
        int fd = Descriptors.open(path.toString().getBytes(UTF_8), how, 0);
        if (fd < 0) {
            throw new VolumeException(isUsage(-fd), "cannot mirror '" + path + "': " + reason(-fd, path));
        }
        int probe = Descriptors.openat2(fd, ITSELF, how, 0, OpenFlags.RESOLVE_CACHED);
        if (probe >= 0) {
            Descriptors.close(probe);
        } else if (probe != -Errnos.EAGAIN) {
            Descriptors.close(fd);
            throw new VolumeException(
                    false,
                    "cannot open '" + uri + "': openat2(2) answers " + Errnos.name(probe)
                            + "; mirror needs Linux 5.12 or newer, and a container that allows the call");
        }
        return fd;
    }

    private static boolean isUsage(int errno) {
        return errno == Errnos.ENOENT || errno == Errnos.ENOTDIR;
    }

    private static String reason(int errno, Path path) {
        return switch (errno) {
            case Errnos.ENOENT -> "there is no such directory; create it or correct the path";
            case Errnos.ENOTDIR ->
                "it is not a directory; name the directory that holds it, '" + path.getParent() + "'";
            case Errnos.EACCES -> "permission denied; run as a user who may search it";
            default -> Errnos.name(errno);
        };
    }
}
