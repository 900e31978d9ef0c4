/**
 * The floor under the actors: the least that a FUSE filesystem on the JVM costs with our codec, transport and driver, where a lock for
 * each inode stands in for its actor. It serves only what the benchmark asks.
 */
@NullMarked
package org.actorfs.bench.floor;

import org.jspecify.annotations.NullMarked;
