package org.actorfs.union;

import java.nio.file.Path;
import java.util.Collections;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.XattrContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** On a disk filesystem: tmpfs keeps no {@code user} attributes before Linux 6.6. */
@ParameterizedClass
@CsvSource({"/var/tmp, 1, pfrd", "/var/tmp, 3, rand"})
final class UnionXattrContractTest extends XattrContract {
    private final UnionFixture union;

    UnionXattrContractTest(String where, int branches, String policy) {
        union = new UnionFixture(Path.of(where), Collections.nCopies(branches, ""), "category.create=" + policy);
    }

    @Override
    protected Driver open(TimeSource clock) {
        return union.driver;
    }

    @AfterEach
    void cleanUp() {
        union.cleanUp();
    }
}
