package org.actorfs.fs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A {@link Reply} that is waited for: the form for the CLI, java.nio.file, jnr-fuse and tests. */
public final class ReplyFuture<T> extends Reply<T> {
    private final CompletableFuture<Outcome.Ready<T>> future = new CompletableFuture<>();

    /** Completes normally always, with the value or the errno as an outcome. */
    public CompletionStage<Outcome.Ready<T>> stage() {
        return future;
    }

    @Override
    protected void onSuccess(T value) {
        future.complete(new Outcome.Done<>(value));
    }

    @Override
    protected void onFailure(Errno errno) {
        future.complete(new Outcome.Failed<>(errno));
    }
}
