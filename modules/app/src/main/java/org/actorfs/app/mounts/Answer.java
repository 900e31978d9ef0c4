package org.actorfs.app.mounts;

import java.util.function.Function;

/** What came of a request: a value, or why not. */
public sealed interface Answer<T> {
    record Done<T>(T value) implements Answer<T> {}

    record Failed<T>(MountFault fault) implements Answer<T> {}

    static <T> Answer<T> of(T value) {
        return new Done<>(value);
    }

    static <T> Answer<T> failed(MountFault fault) {
        return new Failed<>(fault);
    }

    default <U> Answer<U> map(Function<T, U> function) {
        return switch (this) {
            case Done<T>(T value) -> new Done<>(function.apply(value));
            case Failed<T>(MountFault fault) -> new Failed<>(fault);
        };
    }
}
