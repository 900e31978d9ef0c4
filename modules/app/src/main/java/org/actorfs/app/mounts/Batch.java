package org.actorfs.app.mounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.actorfs.app.mounts.Mounts.Result;

/** The same asked of several mounts side by side; what fails for one keeps no other from it. Used on the manager's thread. */
final class Batch {
    private final Roster roster;
    private final List<CompletableFuture<Result>> results = new ArrayList<>();

    Batch(Roster roster) {
        this.roster = roster;
    }

    /** Asks one; {@code mountOf} finds the mount in the answer. */
    <T> void ask(MountView mount, Function<Pending<T>, MountEntity.Command> command, Function<T, MountView> mountOf) {
        Pending<T> reply = new Pending<>();
        roster.ask(mount.id(), reply, command);
        expect(mount, reply.stage(), mountOf);
    }

    /** Waits for an answer, too, that was asked for otherwise. */
    <T> void expect(MountView mount, CompletionStage<Answer<T>> stage, Function<T, MountView> mountOf) {
        results.add(stage.thenApply(answer -> switch (answer) {
                    case Answer.Done<T>(T value) -> new Result(mountOf.apply(value), Optional.<MountFault>empty());
                    case Answer.Failed<T>(MountFault fault) -> new Result(mount, Optional.of(fault));
                })
                .toCompletableFuture());
    }

    /** In the order of the asking, once all have answered. */
    CompletionStage<List<Result>> results() {
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(_ -> results.stream().map(CompletableFuture::join).toList());
    }
}
