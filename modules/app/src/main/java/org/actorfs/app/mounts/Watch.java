package org.actorfs.app.mounts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What one who listens has not heard yet; bounded, and what does not fit is counted. Whoever listens closes it. */
public final class Watch<T> implements AutoCloseable {
    /** What is lost when the room is full. */
    public enum Full {
        /** All that waits, and what comes until that was told: for who wants to know how things are. */
        LOSES_ALL,
        /** What comes until what waits was told: for who wants to know what happened. */
        LOSES_NEW
    }

    private final int most;
    private final Full full;
    private final LongFunction<T> lagged;
    private final Consumer<Watch<T>> onClose;
    private final Deque<T> waiting = new ArrayDeque<>();
    private long missed;
    private boolean over;
    private @Nullable CompletableFuture<Optional<T>> asked;

    /**
     * Nothing is waiting yet.
     *
     * @param lagged tells that so many are lost
     * @param onClose run once
     */
    public Watch(int most, Full full, LongFunction<T> lagged, Consumer<Watch<T>> onClose) {
        this.most = most;
        this.full = full;
        this.lagged = lagged;
        this.onClose = onClose;
    }

    /** One more; after the end, for nobody. */
    public void offer(T one) {
        CompletableFuture<Optional<T>> whoAsked = take(one);
        if (whoAsked != null) {
            whoAsked.complete(Optional.of(one));
        }
    }

    /** Who asked for it; null if it waits or is lost. */
    private synchronized @Nullable CompletableFuture<Optional<T>> take(T one) {
        CompletableFuture<Optional<T>> whoAsked = asked;
        asked = null;
        if (whoAsked != null || over) {
            return whoAsked;
        }
        if (missed > 0 || waiting.size() == most) {
            missed++;
            if (full == Full.LOSES_ALL) {
                missed += waiting.size();
                waiting.clear();
            }
        } else {
            waiting.add(one);
        }
        return null;
    }

    /** The next one, when there is one, and nothing when there will be no more. To be asked for one at a time. */
    public synchronized CompletionStage<Optional<T>> next() {
        if (waiting.isEmpty() && missed > 0) {
            T gap = lagged.apply(missed);
            missed = 0;
            return CompletableFuture.completedStage(Optional.of(gap));
        }
        if (!waiting.isEmpty() || over) {
            return CompletableFuture.completedStage(Optional.ofNullable(waiting.poll()));
        }
        CompletableFuture<Optional<T>> next = new CompletableFuture<>();
        asked = next;
        return next;
    }

    @Override
    public void close() {
        CompletableFuture<Optional<T>> whoAsked;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            whoAsked = asked;
            asked = null;
        }
        onClose.accept(this);
        if (whoAsked != null) {
            whoAsked.complete(Optional.empty());
        }
    }
}
