package org.actorfs.app.system;

import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;

/** {@code odd:ANYTHING}, a memory volume with the names of {@link Misbehaving}. */
public final class MisbehavingKind implements DriverFactory, AutoCloseable {
    private final Misbehaving trouble = new Misbehaving();

    @Override
    public String scheme() {
        return "odd";
    }

    @Override
    public String help() {
        return "odd:ANYTHING";
    }

    @Override
    public Driver open(VolumeUri uri, DriverContext context) throws VolumeException {
        return new ForwardingDriver(new MemoryDriverFactory().open(new VolumeUri("memory", ""), context), trouble);
    }

    /** Returns once there is a call that is never answered. */
    public void awaitUnanswered() throws InterruptedException {
        trouble.awaitUnanswered();
    }

    /** How many of its drivers were closed. */
    public int driversClosed() {
        return trouble.driversClosed();
    }

    /** Answers what is not answered. */
    @Override
    public void close() {
        trouble.close();
    }
}
