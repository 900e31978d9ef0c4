/**
 * Measurements: small ones of the request path under JMH, and whole ones side by side with the FUSE
 * filesystems installed on the machine.
 */
@NullMarked
package org.actorfs.bench;

import org.jspecify.annotations.NullMarked;
