package org.actorfs.app.mounts;

import java.time.Instant;

/**
 * What happened to a mount, in the order in which its journal has it. The kept form of each is described in {@code docs/journal.md}; what
 * may follow what is said by {@link Transitions}.
 */
public sealed interface MountEvent {
    Instant at();

    /** It exists from now on, stopped. */
    record Created(Instant at, String by, MountOrigin origin, MountSpec spec) implements MountEvent {}

    /** What it is to be has changed; what of it runs goes on as it was. */
    record Updated(Instant at, String by, MountSpec spec) implements MountEvent {}

    record StartRequested(Instant at, String by) implements MountEvent {}

    /** {@code note}: what its owner should know; may be empty. */
    record Started(Instant at, String note) implements MountEvent {}

    record StartFailed(Instant at, MountFault fault) implements MountEvent {}

    record StopRequested(Instant at, String by) implements MountEvent {}

    record Stopped(Instant at, StopKind how) implements MountEvent {}

    /** It goes on as it was. */
    record StopFailed(Instant at, MountFault fault) implements MountEvent {}

    /** It was unmounted by somebody else. */
    record Ended(Instant at) implements MountEvent {}

    /** What served it died. */
    record Died(Instant at, String why) implements MountEvent {}

    /** The daemon came back, and what the journal has of it is over. */
    record Reconciled(Instant at, String found) implements MountEvent {}

    record Deleted(Instant at, String by) implements MountEvent {}
}
