package org.actorfs.app.mounts;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** What comes of a stage, as a message to the {@link MountManager}: on its thread, after what it was told before. */
final class Later implements Executor {
    private final ActorContext<MountManager.Command> context;

    Later(ActorContext<MountManager.Command> context) {
        this.context = context;
    }

    /** From any thread. */
    @Override
    public void execute(Runnable then) {
        context.getSelf().tell(new MountManager.Continue(then));
    }

    /** A stage that fails is a bug of whoever made it; it costs what was asked, which its own limits end. */
    <T> void then(CompletionStage<T> stage, Consumer<T> next) {
        var _ = stage.whenComplete((value, error) -> {
            if (error == null) {
                execute(() -> next.accept(value));
            } else {
                execute(() -> context.getLog().error("a request about the mounts is lost", error));
            }
        });
    }

    /** As above with the value of an answer; a fault is the reply. */
    <T> void then(CompletionStage<Answer<T>> stage, Pending<?> reply, Consumer<T> next) {
        then(stage, answer -> {
            switch (answer) {
                case Answer.Done<T>(T value) -> next.accept(value);
                case Answer.Failed<T>(MountFault fault) -> reply.failed(fault);
            }
        });
    }

    /** What the journal or the file says, or that it cannot. */
    <T> void ask(Supplier<CompletionStage<Answer<T>>> asked, Consumer<Answer<T>> next) {
        then(
                CompletableFuture.completedStage("")
                        .thenCompose(_ -> asked.get())
                        .exceptionally(
                                error -> Answer.failed(new MountFault.Journal(Causes.words(Optional.of(error))))),
                next);
    }
}
