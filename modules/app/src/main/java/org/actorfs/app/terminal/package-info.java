/**
 * What the commands show a person in a terminal: rows in columns ({@link org.actorfs.app.terminal.Table}), and names that may hold
 * anything ({@link org.actorfs.app.terminal.Printable}), exceptions ({@link org.actorfs.app.terminal.Reason}). Knows nothing of what is shown.
 */
@NullMarked
package org.actorfs.app.terminal;

import org.jspecify.annotations.NullMarked;
