package org.actorfs.simulation;

/**
 * What to simulate.
 *
 * @param firstSeed the seeds are this one and those after it
 * @param seeds how many
 * @param operations how many each seed does
 * @param threads how many simulate at once, each on a system of its own
 * @param maxFailures after so many failing seeds no more are begun
 */
public record SimulationOptions(long firstSeed, long seeds, int operations, int threads, int maxFailures) {
    /** As CI runs it, but for the number of seeds. */
    public static SimulationOptions of(long firstSeed, long seeds) {
        return new SimulationOptions(firstSeed, seeds, 300, Runtime.getRuntime().availableProcessors(), 5);
    }
}
