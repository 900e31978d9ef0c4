package org.actorfs.mirror;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;

/** Opens {@code mirror:/some/dir}. A relative path starts at the working directory; the directory may be a link to one. */
public final class MirrorDriverFactory implements DriverFactory {
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
    public boolean isAbsolute(VolumeUri uri) {
        return uri.rest().startsWith("/");
    }

    @Override
    public VolumeUri absolute(VolumeUri uri) throws VolumeException {
        return new VolumeUri(uri.scheme(), directory(uri).normalize().toString());
    }

    @Override
    public List<Path> directories(VolumeUri uri) {
        return List.of(Path.of(uri.rest()));
    }

    @Override
    public Driver open(VolumeUri uri, DriverContext context) throws VolumeException {
        IoPool pool = new IoPool("mirror", context.blocking());
        Path directory = directory(uri);
        return new MirrorDriver(
                BackingDirectory.open(directory, maxCachedDirectories, pool, "cannot mirror '" + directory + "'"),
                pool);
    }

    private static Path directory(VolumeUri uri) throws VolumeException {
        if (uri.rest().isEmpty()) {
            throw new VolumeException(true, "'" + uri + "' names no directory: write mirror:/some/dir");
        }
        try {
            return Path.of(uri.rest()).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new VolumeException(true, "'" + uri + "' names no directory: " + e.getReason());
        }
    }
}
