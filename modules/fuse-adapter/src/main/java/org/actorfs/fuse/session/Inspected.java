package org.actorfs.fuse.session;

import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;

/** What came of a question of a person to a {@link KernelSession}: what a volume answers is kept apart from what the session itself says. */
public sealed interface Inspected<T> {
    /** It is there. */
    record Found<T>(T value) implements Inspected<T> {}

    /** What the volume says of the path: ENOENT, or anything else that a lookup may fail with. */
    record NotFound<T>(Errno errno) implements Inspected<T> {}

    /** The session has ended. */
    record Ended<T>() implements Inspected<T> {}

    /** Of traces: there are {@link Tracers#MOST}. */
    record TooMany<T>() implements Inspected<T> {}

    /** Of traces: this transport has none. */
    record Unsupported<T>() implements Inspected<T> {}

    /** What a session answers that may have ended meanwhile. */
    static <T> Inspected<T> of(Outcome.Ready<T> outcome, SessionEnd end) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> new Found<>(value);
            case Outcome.Failed<T>(Errno errno) -> end.hasBegun() ? new Ended<>() : new NotFound<>(errno);
        };
    }
}
