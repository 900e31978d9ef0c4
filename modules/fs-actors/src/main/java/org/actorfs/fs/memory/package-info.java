/**
 * The reference volume: everything in memory, names and attributes as plain objects, file data in off-heap pages.
 *
 * <p>{@link org.actorfs.fs.memory.MemoryStore} applies the changes that {@link org.actorfs.fs.driver.OwnedNamespace} computes. There
 * are no locks: the actors never let two changes of one inode run at once. What may still happen at the same time is made safe by
 * how it is published: readers of an inode's attributes (one immutable record in a volatile field), readers of a directory whose
 * rename is done on another thread ({@link org.actorfs.fs.memory.DirectoryMap}), and I/O on disjoint ranges of a file ({@link
 * org.actorfs.fs.memory.PageMap}). Counters, the page allocator and the table of inodes are shared, and lock-free.
 *
 * <p>Three limits end in ENOSPC, never in OutOfMemoryError: pages, inodes, and the heap that names, targets and page maps take.
 */
@NullMarked
package org.actorfs.fs.memory;

import org.jspecify.annotations.NullMarked;
