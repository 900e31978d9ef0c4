package org.actorfs.mirror;

import static org.actorfs.mirror.Fixture.value;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.junit.jupiter.api.Test;

/** Which files close(2) may have something to tell of. */
final class TellsAtCloseTest {
    private static final Caller ROOT = Caller.ROOT;

    /** A file that this process may write, on a filesystem of which nothing is known. */
    private static final String OUTSIDE = "proc/" + ProcessHandle.current().pid() + "/comm";

    private static Driver mirror(String directory) throws VolumeException {
        return new MirrorDriverFactory()
                .open(new VolumeUri("mirror", directory), new DriverContext(TimeSource.system(), 2));
    }

    private static OpenFile open(Driver driver, String path, int flags) {
        Node at = value(driver.root());
        for (String name : path.split("/")) {
            at = value(driver.lookup(at, Name.of(name)));
        }
        return value(driver.open(at, flags, ROOT)).file();
    }

    private static boolean tells(OpenFile file) {
        boolean tells = file.tellsAtClose();
        file.release();
        return tells;
    }

    @Test
    void shouldHaveNothingToTellOfLocalFiles() {
        try (Fixture mirror = Fixture.on(Path.of("/dev/shm"), 16)) {
            assertFalse(
                    tells(value(mirror.driver.create(mirror.root, Name.of("f"), 0644, OpenFlags.READ_WRITE, 0, ROOT))
                            .file()));
        }
    }

    @Test
    void shouldTellWhatOtherFilesystemsDo() throws VolumeException {
        Driver driver = mirror("/proc");
        assertTrue(tells(open(driver, OUTSIDE.substring("proc/".length()), OpenFlags.READ_WRITE)));
        assertFalse(tells(open(driver, OUTSIDE.substring("proc/".length()), OpenFlags.READ_ONLY)));
        value(driver.close());
    }

    @Test
    void shouldTellWhatIsMountedBelowALocalDirectory() throws VolumeException {
        Driver driver = mirror("/");
        OpenFile file = open(driver, OUTSIDE, OpenFlags.READ_WRITE);
        value(file.flush(value(driver.root())));
        assertTrue(tells(file));
        value(driver.close());
    }
}
