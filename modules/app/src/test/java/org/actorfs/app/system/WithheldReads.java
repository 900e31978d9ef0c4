package org.actorfs.app.system;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;

/** Withholds what the driver says to every read, until it is released. */
final class WithheldReads implements ForwardingDriver.Trouble {
    private final Queue<Runnable> reads = new ConcurrentLinkedQueue<>();
    private volatile boolean released;

    @Override
    public <T> Outcome<T> answer(String call, Name name, Supplier<Outcome<T>> driver) {
        if (released || !call.equals("read")) {
            return driver.get();
        }
        Later<T> later = new Later<>();
        reads.add(() -> later.completeWith(driver.get()));
        return later;
    }

    /** How many have come. */
    int count() {
        return reads.size();
    }

    /** All that have come; dd reads again until the end. */
    void release() {
        released = true;
        reads.forEach(Runnable::run);
    }
}
