package org.actorfs.union;

import org.actorfs.fs.Timespec;

/**
 * What a policy is told of one branch.
 *
 * @param mode as it is configured
 * @param reachable false if the branch's filesystem does not answer
 * @param readOnly its filesystem is mounted read-only
 * @param exists the path is there; for {@link Category#CREATE} the directory that is to hold the new name
 * @param mtime of what is there; {@link Timespec#EPOCH} if nothing is
 * @param availableBytes free for users other than root
 * @param usedBytes in use on the branch's filesystem
 * @param minFreeBytes below which nothing is made there
 */
record Candidate(
        BranchMode mode,
        boolean reachable,
        boolean readOnly,
        boolean exists,
        Timespec mtime,
        long availableBytes,
        long usedBytes,
        long minFreeBytes) {
    /** The same, with at least so much space to be free. */
    Candidate withMinimum(long bytes) {
        return new Candidate(
                mode, reachable, readOnly, exists, mtime, availableBytes, usedBytes, Math.max(minFreeBytes, bytes));
    }
}
