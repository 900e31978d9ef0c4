/** The journal in its two databases; {@link org.actorfs.app.journal.PostgresServer} is a real one, for other tests, too. */
@NullMarked
package org.actorfs.app.journal;

import org.jspecify.annotations.NullMarked;
