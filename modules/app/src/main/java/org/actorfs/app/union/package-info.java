/**
 * {@code actorfs union}: commands for a mounted union, in a process of their own. {@code where}, {@code dedup} and {@code fsck} look at the
 * branches themselves; {@code balance} and {@code consolidate} ask the daemon to move files, which it does under open handles.
 *
 * <p><b>How a command runs.</b> {@link org.actorfs.app.union.Workplace} finds the mount that a path is on, asks it for its branches ({@link
 * org.actorfs.app.union.UnionMount}) and opens them ({@link org.actorfs.app.union.BranchTrees}). {@link org.actorfs.app.union.Walk} goes
 * through the mount, one directory after the other, without remembering what it saw. What to do with a name is decided by classes that touch
 * no file: {@link org.actorfs.app.union.Balance}, {@link org.actorfs.app.union.Gathering}, {@link org.actorfs.app.union.Keep}, {@link
 * org.actorfs.app.union.Difference}, {@link org.actorfs.app.union.Fix}.
 *
 * <p><b>Others may change the branches meanwhile.</b> A name on a branch is resolved below the descriptor of the branch's root, never
 * through a symbolic link, and before something is changed or removed it is compared with what was looked at. A branch counts only if its
 * path leads to the directory that the daemon has ({@link org.actorfs.app.union.Root}), and the daemon is believed only if root mounted it.
 *
 * <p>Names are bytes here, and are escaped where a person reads them ({@link org.actorfs.app.terminal.Printable}).
 */
@NullMarked
package org.actorfs.app.union;

import org.jspecify.annotations.NullMarked;
