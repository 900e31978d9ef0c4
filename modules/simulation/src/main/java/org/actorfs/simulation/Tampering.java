package org.actorfs.simulation;

import java.util.function.UnaryOperator;
import org.actorfs.fs.driver.Driver;

/** A bug put in on purpose, to see that the simulation finds it. Lives for one run. */
interface Tampering {
    /** Wraps the driver that the volume is given. */
    default Driver driver(Driver driver) {
        return driver;
    }

    /** Whether this FORGET never reaches the inode. */
    default boolean losesForget(long ino) {
        return false;
    }

    static Tampering none() {
        return new Tampering() {};
    }

    static Tampering ofDriver(UnaryOperator<Driver> wrapper) {
        return new Tampering() {
            @Override
            public Driver driver(Driver driver) {
                return wrapper.apply(driver);
            }
        };
    }
}
