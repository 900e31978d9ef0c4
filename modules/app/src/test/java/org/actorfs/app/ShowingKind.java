package org.actorfs.app;

import java.nio.file.Path;
import java.util.List;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;

/** {@code shows:DIRECTORY}, a memory volume that says it shows that directory, and does not look at it. */
final class ShowingKind implements DriverFactory {
    @Override
    public String scheme() {
        return "shows";
    }

    @Override
    public String help() {
        return "shows:DIRECTORY";
    }

    @Override
    public List<Path> directories(VolumeUri uri) {
        return List.of(Path.of(uri.rest()));
    }

    @Override
    public Driver open(VolumeUri uri, DriverContext context) throws VolumeException {
        return new MemoryDriverFactory().open(new VolumeUri("memory", ""), context);
    }
}
