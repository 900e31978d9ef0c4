package org.actorfs.fuse.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.actorfs.fs.Name;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was changed elsewhere and the kernel has not been told of yet: one path after the other, in order. Bounded: when more is said than
 * the kernel can be told, everything is forgotten at once, which is true of each.
 */
final class ChangeFeed {
    /** Changes that wait. */
    static final int MOST = 256;

    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

    private final Function<List<Name>, CompletionStage<Void>> kernel;
    private Deque<Change> waiting = new ArrayDeque<>();
    private boolean busy;

    private record Change(List<Name> path, CompletableFuture<Void> told) {}

    /** {@code kernel} tells it of one path; asked for the next when that is done. */
    ChangeFeed(Function<List<Name>, CompletionStage<Void>> kernel) {
        this.kernel = kernel;
    }

    /** Completes when the kernel has been told; exceptionally if it cannot be. */
    CompletionStage<Void> add(List<Name> path) {
        Change change = new Change(List.copyOf(path), new CompletableFuture<>());
        if (enter(change)) {
            tell(change);
        }
        return change.told();
    }

    /** True if it is to be told now. */
    private synchronized boolean enter(Change change) {
        if (!busy) {
            busy = true;
            return true;
        }
        if (waiting.size() == MOST) {
            log.warn("{} changes were not told one by one: everything is forgotten", MOST);
            waiting = new ArrayDeque<>(List.of(all(waiting)));
        }
        waiting.add(change);
        return false;
    }

    private static Change all(Deque<Change> changes) {
        List<Change> merged = new ArrayList<>(changes);
        CompletableFuture<Void> told = new CompletableFuture<>();
        var _ = told.whenComplete((done, error) -> merged.forEach(change -> complete(change, error)));
        return new Change(List.of(), told);
    }

    private void tell(Change change) {
        var _ = kernel.apply(change.path()).whenComplete((done, error) -> {
            complete(change, error);
            next();
        });
    }

    private void next() {
        Change change = leave();
        if (change != null) {
            tell(change);
        }
    }

    private synchronized @Nullable Change leave() {
        Change change = waiting.poll();
        busy = change != null;
        return change;
    }

    private static void complete(Change change, @Nullable Throwable error) {
        if (error == null) {
            change.told().complete(null);
        } else {
            change.told().completeExceptionally(error);
        }
    }
}
