package org.actorfs.fuse.protocol;

/**
 * One request of the kernel, decoded. Four families, by what they are about: a name in a directory, an inode, an open
 * handle, the session. Names are bytes without the terminating NUL.
 *
 * <p>The documentation of each record says when the kernel sends it and what it does to the lookup count; the source is
 * {@code fs/fuse} of Linux (dir.c, file.c, readdir.c, xattr.c, inode.c, dev.c).
 */
public sealed interface Request permits EntryRequest, InodeRequest, HandleRequest, SessionRequest {
    /** What every request carries. */
    RequestHeader header();

    /** The number that the answer repeats. */
    default long unique() {
        return header().unique();
    }

    /**
     * False for the few requests that the kernel does not wait for: an answer to them is refused with EINVAL or ENOENT.
     */
    default boolean expectsReply() {
        return true;
    }
}
