package org.actorfs.simulation.check;

/**
 * One call in a history.
 *
 * @param invoked when, in an order where no two events are equal
 * @param responded when; {@link #NEVER} if its answer does not say whether it happened
 */
public record Interval<O>(long invoked, long responded, O operation) {
    public static final long NEVER = Long.MAX_VALUE;
}
