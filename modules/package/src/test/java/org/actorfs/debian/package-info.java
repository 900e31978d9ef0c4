/**
 * The Debian package, installed, used, upgraded and removed, as it was packaged a moment before. All of that happens in a {@link
 * org.actorfs.debian.SpareRoot}, which this machine does not notice.
 */
@NullMarked
package org.actorfs.debian;

import org.jspecify.annotations.NullMarked;
