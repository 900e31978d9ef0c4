package org.actorfs.app.mounts;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A request that waits for its answer. It is answered once; whoever comes second is not heard. */
final class Pending<T> {
    private final CompletableFuture<Answer<T>> future = new CompletableFuture<>();

    void done(T value) {
        future.complete(Answer.of(value));
    }

    void failed(MountFault fault) {
        future.complete(Answer.failed(fault));
    }

    void answer(Answer<T> answer) {
        future.complete(answer);
    }

    boolean isAnswered() {
        return future.isDone();
    }

    /** Never completes exceptionally. */
    CompletionStage<Answer<T>> stage() {
        return future.minimalCompletionStage();
    }
}
