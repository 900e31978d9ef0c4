package org.actorfs.app.journal;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountEvent;
import org.actorfs.app.mounts.MountJournal;
import org.actorfs.app.mounts.MountState;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** One life of a daemon, as far as the journal sees it. Its mounts are entities that live for one call, so each call recovers. */
final class JournalFixture implements AutoCloseable {
    static final int SNAPSHOT_EVERY = 5;

    private static final int PATIENCE_SECONDS = 30;

    final JournalStore store;
    private final ActorSystem<Call> system;

    JournalFixture(JournalSettings settings) {
        system = ActorSystem.create(
                Behaviors.setup(Entities::new),
                "journal",
                JournalConfig.of(settings).withFallback(ConfigFactory.load()));
        store = new JournalStore(system, settings);
    }

    Answer<Done> open() {
        return await(store.open().toCompletableFuture());
    }

    Answer<List<UUID>> ids() {
        return await(store.mountIds().toCompletableFuture());
    }

    /** The state of a mount after these events are added to what the journal has of it. */
    MountState persist(UUID id, List<MountEvent> events) {
        Call call = new Call(id, events, new CompletableFuture<>());
        system.tell(call);
        return await(call.reply());
    }

    MountState recover(UUID id) {
        return persist(id, List.of());
    }

    @Override
    public void close() {
        system.terminate();
        var _ = await(system.getWhenTerminated().toCompletableFuture());
        store.close();
    }

    private static <T> T await(CompletableFuture<T> stage) {
        return stage.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private record Call(UUID id, List<MountEvent> events, CompletableFuture<MountState> reply) {}

    private static final class Entities extends AbstractBehavior<Call> {
        private final Map<ActorRef<Void>, Call> running = new HashMap<>();

        Entities(ActorContext<Call> context) {
            super(context);
        }

        @Override
        public Receive<Call> createReceive() {
            return newReceiveBuilder()
                    .onMessage(Call.class, this::onCall)
                    .onSignal(ChildFailed.class, this::onFailed)
                    .onSignal(Terminated.class, this::onEnded)
                    .build();
        }

        private Behavior<Call> onCall(Call call) {
            ActorRef<Call> entity = getContext().spawnAnonymous(new Entity(call.id()));
            getContext().watch(entity);
            running.put(entity.unsafeUpcast(), call);
            entity.tell(call);
            return this;
        }

        private Behavior<Call> onEnded(Terminated ended) {
            running.remove(ended.getRef());
            return this;
        }

        private Behavior<Call> onFailed(ChildFailed failed) {
            Call call = running.remove(failed.getRef());
            if (call != null) {
                call.reply().completeExceptionally(failed.getCause());
            }
            return this;
        }
    }

    private static final class Entity extends EventSourcedBehavior<Call, MountEvent, MountState> {
        private final UUID id;

        Entity(UUID id) {
            super(PersistenceId.of(MountJournal.ENTITY_TYPE, id.toString()));
            this.id = id;
        }

        @Override
        public MountState emptyState() {
            return MountState.absent(id);
        }

        @Override
        public CommandHandler<Call, MountEvent, MountState> commandHandler() {
            return (_, call) -> Effect()
                    .persist(new ArrayList<>(call.events()))
                    .thenRun((MountState state) -> call.reply().complete(state))
                    .thenStop();
        }

        @Override
        public EventHandler<MountState, MountEvent> eventHandler() {
            return MountState::after;
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2);
        }
    }
}
