package org.actorfs.app.mounts;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Who has which mountpoint: each has one mount at most. Part of the {@link MountManager}. */
final class Mountpoints {
    private final Roster roster;

    /** Those that mounts are about to move to. */
    private final Set<String> reserved = new HashSet<>();

    Mountpoints(Roster roster) {
        this.roster = roster;
    }

    /** Why no mount may take it. */
    Optional<MountFault> refusal(String mountpoint) {
        return reserved.contains(mountpoint) || roster.isTaken(mountpoint)
                ? Optional.of(new MountFault.MountpointTaken(
                        "there is a mount for %s already: change that one, or choose another mountpoint"
                                .formatted(mountpoint)))
                : Optional.empty();
    }

    /** Keeps one for a mount that is about to move there. */
    void reserve(String mountpoint) {
        reserved.add(mountpoint);
    }

    /** It has moved, or it has not. */
    void release(String mountpoint) {
        reserved.remove(mountpoint);
    }
}
