/**
 * The {@code mirror} driver: one directory of another filesystem, which others may change while it is being served.
 *
 * <p><b>How an inode is found.</b> A node's {@link org.actorfs.mirror.MirrorLocator} says in which directory (another locator) it
 * was seen under which name. To act on it, {@link org.actorfs.mirror.MirrorTree} opens the directory (a cached O_PATH descriptor, or one
 * name after the other from the nearest ancestor that has one), opens the name there with O_PATH, and compares what it got
 * with the node's key. Everything then happens through that descriptor. So no path is ever walked by the kernel for us: symbolic
 * links, {@code ..} and renames cannot lead outside or to another file, and no path is too long. A name that is gone is
 * ENOENT; an inode whose name is gone or means something else now is ESTALE, upon which the kernel looks the path up again.
 *
 * <p><b>Inode keys</b> are device, inode number, type and, where the filesystem tells it, generation: ext4 gives the number of a
 * deleted file to the next one.
 *
 * <p><b>Windows that remain,</b> because Linux has no call that unlinks or renames a descriptor: between the check of a name and
 * unlinkat or renameat2 on it, another process may have put something else there; that is then removed or moved, as it would
 * have been had the other process come a moment earlier. A directory whose descriptor is cached stays reachable for those who
 * stand in it when another process moves it out of the tree, as it does on the backing filesystem itself.
 *
 * <p><b>Threads.</b> Lookup, getattr, opendir and cached reads are tried on the caller's thread in a form that cannot wait
 * ({@link org.actorfs.mirror.Wait#NEVER}); all else runs on the volume's {@link org.actorfs.mirror.IoPool}, whose
 * threads then also run the actors that wait for it ({@link org.actorfs.fs.TurnThread}). On tmpfs and ramfs nearly nothing waits, so most
 * calls for what is there (not what is mounted below it, and not what takes long for its size) run on the caller's thread, whichever that
 * is; after some that did wait, for what was swapped out or locked, the pool's threads do it for a while.
 *
 * <p><b>Least kernel:</b> 5.12 for RESOLVE_CACHED (checked when a volume is opened); 5.8 for AT_EMPTY_PATH in utimensat; 4.16 for
 * RWF_APPEND. preadv2 with RWF_NOWAIT falls back to the pool where a filesystem lacks it.
 */
@NullMarked
package org.actorfs.mirror;

import org.jspecify.annotations.NullMarked;
