package org.actorfs.fuse.protocol;

/** Bits of {@code fuse_attr.flags}. */
public final class AttrFlags {
    public static final int SUBMOUNT = 1 << 0;

    public static final int DAX = 1 << 1;

    private AttrFlags() {}
}
