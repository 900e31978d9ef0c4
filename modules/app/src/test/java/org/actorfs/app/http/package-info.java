@NullMarked
package org.actorfs.app.http;

import org.jspecify.annotations.NullMarked;
