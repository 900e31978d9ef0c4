/**
 * The filesystem as actors: one per inode, one per open handle.
 *
 * <p><b>The way of a request.</b> A {@link org.actorfs.fs.actor.Session} (one kernel mount, or one user without a kernel) maps its own
 * names to {@link org.actorfs.fs.actor.Route}s and tells an inode or a handle what its user asked, with a {@link
 * org.actorfs.fs.Reply}. The inode decides, asks the driver, then changes its state, then completes the reply.
 *
 * <p><b>Who finds whom.</b> A counted inode is told directly. A child found by name is told through its {@link
 * org.actorfs.fs.actor.InodeShard}, which alone spawns, stops, puts to sleep and wakes inodes.
 *
 * <p><b>Order of reservations.</b> An operation on several inodes reserves them in this order: directories, ancestor first, otherwise the
 * lower key; then replaced and moved inodes, directories first, then the lower key. A directory reserves its children for unlink, rmdir, link and rename within
 * itself; two directories go through the {@link org.actorfs.fs.actor.RenameCoordinator}, one at a time. Nobody who holds a
 * reservation waits for an ancestor, so no circle of waiters can close.
 *
 * <p><b>Lookup counts</b> live in the inode actor alone, one number per session, and rise before the reply that carries the entry.
 */
@NullMarked
package org.actorfs.fs.actor;

import org.jspecify.annotations.NullMarked;
