/**
 * How kernel requests come in and replies go out, and the threads that do both.
 *
 * <p>The {@link org.actorfs.fuse.transport.Worker}s belong to the daemon; sessions attach their {@link
 * org.actorfs.fuse.transport.Channel}s to all of them. A worker that reads a request runs the actors that the request wakes, for {@link
 * org.actorfs.fuse.transport.WorkerDispatcher} puts their mailboxes into the queue of the worker that told them; it reads again when the
 * queue is empty. What must wait for a device or a lock goes on a pool of the driver's, never here.
 */
@NullMarked
package org.actorfs.fuse.transport;

import org.jspecify.annotations.NullMarked;
