package org.actorfs.app.mounts;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** What a {@link MountEntity} has the {@link MountRunner} do with its mount; each answer comes to it as a message. */
final class Orders {
    private final UUID id;
    private final MountRunner runner;
    private final ActorContext<MountEntity.Command> context;

    Orders(UUID id, MountRunner runner, ActorContext<MountEntity.Command> context) {
        this.id = id;
        this.runner = runner;
        this.context = context;
    }

    void start(MountSpec spec, Function<Answer<String>, MountEntity.Command> message) {
        pipe(runner.start(id, spec), message);
    }

    void stop(MountSpec spec, Function<Answer<StopKind>, MountEntity.Command> message) {
        pipe(runner.stop(id, spec), message);
    }

    /** Whether it is mounted and served now. */
    boolean isLive() {
        return runner.isLive(id);
    }

    private <T> void pipe(CompletionStage<Answer<T>> stage, Function<Answer<T>, MountEntity.Command> message) {
        context.pipeToSelf(stage, (answer, error) -> {
            if (answer == null) {
                throw new IllegalStateException("a runner's stage failed", error);
            }
            return message.apply(answer);
        });
    }
}
