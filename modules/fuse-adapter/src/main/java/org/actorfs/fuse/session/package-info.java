/**
 * One kernel mount as a {@link org.actorfs.fs.actor.Session}: node ids and file handles mapped to actors, requests turned into messages,
 * replies into bytes.
 *
 * <p>{@link org.actorfs.fuse.session.FuseDaemon} owns workers and actor system; {@link org.actorfs.fuse.session.FuseSession} is one mount,
 * from open to the end of its volume. A request becomes one message with an {@link org.actorfs.fuse.session.Answer} in it; the answer
 * encodes itself and is written on the thread that completes it. If the kernel refuses it, what it granted is given back.
 *
 * <p>Who looks into a session asks for an inode's {@link org.actorfs.fs.actor.Description} or opens a {@link
 * org.actorfs.fuse.session.Trace}; both find a path by a {@code Walk}, as what was changed elsewhere does.
 */
@NullMarked
package org.actorfs.fuse.session;

import org.jspecify.annotations.NullMarked;
