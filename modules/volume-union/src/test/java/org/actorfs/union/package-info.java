@NullMarked
package org.actorfs.union;

import org.jspecify.annotations.NullMarked;
