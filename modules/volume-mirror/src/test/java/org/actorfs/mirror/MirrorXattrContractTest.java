package org.actorfs.mirror;

import java.nio.file.Path;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.XattrContract;
import org.junit.jupiter.api.AfterEach;

/** On a disk filesystem: tmpfs keeps no {@code user} attributes before Linux 6.6. */
final class MirrorXattrContractTest extends XattrContract {
    private final Fixture mirror = Fixture.on(Path.of("/var/tmp"), DescriptorCache.DEFAULT_SLOTS);

    @Override
    protected Driver open(TimeSource clock) {
        return mirror.driver;
    }

    @AfterEach
    void cleanUp() {
        mirror.cleanUp();
    }
}
