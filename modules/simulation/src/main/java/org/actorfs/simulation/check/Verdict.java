package org.actorfs.simulation.check;

/** What the search for an order found. */
public sealed interface Verdict<O> {
    /** There is an order. */
    record Linearizable<O>() implements Verdict<O> {}

    /** The search was given up: too many orders. */
    record Undecided<O>() implements Verdict<O> {}

    /** There is none: after {@code ordered} calls in the best order, nothing explains {@code stuck}. */
    record Impossible<O>(java.util.List<Interval<O>> ordered, Interval<O> stuck) implements Verdict<O> {
        public Impossible {
            ordered = java.util.List.copyOf(ordered);
        }
    }
}
