package org.actorfs.app.mounts;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.app.mounts.Mounts.Stopped;
import org.apache.pekko.actor.typed.ActorRef;

/** Who waits for the start, the stop or the removal of one mount. Part of its {@link MountEntity}: used on its thread only. */
final class Waiters {
    private final ActorRef<MountEntity.Command> entity;
    private final List<Pending<MountView>> starting = new ArrayList<>();
    private final List<Pending<Stopped>> stopping = new ArrayList<>();

    /** For the end of a stop under way; whoever asks for a stop or a removal after them calls them off. */
    private final List<MountEntity.Start> again = new ArrayList<>();

    /** For the end of a stop under way. */
    private final List<MountEntity.Delete> deleting = new ArrayList<>();

    Waiters(ActorRef<MountEntity.Command> entity) {
        this.entity = entity;
    }

    void forStart(Pending<MountView> reply) {
        starting.add(reply);
    }

    void forStop(Pending<Stopped> reply) {
        stopping.add(reply);
    }

    void toStartAgain(MountEntity.Start start) {
        again.add(start);
    }

    void forRemoval(MountEntity.Delete delete) {
        deleting.add(delete);
    }

    /** Whether somebody wants it removed once it has stopped, and who. */
    List<String> removers() {
        return deleting.stream().map(MountEntity.Delete::by).toList();
    }

    void answerStarts(Answer<MountView> answer) {
        starting.forEach(reply -> reply.answer(answer));
        starting.clear();
    }

    void answerStops(Answer<Stopped> answer) {
        stopping.forEach(reply -> reply.answer(answer));
        stopping.clear();
    }

    void answerRemovals(MountView gone) {
        deleting.forEach(delete -> delete.reply().done(gone));
        deleting.clear();
    }

    void refuseRemovals(MountState state, MountFault why) {
        deleting.forEach(delete -> delete.reply()
                .failed(new MountFault.UnmountFailed(
                        "%s stays: %s".formatted(state.currentSpec().mountpoint(), why.sentence()))));
        deleting.clear();
    }

    /** A start under way, or one that waits, is not to be any more. */
    void callOff(MountState state) {
        MountFault calledOff = new MountFault.SpawnFailed("%s was stopped before it was mounted"
                .formatted(state.currentSpec().mountpoint()));
        answerStarts(Answer.failed(calledOff));
        again.forEach(start -> start.reply().failed(calledOff));
        again.clear();
    }

    /** What could not be done while it stopped: now, in the order in which it came. */
    void goOn() {
        again.forEach(entity::tell);
        again.clear();
    }
}
