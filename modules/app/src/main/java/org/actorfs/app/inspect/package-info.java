/**
 * What can be seen of a mount at work: one inode's actor, and requests as they come. {@link org.actorfs.app.inspect.Inspector} is what HTTP
 * asks; what answers reads the sessions of the mounts that run, past their entities, for nothing of it is remembered. Knows nothing of the
 * kernel.
 */
@NullMarked
package org.actorfs.app.inspect;

import org.jspecify.annotations.NullMarked;
