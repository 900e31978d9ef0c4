package org.actorfs.union;

import java.nio.file.Path;
import java.util.Collections;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverContract;
import org.actorfs.fs.driver.TimeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The driver contract: one branch and three, with policies that scatter things and with ones that keep them together. */
@ParameterizedClass
@CsvSource({
    "/var/tmp, 1, pfrd",
    "/dev/shm, 3, rand",
    "/dev/shm, 3, epff",
    "/var/tmp, 3, mspmfs",
})
final class UnionContractTest extends DriverContract {
    private final UnionFixture union;

    UnionContractTest(String where, int branches, String policy) {
        union = new UnionFixture(Path.of(where), Collections.nCopies(branches, ""), "category.create=" + policy);
    }

    @Override
    protected Driver open(TimeSource clock) {
        return union.driver;
    }

    @Override
    protected boolean owned() {
        return false;
    }

    @AfterEach
    void cleanUp() {
        union.cleanUp();
    }
}
