package org.actorfs.app.mounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A mount as it is told; immutable.
 *
 * @param spec as it will hold at the next start; its URI may hold a password
 * @param message why it is in {@link MountStatus#ERROR}, or what else its owner should know
 * @param atNextStart the fields that were changed while it ran, and hold from the next start on
 * @param history the last {@link MountState#HISTORY} deeds, oldest first
 */
public record MountView(
        UUID id,
        MountOrigin origin,
        MountSpec spec,
        MountStatus status,
        Optional<String> message,
        List<String> atNextStart,
        Instant created,
        Instant updated,
        List<Deed> history) {
    /** One that is declared, and is not in the journal yet. */
    static MountView notMade(UUID id, MountSpec spec) {
        return new MountView(
                id,
                MountOrigin.DECLARED,
                spec,
                MountStatus.ABSENT,
                Optional.empty(),
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                List.of());
    }

    /** The same, with something to know. */
    MountView saying(String sentence) {
        return new MountView(id, origin, spec, status, Optional.of(sentence), atNextStart, created, updated, history);
    }

    /** The same, removed. */
    MountView gone() {
        return new MountView(
                id, origin, spec, MountStatus.DELETED, Optional.empty(), atNextStart, created, updated, history);
    }
}
