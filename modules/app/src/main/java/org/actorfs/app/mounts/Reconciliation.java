package org.actorfs.app.mounts;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;

/**
 * What the journal says of one mount, and what there is: they may differ when the daemon comes back, or when the journal does and the mount
 * was there all the time. Part of its {@link MountEntity}, after whose recovery it comes, and requests wait for its end.
 */
final class Reconciliation {
    static final String ENDED_MEANWHILE = "it ended while the journal was away";

    private final EffectFactories<MountEvent, MountState> effects;
    private final MountEntity.Past past;
    private final Orders orders;
    private final Herald herald;
    private final Retries retries;
    private final Clock clock;
    private final ActorRef<MountEntity.Command> entity;
    private boolean underWay;

    Reconciliation(
            EffectFactories<MountEvent, MountState> effects,
            MountEntity.Past past,
            Orders orders,
            Herald herald,
            Retries retries,
            Clock clock,
            ActorRef<MountEntity.Command> entity) {
        this.effects = effects;
        this.past = past;
        this.orders = orders;
        this.herald = herald;
        this.retries = retries;
        this.clock = clock;
        this.entity = entity;
    }

    void onRecovered(MountState state) {
        if (state.status().isLive()) {
            underWay = true;
            entity.tell(new MountEntity.Reconcile());
        } else if (state.status() == MountStatus.ERROR) {
            herald.found(Optional.of(foundInError(state)));
        } else {
            herald.found(state.exists() ? Optional.of(state.view()) : Optional.empty());
        }
    }

    /** The journal may have kept how a start or a run ended, and nobody sees yet to the start that is due then. */
    private MountView foundInError(MountState state) {
        return switch (past.before()) {
            case STARTING -> herald.tell(state, again(retries::afterFailure));
            case RUNNING -> herald.tell(state, again(retries::afterDeath));
            case ABSENT, STOPPED, STOPPING, ERROR, DELETED -> state.view();
        };
    }

    boolean isUnderWay() {
        return underWay;
    }

    Effect<MountEvent, MountState> begin(MountState state) {
        if (!orders.isLive() || state.status() == MountStatus.STOPPING) {
            orders.stop(state.specToStop(), MountEntity.Reconciled::new);
            return effects.none();
        }
        if (state.status() == MountStatus.STARTING) {
            return settle(new MountEvent.Started(clock.instant(), ""), retries::afterFailure);
        }
        end(state.view());
        return effects.unstashAll();
    }

    Effect<MountEvent, MountState> onStopped(MountState state, MountEntity.Reconciled stopped) {
        if (past.again() && state.status() == MountStatus.RUNNING) {
            return settle(new MountEvent.Died(clock.instant(), ENDED_MEANWHILE), retries::afterDeath);
        }
        return settle(found(state, stopped.answer()), retries::afterFailure);
    }

    /** What came of it, once whatever could be stopped is. */
    private MountEvent found(MountState state, Answer<StopKind> stopped) {
        boolean live = orders.isLive();
        boolean starting = state.status() == MountStatus.STARTING;
        if (!live && starting && past.unkept().isPresent()) {
            return new MountEvent.StartFailed(clock.instant(), past.unkept().get());
        }
        return switch (stopped) {
            case Answer.Failed<StopKind> _ when live && starting -> new MountEvent.Started(clock.instant(), "");
            case Answer.Failed<StopKind>(MountFault fault)
            when live -> new MountEvent.StopFailed(clock.instant(), fault);
            case Answer.Failed<StopKind>(MountFault fault) -> reconciled(fault.sentence());
            case Answer.Done<StopKind>(StopKind how) ->
                reconciled(how == StopKind.NOT_MOUNTED ? "not mounted any more" : MountState.words(how));
        };
    }

    private MountEvent reconciled(String found) {
        String meanwhile = past.again() ? "the journal was away; " : "the daemon had ended; ";
        return new MountEvent.Reconciled(clock.instant(), meanwhile + found);
    }

    /** Only what is kept is told; in an error, {@code again} says when it is tried again. */
    private Effect<MountEvent, MountState> settle(MountEvent event, Supplier<Optional<String>> again) {
        return effects.persist(event)
                .thenRun(state ->
                        end(state.status() == MountStatus.ERROR ? herald.tell(state, again(again)) : state.view()))
                .thenUnstashAll();
    }

    /** Somebody may have stopped it while no entity could hear of it. */
    private Optional<String> again(Supplier<Optional<String>> retry) {
        return past.quit() ? Optional.empty() : retry.get();
    }

    private void end(MountView view) {
        underWay = false;
        herald.found(Optional.of(view));
    }
}
