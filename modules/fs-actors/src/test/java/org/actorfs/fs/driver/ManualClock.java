package org.actorfs.fs.driver;

import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fs.Timespec;

/** A clock that a test moves on by hand; it starts at 1,000,000 seconds. */
public final class ManualClock implements TimeSource {
    private final AtomicLong seconds = new AtomicLong(1_000_000);

    public Timespec tick() {
        seconds.incrementAndGet();
        return now();
    }

    @Override
    public Timespec now() {
        return new Timespec(seconds.get(), 0);
    }

    @Override
    public long nanos() {
        return seconds.get() * 1_000_000_000;
    }
}
