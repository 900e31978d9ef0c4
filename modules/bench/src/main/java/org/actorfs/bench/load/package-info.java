/**
 * The load generator: a process of its own that serves nothing, so that its collector and its threads are not those of what is
 * measured. {@link org.actorfs.bench.load.Load} reads orders and answers them; everything else here does the work, in raw system
 * calls.
 */
@NullMarked
package org.actorfs.bench.load;

import org.jspecify.annotations.NullMarked;
