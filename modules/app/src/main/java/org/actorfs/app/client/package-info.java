/**
 * The command line's way to the daemon: {@link org.actorfs.app.client.DaemonClient} finds it by the files in the state directory ({@link
 * org.actorfs.app.client.DaemonAddress}) and speaks its HTTP API. What the daemon refuses comes out as {@link
 * org.actorfs.app.CommandFailure} with the daemon's own sentence and the exit code of its fault.
 *
 * <p>Uses the JDK's HTTP client, without proxies, and the forms in {@link org.actorfs.app.api}.
 */
@NullMarked
package org.actorfs.app.client;

import org.jspecify.annotations.NullMarked;
