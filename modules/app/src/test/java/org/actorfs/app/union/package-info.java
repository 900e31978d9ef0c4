/** What the commands decide, without a mount; {@code org.actorfs.app.system} has the rest. */
@NullMarked
package org.actorfs.app.union;

import org.jspecify.annotations.NullMarked;
