package org.actorfs.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;

/** {@code hang:}, a memory volume that does not open before it is let. */
final class HangingKind implements DriverFactory {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch let = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public String scheme() {
        return "hang";
    }

    @Override
    public String help() {
        return "hang:";
    }

    @Override
    public Driver open(VolumeUri uri, DriverContext context) throws VolumeException {
        asked.countDown();
        await(let);
        Driver driver = new MemoryDriverFactory().open(new VolumeUri("memory", uri.rest()), context);
        opened.countDown();
        return driver;
    }

    /** Returns when somebody waits for it to open. */
    void awaitAsked() {
        await(asked);
    }

    /** It opens, and has when this returns. */
    void letOpen() {
        let.countDown();
        await(opened);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
