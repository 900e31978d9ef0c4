package org.actorfs.app.mounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.actorfs.app.mounts.Mounts.Stopped;
import org.actorfs.app.mounts.Mounts.Updated;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * One mount. What is asked of it becomes an event first, and then an order to the {@link MountRunner}; what that reports becomes an event
 * again. A request that does not fit now waits its turn (a start while stopping, a change while starting). Owned by the {@link MountManager}
 * from the first event to the last; stops when the journal fails, and is started again by its owner, while the mount itself goes on.
 *
 * <p>This decides what a request comes to in which status. {@link Starts}, {@link Stops} and {@link Reconciliation} do it.
 */
final class MountEntity extends EventSourcedBehavior<MountEntity.Command, MountEvent, MountState> {
    private static final int EVENTS_BETWEEN_SNAPSHOTS = 200;
    private static final int SNAPSHOTS_KEPT = 2;

    /**
     * It stops, and without a stack trace of each mount and attempt: its owner says so, once. Pekko takes no other strategy here than one
     * with restarts, and the limit of these makes it that.
     */
    private static final BackoffSupervisorStrategy ON_JOURNAL_FAILURE = SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), 0)
            .withMaxRestarts(0)
            .withLoggingEnabled(false);

    sealed interface Command {}

    record Create(MountOrigin origin, MountSpec spec, String by, Pending<MountView> reply) implements Command {}

    record Update(SpecChange change, String by, Pending<Updated> reply) implements Command {}

    record Start(String by, Pending<MountView> reply) implements Command {}

    record Stop(String by, Pending<Stopped> reply) implements Command {}

    record Delete(String by, Pending<MountView> reply) implements Command {}

    /** The runner says that the mount has ended by itself. */
    record OnEnded(MountRunner.Ending ending) implements Command {}

    record StartDone(int attempt, Answer<String> answer) implements Command {}

    record StopDone(Answer<StopKind> answer) implements Command {}

    /** What may have been left of a mount that does not run is gone. */
    record Cleaned(Answer<StopKind> answer, Pending<Stopped> reply) implements Command {}

    /** After recovery: what the journal says and what there is may differ. */
    record Reconcile() implements Command {}

    record Reconciled(Answer<StopKind> answer) implements Command {}

    record RetryDue() implements Command {}

    /** What the entities of a daemon are made with; while there is {@code trouble} with the journal, nothing new is begun. */
    record Parts(
            MountRunner runner,
            RetryPolicy retry,
            Clock clock,
            Supplier<Optional<MountFault>> trouble,
            ActorRef<? super MountManager.Told> owner) {}

    /**
     * What its owner knows that its journal does not.
     *
     * @param before what it was last heard of as; {@link MountStatus#ABSENT} if this daemon knows nothing of it yet
     * @param unkept why a start is over, if that could not be kept
     * @param quit whether it is not to run, so that what has ended meanwhile is not started again
     */
    record Past(MountStatus before, Optional<MountFault> unkept, boolean quit) {
        static final Past NONE = new Past(MountStatus.ABSENT, Optional.empty(), false);

        /** Another entity of this daemon has had it, so what ran may run still. */
        boolean again() {
            return before != MountStatus.ABSENT;
        }
    }

    private final UUID id;
    private final Parts parts;
    private final Waiters waiters;
    private final Retries retries;
    private final Herald herald;
    private final Starts starts;
    private final Stops stops;
    private final Reconciliation reconciliation;

    private MountEntity(
            UUID id, Past past, Parts parts, ActorContext<Command> context, TimerScheduler<Command> timers) {
        super(PersistenceId.of(MountJournal.ENTITY_TYPE, id.toString()), ON_JOURNAL_FAILURE);
        Orders orders = new Orders(id, parts.runner, context);
        ActorRef<Command> self = context.getSelf();
        this.id = id;
        this.parts = parts;
        this.waiters = new Waiters(self);
        this.retries = new Retries(parts.retry, parts.clock, timers);
        this.herald = new Herald(id, parts.owner, retries::isDue);
        this.starts = new Starts(Effect(), orders, herald, waiters, retries, parts.clock, self);
        this.stops = new Stops(Effect(), orders, herald, waiters, retries, parts.clock);
        this.reconciliation = new Reconciliation(Effect(), past, orders, herald, retries, parts.clock, self);
    }

    static Behavior<Command> create(UUID id, Past past, Parts parts) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new MountEntity(id, past, parts, context, timers)));
    }

    @Override
    public MountState emptyState() {
        return MountState.absent(id);
    }

    @Override
    public EventHandler<MountState, MountEvent> eventHandler() {
        return MountState::after;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_BETWEEN_SNAPSHOTS, SNAPSHOTS_KEPT);
    }

    @Override
    public SignalHandler<MountState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), reconciliation::onRecovered)
                .build();
    }

    @Override
    public CommandHandler<Command, MountEvent, MountState> commandHandler() {
        return (state, command) -> switch (command) {
            case Create create -> takeUp(create.reply(), () -> onCreate(state, create));
            case Update update -> takeUp(update.reply(), () -> onUpdate(state, update));
            case Start start -> takeUp(start.reply(), () -> onStart(state, start));
            case Stop stop -> takeUp(stop.reply(), () -> onStop(state, stop));
            case Delete delete -> takeUp(delete.reply(), () -> onDelete(state, delete));
            case OnEnded ended -> isBusy() ? Effect().none() : starts.onEnded(state, ended);
            case StartDone done -> starts.onDone(state, done);
            case StopDone done -> stops.onDone(state, done);
            case Cleaned cleaned -> stops.onCleaned(state, cleaned);
            case Reconcile _ -> reconciliation.begin(state);
            case Reconciled stopped -> reconciliation.onStopped(state, stopped);
            case RetryDue _ -> onRetry(state);
        };
    }

    /** Whoever lost the journal to another daemon must not write to it, though it was asked before. */
    private Effect<MountEvent, MountState> takeUp(Pending<?> reply, Supplier<Effect<MountEvent, MountState>> request) {
        if (isBusy()) {
            return Effect().stash();
        }
        Optional<MountFault> trouble = parts.trouble.get();
        trouble.ifPresent(reply::failed);
        return trouble.isPresent() ? Effect().none() : request.get();
    }

    /** Something is being done that is no status of its own: requests wait. */
    private boolean isBusy() {
        return stops.isCleaning() || reconciliation.isUnderWay();
    }

    private Effect<MountEvent, MountState> onCreate(MountState state, Create create) {
        if (state.exists()) { // it was kept after all, when the journal said that it had failed
            create.reply().done(state.view());
            return Effect().none();
        }
        return Effect()
                .persist(new MountEvent.Created(now(), create.by(), create.origin(), create.spec()))
                .thenRun(created -> create.reply().done(herald.tell(created)));
    }

    private Effect<MountEvent, MountState> onUpdate(MountState state, Update update) {
        return switch (state.status()) {
            case STARTING, STOPPING -> Effect().stash();
            case ABSENT, DELETED -> gone(update.reply());
            case STOPPED, RUNNING, ERROR -> {
                MountSpec before = state.currentSpec();
                MountSpec after = update.change().applyTo(before);
                if (after.equals(before)) {
                    update.reply().done(new Updated(state.view(), List.of(), List.of()));
                    yield Effect().none();
                }
                yield Effect()
                        .persist(new MountEvent.Updated(now(), update.by(), after))
                        .thenRun(changed -> update.reply()
                                .done(new Updated(
                                        herald.tell(changed),
                                        SpecChange.live(before, after),
                                        SpecChange.atNextStart(before, after))));
            }
        };
    }

    private Effect<MountEvent, MountState> onStart(MountState state, Start start) {
        return switch (state.status()) {
            case STOPPING -> {
                waiters.toStartAgain(start);
                yield Effect().none();
            }
            case ABSENT, DELETED -> gone(start.reply());
            case STARTING, RUNNING -> {
                start.reply().failed(alreadyRunning(state));
                yield Effect().none();
            }
            case STOPPED, ERROR -> {
                if (!state.currentSpec().enabled()) {
                    start.reply().failed(disabled(state));
                    yield Effect().none();
                }
                waiters.forStart(start.reply());
                retries.countAnew();
                yield starts.begin(start.by());
            }
        };
    }

    private Effect<MountEvent, MountState> onStop(MountState state, Stop stop) {
        return switch (state.status()) {
            case ABSENT, DELETED -> gone(stop.reply());
            case STARTING, RUNNING -> {
                waiters.forStop(stop.reply());
                yield stops.begin(stop.by());
            }
            case STOPPING -> {
                waiters.forStop(stop.reply());
                waiters.callOff(state);
                yield Effect().none();
            }
            case STOPPED, ERROR -> stops.clean(state, stop.reply());
        };
    }

    private Effect<MountEvent, MountState> onDelete(MountState state, Delete delete) {
        return switch (state.status()) {
            case ABSENT, DELETED -> gone(delete.reply());
            case STOPPED, ERROR -> {
                waiters.forRemoval(delete);
                yield Effect()
                        .persist(new MountEvent.Deleted(now(), delete.by()))
                        .thenRun(deleted -> waiters.answerRemovals(herald.tell(deleted)))
                        .thenStop();
            }
            case STOPPING -> {
                waiters.callOff(state);
                waiters.forRemoval(delete);
                yield Effect().none();
            }
            case STARTING, RUNNING -> {
                waiters.forRemoval(delete);
                yield stops.begin(delete.by());
            }
        };
    }

    private Effect<MountEvent, MountState> onRetry(MountState state) {
        if (parts.trouble.get().isPresent()) {
            retries.putOff();
            return Effect().none();
        }
        boolean wanted =
                state.status() == MountStatus.ERROR && state.currentSpec().enabled() && !isBusy();
        return wanted ? starts.begin("retry") : Effect().none();
    }

    private <T> Effect<MountEvent, MountState> gone(Pending<T> reply) {
        reply.failed(new MountFault.MountNotFound("there is no mount %s any more".formatted(id)));
        return Effect().none();
    }

    private static MountFault alreadyRunning(MountState state) {
        String mountpoint = state.currentSpec().mountpoint();
        return new MountFault.AlreadyRunning(
                state.status() == MountStatus.RUNNING
                        ? "%s is already running: stop it first".formatted(mountpoint)
                        : "%s is being started already".formatted(mountpoint));
    }

    private static MountFault disabled(MountState state) {
        return new MountFault.Disabled(
                "%s is disabled: enable it first".formatted(state.currentSpec().mountpoint()));
    }

    private Instant now() {
        return parts.clock.instant();
    }
}
