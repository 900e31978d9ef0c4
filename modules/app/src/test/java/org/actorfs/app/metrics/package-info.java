@NullMarked
package org.actorfs.app.metrics;

import org.jspecify.annotations.NullMarked;
