package org.actorfs.simulation;

import java.util.List;

/**
 * A seed that failed, shrunk.
 *
 * @param check in a word
 * @param message what the check saw in the shrunk run
 * @param operations how many are left
 * @param trace of the shrunk run, a line an event
 */
public record SimulationFailure(long seed, String check, String message, int operations, List<String> trace) {
    /** For a person to read. */
    public String text() {
        return "seed " + seed + " fails (" + check + "), with as few as " + operations + " operations: " + message
                + "\n  trace:\n" + String.join("\n", trace)
                + "\nRepeat it with: ./actorfs simulate --seeds 1 --first-seed "
                + seed;
    }
}
