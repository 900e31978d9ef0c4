package org.actorfs.app.mounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
 */
final class MountEntity extends EventSourcedBehavior<MountEntity.Command, MountEvent, MountState> {
    private static final int EVENTS_BETWEEN_SNAPSHOTS = 200;
    private static final int SNAPSHOTS_KEPT = 2;
    private static final String ENDED_MEANWHILE = "it ended while the journal was away";

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

    private record StartDone(int attempt, Answer<String> answer) implements Command {}

    private record StopDone(Answer<StopKind> answer) implements Command {}

    /** What may have been left of a mount that does not run is gone. */
    private record Cleaned(Answer<StopKind> answer, Pending<Stopped> reply) implements Command {}

    /** After recovery: what the journal says and what there is may differ. */
    private record Reconcile() implements Command {}

    private record Reconciled(Answer<StopKind> answer) implements Command {}

    private record RetryDue() implements Command {}

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
     * @param again this daemon has had an entity of this mount before, so what ran may run still
     * @param unkept why a start is over, if that could not be kept
     */
    record Past(boolean again, Optional<MountFault> unkept) {
        static final Past NONE = new Past(false, Optional.empty());
    }

    private final UUID id;
    private final Past past;
    private final Parts parts;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final List<Pending<MountView>> starting = new ArrayList<>();
    private final List<Pending<Stopped>> stopping = new ArrayList<>();

    /** For the end of a stop under way; whoever asks for a stop or a removal after them calls them off. */
    private final List<Start> waiting = new ArrayList<>();

    /** For the end of a stop under way. */
    private final List<Delete> deleting = new ArrayList<>();

    /** Something is being done that is no status of its own: requests wait. */
    private boolean busy;

    /** The end of a mount that is not known to run yet. */
    private Optional<OnEnded> early = Optional.empty();

    private int attempt;
    private int retries;
    private Instant startedAt = Instant.EPOCH;

    private MountEntity(
            UUID id, Past past, Parts parts, ActorContext<Command> context, TimerScheduler<Command> timers) {
        super(PersistenceId.of(MountJournal.ENTITY_TYPE, id.toString()), ON_JOURNAL_FAILURE);
        this.id = id;
        this.past = past;
        this.parts = parts;
        this.context = context;
        this.timers = timers;
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
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .build();
    }

    @Override
    public CommandHandler<Command, MountEvent, MountState> commandHandler() {
        return (state, command) -> switch (command) {
            case StartDone done -> onStartDone(state, done);
            case StopDone done -> onStopDone(state, done);
            case Cleaned cleaned -> onCleaned(state, cleaned);
            case Reconcile _ -> onReconcile(state);
            case Reconciled reconciled -> onReconciled(state, reconciled);
            case OnEnded ended -> busy ? Effect().none() : onEnded(state, ended);
            case Create create -> takeUp(create.reply(), () -> onCreate(state, create));
            case Update update -> takeUp(update.reply(), () -> onUpdate(state, update));
            case Start start -> takeUp(start.reply(), () -> onStart(state, start));
            case Stop stop -> takeUp(stop.reply(), () -> onStop(state, stop));
            case Delete delete -> takeUp(delete.reply(), () -> onDelete(state, delete));
            case RetryDue _ -> onRetry(state);
        };
    }

    // --- asked for ----------------------------------------------------------------------------------------------

    /** Whoever lost the journal to another daemon must not write to it, though it was asked before. */
    private Effect<MountEvent, MountState> takeUp(Pending<?> reply, Supplier<Effect<MountEvent, MountState>> request) {
        if (busy) {
            return Effect().stash();
        }
        Optional<MountFault> trouble = parts.trouble.get();
        trouble.ifPresent(reply::failed);
        return trouble.isPresent() ? Effect().none() : request.get();
    }

    private Effect<MountEvent, MountState> onCreate(MountState state, Create create) {
        if (state.exists()) { // it was kept after all, when the journal said that it had failed
            create.reply().done(state.view());
            return Effect().none();
        }
        return Effect()
                .persist(new MountEvent.Created(now(), create.by(), create.origin(), create.spec()))
                .thenRun(created -> create.reply().done(tell(created)));
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
                                        tell(changed),
                                        SpecChange.live(before, after),
                                        SpecChange.atNextStart(before, after))));
            }
        };
    }

    private Effect<MountEvent, MountState> onStart(MountState state, Start start) {
        return switch (state.status()) {
            case STOPPING -> {
                waiting.add(start);
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
                starting.add(start.reply());
                retries = 0;
                yield begin(start.by());
            }
        };
    }

    private Effect<MountEvent, MountState> begin(String by) {
        timers.cancelAll();
        early = Optional.empty();
        return Effect().persist(new MountEvent.StartRequested(now(), by)).thenRun(state -> {
            tell(state);
            int number = ++attempt;
            pipe(parts.runner.start(id, state.currentSpec()), answer -> new StartDone(number, answer));
        });
    }

    private Effect<MountEvent, MountState> onStop(MountState state, Stop stop) {
        return switch (state.status()) {
            case ABSENT, DELETED -> gone(stop.reply());
            case STARTING, RUNNING -> {
                stopping.add(stop.reply());
                yield end(stop.by());
            }
            case STOPPING -> {
                stopping.add(stop.reply());
                callOff(state);
                yield Effect().none();
            }
            case STOPPED, ERROR -> {
                busy = true;
                timers.cancelAll();
                pipe(parts.runner.stop(id, state.currentSpec()), answer -> new Cleaned(answer, stop.reply()));
                yield Effect().none();
            }
        };
    }

    private Effect<MountEvent, MountState> end(String by) {
        return Effect().persist(new MountEvent.StopRequested(now(), by)).thenRun(state -> {
            tell(state);
            answerStarts(Answer.failed(calledOff(state)));
            pipe(parts.runner.stop(id, state.specToStop()), StopDone::new);
        });
    }

    private void callOff(MountState state) {
        waiting.forEach(start -> start.reply().failed(calledOff(state)));
        waiting.clear();
    }

    private static MountFault calledOff(MountState state) {
        return new MountFault.SpawnFailed("%s was stopped before it was mounted"
                .formatted(state.currentSpec().mountpoint()));
    }

    /** What could not be done while it stopped: now, in the order in which it came. */
    private void goOn() {
        waiting.forEach(context.getSelf()::tell);
        waiting.clear();
    }

    private Effect<MountEvent, MountState> onDelete(MountState state, Delete delete) {
        return switch (state.status()) {
            case ABSENT, DELETED -> gone(delete.reply());
            case STOPPED, ERROR -> {
                deleting.add(delete);
                yield Effect()
                        .persist(new MountEvent.Deleted(now(), delete.by()))
                        .thenRun(this::answerDeletes)
                        .thenStop();
            }
            case STOPPING -> {
                callOff(state);
                deleting.add(delete);
                yield Effect().none();
            }
            case STARTING, RUNNING -> {
                deleting.add(delete);
                yield end(delete.by());
            }
        };
    }

    private void answerDeletes(MountState deleted) {
        MountView view = tell(deleted);
        deleting.forEach(delete -> delete.reply().done(view));
        deleting.clear();
    }

    private void refuseDeletes(MountState state, MountFault why) {
        deleting.forEach(delete -> delete.reply()
                .failed(new MountFault.UnmountFailed(
                        "%s stays: %s".formatted(state.currentSpec().mountpoint(), why.sentence()))));
        deleting.clear();
    }

    // --- reported -----------------------------------------------------------------------------------------------

    private Effect<MountEvent, MountState> onStartDone(MountState state, StartDone done) {
        if (done.attempt() != attempt || state.status() != MountStatus.STARTING) {
            return Effect().none(); // it was called off
        }
        return switch (done.answer()) {
            case Answer.Done<String>(String note) -> onStarted(note);
            case Answer.Failed<String>(MountFault fault) -> onStartFailed(fault);
        };
    }

    private Effect<MountEvent, MountState> onStarted(String note) {
        unlessKept(new MountFault.SpawnFailed(ENDED_MEANWHILE));
        return Effect()
                .persist(new MountEvent.Started(now(), note))
                .thenRun(state -> {
                    startedAt = now();
                    answerStarts(Answer.of(tell(state)));
                    early.ifPresent(context.getSelf()::tell);
                })
                .thenUnstashAll();
    }

    private Effect<MountEvent, MountState> onStartFailed(MountFault fault) {
        unlessKept(fault);
        return Effect()
                .persist(new MountEvent.StartFailed(now(), fault))
                .thenRun(state -> {
                    tell(state, retryLater(parts.retry));
                    answerStarts(Answer.failed(fault));
                })
                .thenUnstashAll();
    }

    /** What is said of a start that is over, by the next entity, if the journal does not take it. */
    private void unlessKept(MountFault fault) {
        parts.owner.tell(new MountManager.StartOver(id, fault));
    }

    private Effect<MountEvent, MountState> onStopDone(MountState state, StopDone done) {
        if (state.status() != MountStatus.STOPPING) {
            return Effect().none();
        }
        return switch (done.answer()) {
            case Answer.Done<StopKind>(StopKind how) -> deleting.isEmpty() ? onStopped(how) : onStoppedForGood(how);
            case Answer.Failed<StopKind>(MountFault fault) ->
                Effect()
                        .persist(
                                parts.runner.isLive(id)
                                        ? new MountEvent.StopFailed(now(), fault)
                                        : new MountEvent.Died(now(), fault.sentence()))
                        .thenRun(failed -> {
                            tell(failed);
                            answerStops(Answer.failed(fault));
                            refuseDeletes(failed, fault);
                            goOn();
                        })
                        .thenUnstashAll();
        };
    }

    private Effect<MountEvent, MountState> onStopped(StopKind how) {
        return Effect()
                .persist(new MountEvent.Stopped(now(), how))
                .thenRun(stopped -> {
                    answerStops(Answer.of(new Stopped(tell(stopped), how)));
                    goOn();
                })
                .thenUnstashAll();
    }

    private Effect<MountEvent, MountState> onStoppedForGood(StopKind how) {
        return Effect()
                .persist(List.of(
                        new MountEvent.Stopped(now(), how),
                        new MountEvent.Deleted(now(), deleting.getFirst().by())))
                .thenRun(deleted -> {
                    answerDeletes(deleted);
                    answerStops(Answer.of(new Stopped(deleted.view(), how)));
                })
                .thenStop();
    }

    private Effect<MountEvent, MountState> onCleaned(MountState state, Cleaned cleaned) {
        busy = false;
        return switch (cleaned.answer()) {
            case Answer.Failed<StopKind>(MountFault fault) -> {
                tell(state); // it is not tried again any more
                cleaned.reply().failed(fault);
                yield Effect().unstashAll();
            }
            case Answer.Done<StopKind>(StopKind how) -> {
                if (state.status() == MountStatus.STOPPED) {
                    cleaned.reply().done(new Stopped(state.view(), how));
                    yield Effect().unstashAll();
                }
                yield Effect()
                        .persist(new MountEvent.Stopped(now(), how))
                        .thenRun(stopped -> cleaned.reply().done(new Stopped(tell(stopped), how)))
                        .thenUnstashAll();
            }
        };
    }

    private Effect<MountEvent, MountState> onEnded(MountState state, OnEnded ended) {
        if (state.status() == MountStatus.STARTING) {
            early = Optional.of(ended);
        }
        if (state.status() != MountStatus.RUNNING || parts.runner.isLive(id)) {
            return Effect().none(); // whoever asked for the end hears of it; or it is of an earlier run
        }
        return switch (ended.ending()) {
            case MountRunner.Ending.Unmounted _ ->
                Effect().persist(new MountEvent.Ended(now())).thenRun(state1 -> tell(state1));
            case MountRunner.Ending.Died(String why) -> onDied(why);
        };
    }

    private Effect<MountEvent, MountState> onDied(String why) {
        if (startedAt.plus(parts.retry.longestDelay()).isBefore(now())) {
            retries = 0; // it had run well
        }
        return Effect()
                .persist(new MountEvent.Died(now(), why))
                .thenRun(died -> tell(died, retryLater(atLeastOnce(parts.retry))))
                .thenUnstashAll();
    }

    // --- tried again --------------------------------------------------------------------------------------------

    /** What has once run is started again once at least. */
    private static RetryPolicy atLeastOnce(RetryPolicy policy) {
        return new RetryPolicy(Math.max(1, policy.attempts()), policy.firstDelay(), policy.longestDelay());
    }

    private Optional<String> retryLater(RetryPolicy policy) {
        Optional<Duration> delay = policy.delay(retries);
        delay.ifPresent(wait -> {
            retries++;
            timers.startSingleTimer(new RetryDue(), wait);
        });
        return delay.map(wait -> "it is started again in %d ms".formatted(wait.toMillis()));
    }

    private Effect<MountEvent, MountState> onRetry(MountState state) {
        if (parts.trouble.get().isPresent()) {
            timers.startSingleTimer(new RetryDue(), RetryPolicy.ENDLESS.firstDelay());
            return Effect().none();
        }
        boolean wanted =
                state.status() == MountStatus.ERROR && state.currentSpec().enabled() && !busy;
        return wanted ? begin("retry") : Effect().none();
    }

    // --- found --------------------------------------------------------------------------------------------------

    private void onRecovered(MountState state) {
        if (state.status().isLive()) {
            busy = true;
            context.getSelf().tell(new Reconcile());
        } else {
            parts.owner.tell(
                    new MountManager.Recovered(id, state.exists() ? Optional.of(state.view()) : Optional.empty()));
        }
    }

    /** The daemon came back, or the journal did and the mount was there all the time. */
    private Effect<MountEvent, MountState> onReconcile(MountState state) {
        if (!parts.runner.isLive(id) || state.status() == MountStatus.STOPPING) {
            pipe(parts.runner.stop(id, state.specToStop()), Reconciled::new);
            return Effect().none();
        }
        if (state.status() == MountStatus.STARTING) {
            return settle(new MountEvent.Started(now(), ""));
        }
        busy = false;
        parts.owner.tell(new MountManager.Recovered(id, Optional.of(state.view())));
        return Effect().unstashAll();
    }

    private Effect<MountEvent, MountState> onReconciled(MountState state, Reconciled reconciled) {
        if (past.again() && state.status() == MountStatus.RUNNING) {
            busy = false;
            parts.owner.tell(new MountManager.Recovered(id, Optional.of(state.view())));
            return onDied(ENDED_MEANWHILE);
        }
        boolean live = parts.runner.isLive(id);
        if (!live && state.status() == MountStatus.STARTING && past.unkept().isPresent()) {
            return settle(new MountEvent.StartFailed(now(), past.unkept().get()));
        }
        String meanwhile = past.again() ? "the journal was away; " : "the daemon had ended; ";
        return settle(
                switch (reconciled.answer()) {
                    case Answer.Failed<StopKind> _
                    when live && state.status() == MountStatus.STARTING -> new MountEvent.Started(now(), "");
                    case Answer.Failed<StopKind>(MountFault fault) when live -> new MountEvent.StopFailed(now(), fault);
                    case Answer.Failed<StopKind>(MountFault fault) ->
                        new MountEvent.Reconciled(now(), meanwhile + fault.sentence());
                    case Answer.Done<StopKind>(StopKind how) ->
                        new MountEvent.Reconciled(
                                now(),
                                meanwhile
                                        + (how == StopKind.NOT_MOUNTED
                                                ? "not mounted any more"
                                                : MountState.words(how)));
                });
    }

    private Effect<MountEvent, MountState> settle(MountEvent event) {
        return Effect()
                .persist(event)
                .thenRun(state -> {
                    busy = false;
                    MountView view =
                            state.status() == MountStatus.ERROR ? tell(state, retryLater(parts.retry)) : state.view();
                    parts.owner.tell(new MountManager.Recovered(id, Optional.of(view)));
                })
                .thenUnstashAll();
    }

    // --- told ---------------------------------------------------------------------------------------------------

    private MountView tell(MountState state) {
        return tell(state, Optional.empty());
    }

    private MountView tell(MountState state, Optional<String> more) {
        MountView view = state.view();
        MountView whole = more.map(text -> view.saying(
                        view.message().map(message -> message + "; " + text).orElse(text)))
                .orElse(view);
        parts.owner.tell(new MountManager.Changed(id, whole, timers.isTimerActive(new RetryDue())));
        return whole;
    }

    private void answerStarts(Answer<MountView> answer) {
        starting.forEach(reply -> reply.answer(answer));
        starting.clear();
    }

    private void answerStops(Answer<Stopped> answer) {
        stopping.forEach(reply -> reply.answer(answer));
        stopping.clear();
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

    private <T> void pipe(CompletionStage<Answer<T>> stage, Function<Answer<T>, Command> message) {
        context.pipeToSelf(stage, (answer, error) -> {
            if (answer == null) {
                throw new IllegalStateException("a runner's stage failed", error);
            }
            return message.apply(answer);
        });
    }

    private Instant now() {
        return parts.clock.instant();
    }
}
