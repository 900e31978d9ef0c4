/**
 * The numbers of the daemon: what its mounts were asked and how long that took, and how its process does.
 *
 * <p>The sessions count by themselves, always ({@code org.actorfs.fuse.session.SessionStats}, unless {@code actorfs.metrics} is false). {@link
 * org.actorfs.app.metrics.SessionNumbers} is how they are read, as the form of the API, {@link org.actorfs.app.api.StatsJson}: numbers
 * that only grow, so that whoever wants a rate takes a difference. {@link org.actorfs.app.metrics.Meters} is what HTTP asks: the same as
 * JSON, or with the numbers of the JVM, which Micrometer has, as text for Prometheus. {@link org.actorfs.app.metrics.Interval} is the
 * other end: what {@code actorfs top} makes of two answers.
 *
 * <p>Nothing here waits for a volume longer than {@link org.actorfs.app.metrics.Meters#LIMIT}: what hangs is left out. Uses Micrometer and
 * the mounts' list; knows nothing of the kernel.
 */
@NullMarked
package org.actorfs.app.metrics;

import org.jspecify.annotations.NullMarked;
