/** Tests of the memory volume: the driver contract, and its parts alone. */
@NullMarked
package org.actorfs.fs.memory;

import org.jspecify.annotations.NullMarked;
