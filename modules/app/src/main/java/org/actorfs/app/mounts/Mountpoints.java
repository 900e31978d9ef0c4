package org.actorfs.app.mounts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.actorfs.app.mounts.MountRunner.Checked;

/**
 * Who has which mountpoint: each has one mount at most, also while the journal cannot say where a mount is. But for a mount that can be
 * read again after nobody could, and whose mountpoint another one got meanwhile: of those two one can run. Part of the {@link
 * MountManager}: used on its thread only.
 */
final class Mountpoints {
    private final Roster roster;
    private final MountRunner runner;

    /** Those that mounts are about to move to, or may have moved to. */
    private final Set<String> reserved = new HashSet<>();

    /** Where the journal may have put a mount though it failed, by the mount. */
    private final Map<UUID, List<Checked>> doubtful = new HashMap<>();

    Mountpoints(Roster roster, MountRunner runner) {
        this.roster = roster;
        this.runner = runner;
    }

    /** Why no mount may take it. */
    Optional<MountFault> refusal(String mountpoint) {
        if (isDoubtful(mountpoint)) {
            return fault(mountpoint);
        }
        if (reserved.contains(mountpoint) || roster.isTaken(mountpoint)) {
            return Optional.of(new MountFault.MountpointTaken(
                    "there is a mount for %s already: change that one, or choose another mountpoint"
                            .formatted(mountpoint)));
        }
        return fault(mountpoint);
    }

    /** Why only the journal knows whether a mount has it. */
    Optional<MountFault> fault(String mountpoint) {
        if (isDoubtful(mountpoint)) {
            return Optional.of(new MountFault.Journal(
                    "the journal does not say whether there is a mount for %s: look again once it does"
                            .formatted(mountpoint)));
        }
        return roster.unread()
                .map(unread -> new MountFault.Journal(
                        "%s may be the mountpoint of the mount %s, which cannot be read: %s; try again once it can"
                                .formatted(mountpoint, unread.id(), unread.why())));
    }

    /** Keeps one for a mount that is about to move there. */
    void reserve(Checked checked) {
        reserved.add(mountpoint(checked));
    }

    /** It has moved. */
    void taken(Checked checked) {
        reserved.remove(mountpoint(checked));
    }

    /** No mount is made there, or moves there. */
    void free(Checked checked) {
        reserved.remove(mountpoint(checked));
        runner.undo(checked);
    }

    /** The journal failed when a mount was made there or moved there, and only it knows whether it was: it stays taken. */
    void doubt(UUID id, Checked checked) {
        reserve(checked);
        doubtful.computeIfAbsent(id, _ -> new ArrayList<>()).add(checked);
    }

    /** The journal says where a mount is; an empty view: there is none. */
    void found(UUID id, Optional<MountView> view) {
        List<Checked> doubts = doubtful.remove(id);
        if (doubts == null) {
            return;
        }
        Optional<String> where = view.map(mount -> mount.spec().mountpoint());
        for (Checked checked : doubts) {
            if (where.equals(Optional.of(mountpoint(checked)))) {
                taken(checked);
            } else {
                free(checked);
            }
        }
    }

    private boolean isDoubtful(String mountpoint) {
        return doubtful.values().stream()
                .flatMap(List::stream)
                .anyMatch(checked -> mountpoint(checked).equals(mountpoint));
    }

    private static String mountpoint(Checked checked) {
        return checked.mountpoint().toString();
    }
}
