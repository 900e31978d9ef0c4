package org.actorfs.bench.floor;

import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;

/** A driver's refusal, on its way to the answer. */
final class Refused extends RuntimeException {
    private final Errno errno;

    Refused(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }

    /** What a driver that never answers later answered. */
    static <T> T value(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T> done -> done.value();
            case Outcome.Failed<T> failed -> throw new Refused(failed.errno());
            default -> throw new IllegalStateException("the memory driver never answers later");
        };
    }
}
