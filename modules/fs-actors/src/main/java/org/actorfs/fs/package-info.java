/**
 * The words of the filesystem: names, keys, attributes, errors, outcomes and replies.
 *
 * <p>Everything above (actors, drivers, transports) speaks in these types. They are immutable or one-shot, know no kernel
 * struct and no transport. A request travels as a message with a {@link org.actorfs.fs.Reply}; a driver answers with an
 * {@link org.actorfs.fs.Outcome}; an expected failure is an {@link org.actorfs.fs.Errno}, never an exception.
 */
@NullMarked
package org.actorfs.fs;

import org.jspecify.annotations.NullMarked;
