package org.actorfs.simulation;

/** A file or directory that a simulated kernel has open, from the answer to the release. Owned by that kernel. */
final class OpenHandle {
    private final long name;
    private final KnownInode inode;
    private final int flags;
    private int inUse;
    private long cursor;

    OpenHandle(long name, KnownInode inode, int flags) {
        this.name = name;
        this.inode = inode;
        this.flags = flags;
    }

    long name() {
        return name;
    }

    KnownInode inode() {
        return inode;
    }

    int flags() {
        return flags;
    }

    /** A request goes through the handle: it is not released meanwhile. */
    void use() {
        inUse++;
    }

    void unuse() {
        inUse--;
    }

    boolean isInUse() {
        return inUse > 0;
    }

    /** Where the next piecemeal listing goes on. */
    long cursor() {
        return cursor;
    }

    void advance(long to) {
        cursor = to;
    }

    @Override
    public String toString() {
        return "handle " + name + " of " + inode;
    }
}
