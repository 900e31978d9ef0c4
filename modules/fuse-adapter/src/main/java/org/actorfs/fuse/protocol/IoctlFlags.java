package org.actorfs.fuse.protocol;

/** Bits of {@code fuse_ioctl_in.flags} and {@code fuse_ioctl_out.flags}, and the limit of iovecs. */
public final class IoctlFlags {
    public static final int COMPAT = 1 << 0;

    public static final int UNRESTRICTED = 1 << 1;

    public static final int RETRY = 1 << 2;

    public static final int IOCTL_32BIT = 1 << 3;

    public static final int DIR = 1 << 4;

    public static final int COMPAT_X32 = 1 << 5;

    public static final int MAX_IOV = 1 << 8;

    private IoctlFlags() {}
}
