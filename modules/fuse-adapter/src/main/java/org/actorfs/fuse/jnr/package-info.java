/**
 * A mount through libfuse 2 and jnr-fuse: one more way into the same actors. It would be the way to kernels without Linux's /dev/fuse protocol,
 * too, if something else mounted there.
 *
 * <p>The daemon mounts as it does for {@code /dev/fuse}, and gives the descriptor to libfuse's {@link org.actorfs.fuse.jnr.Loop}. So what goes wrong
 * with a mount is told in the same words, children inherit nothing, and no signal is handled but that of {@link
 * org.actorfs.posix.Interrupts}, once a session has been given up.
 *
 * <p>libfuse asks by path, and waits for the return of its callback. So each callback walks its path from the root by counted lookups, sends the
 * message that {@code /dev/fuse} would bring to the inode at its end, waits for the answer, and gives back every reference. Only an open file
 * keeps one, until its release: then what libfuse asks of a handle needs no path. No rule of a filesystem is decided here.
 *
 * <p>Threads: libfuse's own, of which it makes more while others wait. They do nothing but send and wait; actors run on the daemon's threads, which
 * never enter a callback. libfuse's threads are attached to the JVM anew for many of their callbacks, so nothing is kept by thread.
 *
 * <p>What libfuse 2 cannot do, compared with {@code /dev/fuse}, is listed in docs/transports.md.
 */
@NullMarked
package org.actorfs.fuse.jnr;

import org.jspecify.annotations.NullMarked;
