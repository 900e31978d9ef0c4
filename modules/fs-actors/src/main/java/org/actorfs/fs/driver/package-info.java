/**
 * The contract between the actors and the code behind a kind of volume.
 *
 * <p>A {@link org.actorfs.fs.driver.Driver} is called by inode actors, from many threads at once, but never by two operations that
 * conflict: the actor of an inode orders them (see each method). A call must not block: what waits answers with
 * {@link org.actorfs.fs.Later} and works on a pool of the driver's own. Whoever owns the namespace ({@code memory}, later
 * {@code container}) implements {@link org.actorfs.fs.driver.Store} and gets the POSIX rules from
 * {@link org.actorfs.fs.driver.OwnedNamespace}; whoever shows another's ({@code mirror}, {@code union}, remote) implements {@code
 * Driver}.
 */
@NullMarked
package org.actorfs.fs.driver;

import org.jspecify.annotations.NullMarked;
