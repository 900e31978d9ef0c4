package org.actorfs.simulation;

import java.util.List;

/**
 * What came of a simulation.
 *
 * @param seeds how many were run
 * @param requests how many the kernels sent in all
 * @param undecided histories too tangled to be judged; all else of their runs was checked
 */
public record SimulationReport(
        long seeds, long requests, long undecided, long elapsedNanos, List<SimulationFailure> failures) {
    public SimulationReport {
        failures = List.copyOf(failures);
    }

    public boolean passed() {
        return failures.isEmpty();
    }

    /** One line for a person. */
    public String summary() {
        double seconds = elapsedNanos / 1e9;
        return "%d seeds, %d requests, %.1f s (%.0f seeds/s), %d histories undecided: %s"
                .formatted(
                        seeds,
                        requests,
                        seconds,
                        seeds / seconds,
                        undecided,
                        passed() ? "all passed" : failures.size() + " seeds failed");
    }
}
