@NullMarked
package org.actorfs.app.api;

import org.jspecify.annotations.NullMarked;
