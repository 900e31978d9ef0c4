package org.actorfs.union;

import java.util.List;
import java.util.random.RandomGenerator;

/** How a policy chooses among the branches that are eligible. */
enum Pick {
    /** None: the operation is refused. */
    NONE,
    ALL,
    FIRST,
    MOST_FREE,
    LEAST_FREE,
    LEAST_USED,
    NEWEST,
    AT_RANDOM,
    AT_RANDOM_BY_FREE_SPACE;

    /**
     * Chooses.
     *
     * @param eligible numbers of candidates in the order of the branches; not empty
     */
    List<Integer> among(List<Integer> eligible, List<Candidate> candidates, RandomGenerator random) {
        return switch (this) {
            case NONE -> List.of();
            case ALL -> eligible;
            case FIRST -> List.of(eligible.getFirst());
            case MOST_FREE -> List.of(Picks.mostFree(eligible, candidates));
            case LEAST_FREE -> List.of(Picks.leastFree(eligible, candidates));
            case LEAST_USED -> List.of(Picks.leastUsed(eligible, candidates));
            case NEWEST -> List.of(Picks.newest(eligible, candidates));
            case AT_RANDOM -> List.of(Picks.atRandom(eligible, random));
            case AT_RANDOM_BY_FREE_SPACE -> List.of(Picks.atRandomByFreeSpace(eligible, candidates, random));
        };
    }
}
