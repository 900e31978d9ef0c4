package org.actorfs.app.mounts;

import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/** Tells the owner of a {@link MountEntity} what became of its mount. */
final class Herald {
    private final UUID id;
    private final ActorRef<? super MountManager.Told> owner;
    private final BooleanSupplier startsAgain;

    Herald(UUID id, ActorRef<? super MountManager.Told> owner, BooleanSupplier startsAgain) {
        this.id = id;
        this.owner = owner;
        this.startsAgain = startsAgain;
    }

    MountView tell(MountState state) {
        return tell(state, Optional.empty());
    }

    /** With something to know beside what is kept. */
    MountView tell(MountState state, Optional<String> more) {
        MountView view = state.view();
        MountView whole = more.map(text -> view.saying(
                        view.message().map(message -> message + "; " + text).orElse(text)))
                .orElse(view);
        owner.tell(new MountManager.Changed(id, whole, startsAgain.getAsBoolean()));
        return whole;
    }

    /** What there is, after a recovery. */
    void found(Optional<MountView> view) {
        owner.tell(new MountManager.Recovered(id, view));
    }

    /** What is said of a start that is over, by the next entity, if the journal does not take it. */
    void unlessKept(MountFault fault) {
        owner.tell(new MountManager.StartOver(id, fault));
    }
}
