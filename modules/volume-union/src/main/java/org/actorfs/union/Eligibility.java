package org.actorfs.union;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.Errno;
import org.jspecify.annotations.Nullable;

/** Which branches a policy may choose from, and with which errno it gives up: the rules of mergerfs. */
final class Eligibility {
    private final List<Integer> indices = new ArrayList<>();
    private Errno refusal = Errno.ENOENT;

    private Eligibility() {}

    /** @param existing leave out branches where the path is not there, also for {@link Category#CREATE} */
    static Eligibility of(Category category, boolean existing, List<Candidate> candidates) {
        Eligibility eligible = new Eligibility();
        for (int i = 0; i < candidates.size(); i++) {
            Errno obstacle = obstacle(category, existing, candidates.get(i));
            if (obstacle == null) {
                eligible.indices.add(i);
            } else {
                eligible.refusal = worse(eligible.refusal, obstacle);
            }
        }
        return eligible;
    }

    /** In the order of the branches. */
    List<Integer> indices() {
        return indices;
    }

    /** Why there are none. */
    Errno refusal() {
        return refusal;
    }

    private static @Nullable Errno obstacle(Category category, boolean existing, Candidate candidate) {
        return switch (category) {
            case SEARCH -> candidate.exists() ? null : Errno.ENOENT;
            case ACTION -> obstacleToChange(candidate);
            case CREATE -> obstacleToMake(existing, candidate);
        };
    }

    private static @Nullable Errno obstacleToChange(Candidate candidate) {
        if (candidate.mode() == BranchMode.RO) {
            return Errno.EROFS;
        }
        if (!candidate.exists() || !candidate.reachable()) {
            return Errno.ENOENT;
        }
        return candidate.readOnly() ? Errno.EROFS : null;
    }

    private static @Nullable Errno obstacleToMake(boolean existing, Candidate candidate) {
        if (candidate.mode() != BranchMode.RW) {
            return Errno.EROFS;
        }
        if ((existing && !candidate.exists()) || !candidate.reachable()) {
            return Errno.ENOENT;
        }
        if (candidate.readOnly()) {
            return Errno.EROFS;
        }
        return candidate.availableBytes() < candidate.minFreeBytes() ? Errno.ENOSPC : null;
    }

    /** A full branch says more than a missing path, and a read-only one more than both. */
    private static Errno worse(Errno before, Errno next) {
        return rank(next) >= rank(before) ? next : before;
    }

    private static int rank(Errno errno) {
        return switch (errno) {
            case ENOENT -> 0;
            case ENOSPC -> 1;
            default -> 2;
        };
    }
}
