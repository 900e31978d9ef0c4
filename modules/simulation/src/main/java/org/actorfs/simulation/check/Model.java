package org.actorfs.simulation.check;

import org.jspecify.annotations.Nullable;

/** The sequential truth about one object. States are immutable and compare by value. */
public interface Model<S, O> {
    S start();

    /** The state after the operation had the outcome that it carries, or null if it cannot have it in this state. */
    @Nullable
    S after(S state, O operation);

    /** Whether the operation changes no state whatever. */
    boolean isReadOnly(O operation);
}
