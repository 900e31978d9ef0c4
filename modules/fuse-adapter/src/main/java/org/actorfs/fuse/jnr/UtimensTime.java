package org.actorfs.fuse.jnr;

import org.actorfs.fs.Timespec;
import org.jspecify.annotations.Nullable;

/** One of the two times of utimensat(2): a point in time, now, or (neither) left alone. */
record UtimensTime(@Nullable Timespec at, boolean now) {
    private static final long UTIME_NOW = (1L << 30) - 1;
    private static final long UTIME_OMIT = (1L << 30) - 2;

    static UtimensTime of(ru.serce.jnrfuse.struct.Timespec time) {
        long nanos = time.tv_nsec.longValue();
        if (nanos == UTIME_NOW || nanos == UTIME_OMIT) {
            return new UtimensTime(null, nanos == UTIME_NOW);
        }
        return new UtimensTime(new Timespec(time.tv_sec.get(), (int) nanos), false);
    }
}
