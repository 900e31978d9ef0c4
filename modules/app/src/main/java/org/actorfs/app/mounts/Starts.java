package org.actorfs.app.mounts;

import java.time.Clock;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;

/** The starts of one mount: asked for, or tried again; and runs that end by themselves. Part of its {@link MountEntity}. */
final class Starts {
    private final EffectFactories<MountEvent, MountState> effects;
    private final Orders orders;
    private final Herald herald;
    private final Waiters waiters;
    private final Retries retries;
    private final Clock clock;
    private final ActorRef<MountEntity.Command> entity;

    /** The end of a mount that is not known to run yet. */
    private Optional<MountEntity.OnEnded> early = Optional.empty();

    private int attempt;

    Starts(
            EffectFactories<MountEvent, MountState> effects,
            Orders orders,
            Herald herald,
            Waiters waiters,
            Retries retries,
            Clock clock,
            ActorRef<MountEntity.Command> entity) {
        this.effects = effects;
        this.orders = orders;
        this.herald = herald;
        this.waiters = waiters;
        this.retries = retries;
        this.clock = clock;
        this.entity = entity;
    }

    Effect<MountEvent, MountState> begin(String by) {
        retries.callOff();
        early = Optional.empty();
        return effects.persist(new MountEvent.StartRequested(clock.instant(), by))
                .thenRun(state -> {
                    herald.tell(state);
                    int number = ++attempt;
                    orders.start(state.currentSpec(), answer -> new MountEntity.StartDone(number, answer));
                });
    }

    Effect<MountEvent, MountState> onDone(MountState state, MountEntity.StartDone done) {
        if (done.attempt() != attempt || state.status() != MountStatus.STARTING) {
            return effects.none(); // it was called off
        }
        return switch (done.answer()) {
            case Answer.Done<String>(String note) -> onStarted(note);
            case Answer.Failed<String>(MountFault fault) -> onFailed(fault);
        };
    }

    private Effect<MountEvent, MountState> onStarted(String note) {
        herald.unlessKept(new MountFault.SpawnFailed(Reconciliation.ENDED_MEANWHILE));
        return effects.persist(new MountEvent.Started(clock.instant(), note))
                .thenRun(state -> {
                    retries.started();
                    waiters.answerStarts(Answer.of(herald.tell(state)));
                    early.ifPresent(entity::tell);
                })
                .thenUnstashAll();
    }

    private Effect<MountEvent, MountState> onFailed(MountFault fault) {
        herald.unlessKept(fault);
        return effects.persist(new MountEvent.StartFailed(clock.instant(), fault))
                .thenRun(state -> {
                    herald.tell(state, retries.afterFailure());
                    waiters.answerStarts(Answer.failed(fault));
                })
                .thenUnstashAll();
    }

    /** The runner says that the mount has ended by itself. */
    Effect<MountEvent, MountState> onEnded(MountState state, MountEntity.OnEnded ended) {
        if (state.status() == MountStatus.STARTING) {
            early = Optional.of(ended);
        }
        if (state.status() != MountStatus.RUNNING || orders.isLive()) {
            return effects.none(); // whoever asked for the end hears of it; or it is of an earlier run
        }
        return switch (ended.ending()) {
            case MountRunner.Ending.Unmounted _ ->
                effects.persist(new MountEvent.Ended(clock.instant())).thenRun(stopped -> herald.tell(stopped));
            case MountRunner.Ending.Died(String why) -> onDied(why);
        };
    }

    private Effect<MountEvent, MountState> onDied(String why) {
        return effects.persist(new MountEvent.Died(clock.instant(), why))
                .thenRun(died -> herald.tell(died, retries.afterDeath()))
                .thenUnstashAll();
    }
}
