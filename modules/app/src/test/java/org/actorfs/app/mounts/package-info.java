/** Tests of the managed mounts, on a journal in memory and a runner that mounts nothing. */
@NullMarked
package org.actorfs.app.mounts;

import org.jspecify.annotations.NullMarked;
