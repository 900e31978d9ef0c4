package org.actorfs.fs.driver;

import java.time.Clock;
import java.time.Instant;
import org.actorfs.fs.Timespec;

/** What time it is; handed in, so that a simulation has its own. */
public interface TimeSource {
    /** For the times of files. */
    Timespec now();

    /** For intervals: nanoseconds from any origin, never going back. */
    long nanos();

    static TimeSource system() {
        Clock clock = Clock.systemUTC();
        return new TimeSource() {
            @Override
            public Timespec now() {
                Instant instant = clock.instant();
                return new Timespec(instant.getEpochSecond(), instant.getNano());
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
