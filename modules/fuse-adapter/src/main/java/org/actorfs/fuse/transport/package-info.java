/**
 * How kernel requests come in and replies go out, and the threads that do both.
 *
 * <p>{@link org.actorfs.fuse.transport.Workers} gives the first few sessions {@link org.actorfs.fuse.transport.Worker}s of their own; later
 * ones attach their {@link org.actorfs.fuse.transport.Channel}s to some that they share. A worker that reads a request runs the actors that the request wakes, for {@link
 * org.actorfs.fuse.transport.WorkerDispatcher} puts their mailboxes into the queue of the worker that told them; it reads again when the
 * queue is empty. What must wait for a device or a lock goes on a pool of the driver's, never here.
 *
 * <p>There are two ways to the kernel, each a {@link org.actorfs.fuse.transport.KernelLink}: {@link
 * org.actorfs.fuse.transport.DeviceChannel} reads and writes {@code /dev/fuse}; {@link org.actorfs.fuse.transport.UringChannel} has rings,
 * whose entries hold a request and then its answer. What comes in is an {@link org.actorfs.fuse.transport.Incoming}, and an answer goes out by a {@link
 * org.actorfs.fuse.transport.ReplyPort}, so that who asks and who answers need not know which it was.
 */
@NullMarked
package org.actorfs.fuse.transport;

import org.jspecify.annotations.NullMarked;
