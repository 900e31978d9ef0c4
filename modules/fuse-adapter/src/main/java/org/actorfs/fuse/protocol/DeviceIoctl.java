package org.actorfs.fuse.protocol;

/** Ioctl numbers of {@code /dev/fuse}. */
public final class DeviceIoctl {
    public static final int MAGIC = 229;

    /** Another fd of the same connection. */
    public static final int CLONE = -2147162880;

    /** Registers a file for passthrough; takes a {@code fuse_backing_map}. */
    public static final int BACKING_OPEN = 1074849025;

    public static final int BACKING_CLOSE = 1074062594;

    /** Before mount(2): makes mount wait for the answer to INIT. */
    public static final int SYNC_INIT = 58627;

    private DeviceIoctl() {}
}
