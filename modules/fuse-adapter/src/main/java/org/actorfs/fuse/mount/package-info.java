/**
 * Attaching a volume to a directory and detaching it again: everything between the words of {@code -o} and a mounted
 * {@code /dev/fuse} descriptor. Nothing here knows of requests, actors or drivers.
 *
 * <p>In the order of a mount's life: {@link org.actorfs.fuse.mount.MountOptions} says what is wanted; {@link
 * org.actorfs.fuse.mount.Mountpoint} judges the directory; {@link org.actorfs.fuse.mount.Mounter} mounts, as root with
 * mount(2), else through fusermount3; {@link org.actorfs.fuse.mount.MountRecord}, a locked file in the {@link
 * org.actorfs.fuse.mount.RuntimeDirectory}, tells other processes that the daemon lives; {@link
 * org.actorfs.fuse.mount.AutoUnmount} cleans up should it be killed; {@link org.actorfs.fuse.mount.Unmounter} detaches.
 *
 * <p>What goes wrong is a {@link org.actorfs.fuse.mount.MountException}: one sentence for a person.
 *
 * <p>No path that is or may be a FUSE mount is ever looked at: stat(2) of a mount whose daemon hangs, hangs, and one of
 * the daemon's own is a deadlock. What is mounted where comes from {@code /proc/self/mountinfo}. All calls here may
 * wait: none is for a worker thread. It may use posix and the JDK.
 */
@NullMarked
package org.actorfs.fuse.mount;

import org.jspecify.annotations.NullMarked;
