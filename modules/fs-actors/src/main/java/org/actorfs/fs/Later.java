package org.actorfs.fs;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link Outcome} that a driver completes later, once, on any thread. One listener, the actor that called. A second
 * completion is logged and dropped: a driver that answers twice harms nobody.
 */
public final class Later<T> implements Outcome<T> {
    private static final Logger log = LoggerFactory.getLogger(Later.class);

    /** Null while pending without listener; a {@link Consumer} while pending with one; a {@link Outcome.Ready}; or TAKEN. */
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

    private static final Object TAKEN = new Object();

    /** Completes with a value or an errno; false if it was complete already. */
    @SuppressWarnings("unchecked")
    public boolean complete(Ready<T> outcome) {
        while (true) {
            Object seen = state.get();
            if (seen == null) {
                if (state.compareAndSet(null, outcome)) {
                    return true;
                }
            } else if (seen instanceof Consumer<?> listener) {
                if (state.compareAndSet(seen, TAKEN)) {
                    ((Consumer<Ready<T>>) listener).accept(outcome);
                    return true;
                }
            } else {
                log.warn("a driver answered twice; the second answer, {}, is dropped", outcome);
                return false;
            }
        }
    }

    /** Completes as the other outcome does, now or later. */
    public void completeWith(Outcome<T> outcome) {
        outcome.whenReady(this::complete);
    }

    @SuppressWarnings("unchecked")
    void listen(Consumer<Ready<T>> listener) {
        while (true) {
            Object seen = state.get();
            if (seen == null) {
                if (state.compareAndSet(null, listener)) {
                    return;
                }
            } else if (seen instanceof Ready<?> ready) {
                if (state.compareAndSet(seen, TAKEN)) {
                    listener.accept((Ready<T>) ready);
                    return;
                }
            } else {
                throw new IllegalStateException("an outcome has one listener");
            }
        }
    }
}
