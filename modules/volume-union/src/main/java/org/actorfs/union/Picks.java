package org.actorfs.union;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** The ways to pick one. Of equals the last wins, but for the least used space the first, as mergerfs has it. */
final class Picks {
    private Picks() {}

    static int mostFree(List<Integer> eligible, List<Candidate> candidates) {
        return lastGreatest(eligible, candidates, Comparator.comparingLong(Candidate::availableBytes));
    }

    static int leastFree(List<Integer> eligible, List<Candidate> candidates) {
        return lastGreatest(
                eligible,
                candidates,
                Comparator.comparingLong(Candidate::availableBytes).reversed());
    }

    static int leastUsed(List<Integer> eligible, List<Candidate> candidates) {
        return lastGreatest(
                eligible.reversed(),
                candidates,
                Comparator.comparingLong(Candidate::usedBytes).reversed());
    }

    static int newest(List<Integer> eligible, List<Candidate> candidates) {
        return lastGreatest(eligible, candidates, Comparator.comparing(Candidate::mtime));
    }

    static int atRandom(List<Integer> eligible, RandomGenerator random) {
        return eligible.get(random.nextInt(eligible.size()));
    }

    /** The more space is free, the likelier; evenly if none is. */
    static int atRandomByFreeSpace(List<Integer> eligible, List<Candidate> candidates, RandomGenerator random) {
        long total = eligible.stream()
                .mapToLong(index -> candidates.get(index).availableBytes())
                .sum();
        if (total <= 0) {
            return atRandom(eligible, random);
        }
        long left = random.nextLong(total);
        for (int index : eligible) {
            left -= candidates.get(index).availableBytes();
            if (left < 0) {
                return index;
            }
        }
        throw new AssertionError("the parts are smaller than their sum");
    }

    private static int lastGreatest(List<Integer> eligible, List<Candidate> candidates, Comparator<Candidate> order) {
        int best = eligible.getFirst();
        for (int index : eligible) {
            if (order.compare(candidates.get(index), candidates.get(best)) >= 0) {
                best = index;
            }
        }
        return best;
    }
}
