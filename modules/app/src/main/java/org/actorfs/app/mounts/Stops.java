package org.actorfs.app.mounts;

import java.time.Clock;
import java.util.List;
import org.actorfs.app.mounts.Mounts.Stopped;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;

/** The stops of one mount, and what is left of one that does not run. Part of its {@link MountEntity}. */
final class Stops {
    private final EffectFactories<MountEvent, MountState> effects;
    private final Orders orders;
    private final Herald herald;
    private final Waiters waiters;
    private final Retries retries;
    private final Clock clock;
    private boolean cleaning;

    Stops(
            EffectFactories<MountEvent, MountState> effects,
            Orders orders,
            Herald herald,
            Waiters waiters,
            Retries retries,
            Clock clock) {
        this.effects = effects;
        this.orders = orders;
        this.herald = herald;
        this.waiters = waiters;
        this.retries = retries;
        this.clock = clock;
    }

    /** Of one that runs or starts. */
    Effect<MountEvent, MountState> begin(String by) {
        return effects.persist(new MountEvent.StopRequested(clock.instant(), by))
                .thenRun(state -> {
                    herald.tell(state);
                    waiters.callOff(state);
                    orders.stop(state.specToStop(), MountEntity.StopDone::new);
                });
    }

    Effect<MountEvent, MountState> onDone(MountState state, MountEntity.StopDone done) {
        if (state.status() != MountStatus.STOPPING) {
            return effects.none();
        }
        return switch (done.answer()) {
            case Answer.Done<StopKind>(StopKind how) ->
                waiters.removers().isEmpty() ? onStopped(how) : onStoppedForGood(how);
            case Answer.Failed<StopKind>(MountFault fault) -> onFailed(fault);
        };
    }

    private Effect<MountEvent, MountState> onStopped(StopKind how) {
        return effects.persist(new MountEvent.Stopped(clock.instant(), how))
                .thenRun(stopped -> {
                    waiters.answerStops(Answer.of(new Stopped(herald.tell(stopped), how)));
                    waiters.goOn();
                })
                .thenUnstashAll();
    }

    private Effect<MountEvent, MountState> onStoppedForGood(StopKind how) {
        return effects.persist(List.of(
                        new MountEvent.Stopped(clock.instant(), how),
                        new MountEvent.Deleted(
                                clock.instant(), waiters.removers().getFirst())))
                .thenRun(deleted -> {
                    waiters.answerRemovals(herald.tell(deleted));
                    waiters.answerStops(Answer.of(new Stopped(deleted.view(), how)));
                })
                .thenStop();
    }

    private Effect<MountEvent, MountState> onFailed(MountFault fault) {
        return effects.persist(
                        orders.isLive()
                                ? new MountEvent.StopFailed(clock.instant(), fault)
                                : new MountEvent.Died(clock.instant(), fault.sentence()))
                .thenRun(failed -> {
                    herald.tell(failed);
                    waiters.answerStops(Answer.failed(fault));
                    waiters.refuseRemovals(failed, fault);
                    waiters.goOn();
                })
                .thenUnstashAll();
    }

    /** Of one that does not run: what may have been left of it goes. Requests wait meanwhile. */
    Effect<MountEvent, MountState> clean(MountState state, Pending<Stopped> reply) {
        cleaning = true;
        retries.callOff();
        orders.stop(state.currentSpec(), answer -> new MountEntity.Cleaned(answer, reply));
        return effects.none();
    }

    boolean isCleaning() {
        return cleaning;
    }

    Effect<MountEvent, MountState> onCleaned(MountState state, MountEntity.Cleaned cleaned) {
        cleaning = false;
        return switch (cleaned.answer()) {
            case Answer.Failed<StopKind>(MountFault fault) -> {
                herald.tell(state); // it is not tried again any more
                cleaned.reply().failed(fault);
                yield effects.unstashAll();
            }
            case Answer.Done<StopKind>(StopKind how) -> {
                if (state.status() == MountStatus.STOPPED) {
                    cleaned.reply().done(new Stopped(state.view(), how));
                    yield effects.unstashAll();
                }
                yield effects.persist(new MountEvent.Stopped(clock.instant(), how))
                        .thenRun(stopped -> cleaned.reply().done(new Stopped(herald.tell(stopped), how)))
                        .thenUnstashAll();
            }
        };
    }
}
