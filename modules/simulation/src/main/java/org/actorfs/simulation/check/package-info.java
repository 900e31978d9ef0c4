/**
 * Whether a history of concurrent calls could have come from something sequential: {@link
 * org.actorfs.simulation.check.Linearizability} searches for an order, a {@link org.actorfs.simulation.check.Model} says what each
 * call does. Knows neither actors nor drivers, only names and errnos.
 */
@NullMarked
package org.actorfs.simulation.check;

import org.jspecify.annotations.NullMarked;
