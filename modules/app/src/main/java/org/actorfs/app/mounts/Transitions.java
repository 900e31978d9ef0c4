package org.actorfs.app.mounts;

import static org.actorfs.app.mounts.MountStatus.ABSENT;
import static org.actorfs.app.mounts.MountStatus.DELETED;
import static org.actorfs.app.mounts.MountStatus.ERROR;
import static org.actorfs.app.mounts.MountStatus.RUNNING;
import static org.actorfs.app.mounts.MountStatus.STARTING;
import static org.actorfs.app.mounts.MountStatus.STOPPED;
import static org.actorfs.app.mounts.MountStatus.STOPPING;

import java.util.List;
import java.util.Optional;

/**
 * Which event leads from which status to which: the one source of it, from which {@code docs/mounts.md} has its table. An event that is not
 * here for a status cannot happen in it.
 */
public final class Transitions {
    /** One row of the table. */
    public record Transition(MountStatus from, Class<? extends MountEvent> event, MountStatus to, String when) {}

    /** In the order of a mount's life. */
    public static final List<Transition> ALL = List.of(
            new Transition(ABSENT, MountEvent.Created.class, STOPPED, "it was declared or added"),
            new Transition(STOPPED, MountEvent.Updated.class, STOPPED, "its settings were changed"),
            new Transition(STOPPED, MountEvent.StartRequested.class, STARTING, "a start was asked for, or is due"),
            new Transition(STOPPED, MountEvent.Deleted.class, DELETED, "it was removed"),
            new Transition(STARTING, MountEvent.Started.class, RUNNING, "it is mounted and answers"),
            new Transition(
                    STARTING, MountEvent.StartFailed.class, ERROR, "it could not be mounted; nothing is left of it"),
            new Transition(STARTING, MountEvent.StopRequested.class, STOPPING, "the start is called off"),
            new Transition(STARTING, MountEvent.Reconciled.class, STOPPED, "the daemon ended meanwhile"),
            new Transition(RUNNING, MountEvent.Updated.class, RUNNING, "its settings were changed"),
            new Transition(RUNNING, MountEvent.StopRequested.class, STOPPING, "a stop was asked for"),
            new Transition(RUNNING, MountEvent.Ended.class, STOPPED, "somebody else unmounted it"),
            new Transition(RUNNING, MountEvent.Died.class, ERROR, "what served it died"),
            new Transition(RUNNING, MountEvent.Reconciled.class, STOPPED, "the daemon ended meanwhile"),
            new Transition(STOPPING, MountEvent.Stopped.class, STOPPED, "it is unmounted and its volume closed"),
            new Transition(STOPPING, MountEvent.StopFailed.class, RUNNING, "it cannot be unmounted and goes on"),
            new Transition(
                    STOPPING, MountEvent.Died.class, ERROR, "it is unmounted, and its volume did not close well"),
            new Transition(STOPPING, MountEvent.Reconciled.class, STOPPED, "the daemon ended meanwhile"),
            new Transition(ERROR, MountEvent.Updated.class, ERROR, "its settings were changed"),
            new Transition(
                    ERROR, MountEvent.StartRequested.class, STARTING, "a start was asked for, or a retry is due"),
            new Transition(ERROR, MountEvent.Stopped.class, STOPPED, "a stop was asked for; nothing was mounted"),
            new Transition(ERROR, MountEvent.Deleted.class, DELETED, "it was removed"),
            new Transition(DELETED, MountEvent.Created.class, STOPPED, "it was declared again"));

    private Transitions() {}

    /** Where an event leads; empty if it cannot happen in that status. */
    public static Optional<MountStatus> after(MountStatus status, MountEvent event) {
        return ALL.stream()
                .filter(row -> row.from() == status && row.event().isInstance(event))
                .map(Transition::to)
                .findFirst();
    }
}
