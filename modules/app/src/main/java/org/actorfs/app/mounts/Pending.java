package org.actorfs.app.mounts;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that waits for its answer. It is answered once; whoever comes second is a bug, which the log says, and is not heard. */
final class Pending<T> {
    private static final Logger log = LoggerFactory.getLogger(Pending.class);

    private final CompletableFuture<Answer<T>> future = new CompletableFuture<>();

    void done(T value) {
        answer(Answer.of(value));
    }

    void failed(MountFault fault) {
        answer(Answer.failed(fault));
    }

    void answer(Answer<T> answer) {
        if (!future.complete(answer)) {
            log.error("a request about the mounts was answered again", new IllegalStateException("where that was"));
        }
    }

    boolean isAnswered() {
        return future.isDone();
    }

    /** Never completes exceptionally. */
    CompletionStage<Answer<T>> stage() {
        return future.minimalCompletionStage();
    }
}
