/**
 * The mounts that a daemon keeps: what each is to be ({@link org.actorfs.app.mounts.MountSpec}), what it is ({@link
 * org.actorfs.app.mounts.MountStatus}), and what was done to it by whom ({@link org.actorfs.app.mounts.MountEvent}).
 *
 * <p>One {@link org.actorfs.app.mounts.MountEntity} a mount, whose events are kept by Pekko Persistence: a status changes when its event is
 * in the journal, by {@link org.actorfs.app.mounts.Transitions}, and what serves the mount is told afterwards. {@link
 * org.actorfs.app.mounts.MountManager} owns the entities and what must hold between them: one mount a mountpoint. Mounts themselves belong
 * to {@link org.actorfs.app.mounts.MountRunner}, so they outlive an entity whose journal is away. {@link org.actorfs.app.mounts.Mounts} is
 * what HTTP and the command line see of it all.
 *
 * <p>Uses Pekko, and nothing of mounts that the kernel would know: those are the runner's.
 */
@NullMarked
package org.actorfs.app.mounts;

import org.jspecify.annotations.NullMarked;
