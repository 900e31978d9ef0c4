package org.actorfs.mirror;

import java.nio.file.Path;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverContract;
import org.actorfs.fs.driver.TimeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver contract, on a disk filesystem and on tmpfs. */
@ParameterizedClass
@ValueSource(strings = {"/var/tmp", "/dev/shm"})
final class MirrorContractTest extends DriverContract {
    private final Fixture mirror;

    MirrorContractTest(String where) {
        mirror = Fixture.on(Path.of(where), DescriptorCache.DEFAULT_SLOTS);
    }

    @Override
    protected Driver open(TimeSource clock) {
        return mirror.driver;
    }

    @Override
    protected boolean owned() {
        return false;
    }

    @AfterEach
    void cleanUp() {
        mirror.cleanUp();
    }
}
