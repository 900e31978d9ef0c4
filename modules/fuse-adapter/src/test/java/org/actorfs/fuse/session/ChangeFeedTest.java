package org.actorfs.fuse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.fs.Name;
import org.junit.jupiter.api.Test;

final class ChangeFeedTest {
    private final List<List<Name>> told = new ArrayList<>();
    private CompletableFuture<Void> kernel = new CompletableFuture<>();
    private final ChangeFeed feed = new ChangeFeed(this::tell);

    @Test
    void shouldTellOneAfterTheOther() {
        CompletionStage<Void> first = feed.add(path("a"));
        CompletionStage<Void> second = feed.add(path("b"));
        assertEquals(List.of(path("a")), told);
        answer();
        assertTrue(isDone(first));
        assertFalse(isDone(second));
        assertEquals(List.of(path("a"), path("b")), told);
        answer();
        assertTrue(isDone(second));
    }

    @Test
    void shouldForgetEverythingWhenTooMuchIsSaid() {
        List<CompletionStage<Void>> changes = new ArrayList<>();
        for (int i = 0; i < ChangeFeed.MOST + 2; i++) {
            changes.add(feed.add(path("n" + i)));
        }
        answer();
        assertEquals(List.of(path("n0"), List.of()), told);
        assertFalse(isDone(changes.get(1)));
        answer();
        assertTrue(changes.subList(0, ChangeFeed.MOST + 1).stream().allMatch(ChangeFeedTest::isDone));
        assertFalse(isDone(changes.getLast()));
        answer();
        assertTrue(isDone(changes.getLast()));
    }

    @Test
    void shouldGoOnWhenTheKernelCannotBeTold() {
        CompletionStage<Void> first = feed.add(path("a"));
        CompletionStage<Void> second = feed.add(path("b"));
        CompletableFuture<Void> asked = kernel;
        kernel = new CompletableFuture<>();
        asked.completeExceptionally(new IllegalStateException("the session has ended"));
        assertTrue(first.toCompletableFuture().isCompletedExceptionally());
        answer();
        assertTrue(isDone(second));
    }

    private CompletionStage<Void> tell(List<Name> path) {
        told.add(path);
        return kernel;
    }

    /** The kernel has been told. */
    private void answer() {
        CompletableFuture<Void> asked = kernel;
        kernel = new CompletableFuture<>();
        asked.complete(null);
    }

    private static boolean isDone(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }

    private static List<Name> path(String name) {
        return List.of(Name.of(name));
    }
}
