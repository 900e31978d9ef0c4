/**
 * The {@code union} driver: many directories, on many disks, as one tree. What mergerfs's options, policies and errors are, they are here.
 *
 * <p><b>What an operation is for.</b> A name may be on any number of branches. {@link org.actorfs.union.Chooser} asks the branches what they
 * have at a {@link org.actorfs.union.UnionLocator.Place} (a directory's locator and a name), tells a {@link org.actorfs.union.Policy} in
 * the form of {@link org.actorfs.union.Candidate}s, and gives back the copies that it chose. What is then done to each copy is done by that
 * branch's {@link org.actorfs.mirror.BackingDirectory}, in the way of the {@code mirror} driver: through verified descriptors, never by a
 * path, so that no link or rename inside a branch leads out of it.
 *
 * <p><b>Inodes.</b> A directory is its place: the copies on all branches, existing or yet to come, are one inode. Anything else is the copy
 * that a lookup found; so the hard links of a file are one inode, and a file that replaces another behind our back is a new one
 * ({@link org.actorfs.union.Inodes}).
 *
 * <p><b>What is remembered.</b> Where a directory is on a branch, for at most a second and never longer than {@code cache.entry}, and
 * not beyond the next move of any directory ({@link org.actorfs.union.Moment}). As long as {@code cache.entry} says: which copy of a file
 * was looked up, and that a file which was just made is on no other branch. For a millisecond: that no branch had a name, and where chance
 * chooses, the space of branches. For ten at most, and never longer than {@code cache.attr}: what the copies of a directory are like that
 * are not shown, until the union changes anything on their branch. Nothing else.
 *
 * <p><b>Threads.</b> Each branch has a pool of its own. What cannot wait is tried on the caller's thread on each branch in turn; what waits
 * runs on the threads of the branch it waits for, and further steps for the same branch on the same thread. So a disk that hangs stops
 * those who need it, and nobody else. On tmpfs and ramfs nearly nothing waits ({@link org.actorfs.mirror.IoPool#run(boolean,
 * java.util.function.Supplier)}).
 *
 * <p><b>Several branches are not one filesystem.</b> A rename or an exchange that concerns copies on several branches is done on one after
 * the other, with the inodes reserved, and undone where it can be if a later step fails.
 */
@NullMarked
package org.actorfs.union;

import org.jspecify.annotations.NullMarked;
