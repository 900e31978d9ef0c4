package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing run shorter: leaves out operations, many at once at first, as long as the same check still fails with the same seed.
 * Leaving one out shifts the dice for all after it, so what remains is small, not smallest.
 */
final class Shrinker {
    private static final int MAX_RUNS = 400;

    private final Experiment experiment;
    private final long seed;
    private final String check;
    private int runs;

    private Shrinker(Experiment experiment, long seed, String check) {
        this.experiment = experiment;
        this.seed = seed;
        this.check = check;
    }

    /** The fewest operations found with which this seed still fails this check. */
    static List<Operation> shrink(Experiment experiment, long seed, String check, List<Operation> operations) {
        return new Shrinker(experiment, seed, check).shrink(operations);
    }

    private List<Operation> shrink(List<Operation> operations) {
        List<Operation> failing = shortest(operations);
        int chunk = Math.max(1, failing.size() / 2);
        while (runs < MAX_RUNS) {
            List<Operation> smaller = withoutAny(failing, chunk);
            if (smaller != null) {
                failing = smaller;
                chunk = Math.clamp(failing.size() / 2, 1, chunk);
            } else if (chunk == 1) {
                return failing;
            } else {
                chunk /= 2;
            }
        }
        return failing;
    }

    /** The end goes first: what comes after the bug is of no use. */
    private List<Operation> shortest(List<Operation> operations) {
        List<Operation> failing = operations;
        for (int length = operations.size() / 2; length > 0; length /= 2) {
            List<Operation> front = failing.subList(0, Math.min(length, failing.size()));
            if (!fails(front)) {
                return failing;
            }
            failing = front;
        }
        return failing;
    }

    private @Nullable List<Operation> withoutAny(List<Operation> operations, int chunk) {
        for (int end = operations.size(); end > 0 && runs < MAX_RUNS; end -= chunk) {
            List<Operation> rest = new ArrayList<>(operations.subList(0, Math.max(0, end - chunk)));
            rest.addAll(operations.subList(end, operations.size()));
            if (fails(rest)) {
                return rest;
            }
        }
        return null;
    }

    private boolean fails(List<Operation> operations) {
        runs++;
        CheckFailed failure = experiment.run(seed, operations, false).failure();
        return failure != null && failure.check().equals(check);
    }
}
