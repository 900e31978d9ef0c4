package org.actorfs.fuse.protocol;

import org.actorfs.posix.Descriptors;

/** Registers files with a connection, so that answers to OPEN and CREATE can name them (since 7.40). Takes CAP_SYS_ADMIN. */
public final class BackingFiles {
    private BackingFiles() {}

    /** A number above 0 for the file behind a descriptor, which may be closed afterwards; or -errno. */
    public static int open(int fuseFd, int fileFd) {
        // struct fuse_backing_map: int32 fd, uint32 flags = 0, uint64 padding = 0; little-endian as all our machines
        return Descriptors.ioctlWithTwoLongs(fuseFd, DeviceIoctl.BACKING_OPEN, Integer.toUnsignedLong(fileFd), 0);
    }

    /** Gives the number back; what is open with it stays open. */
    public static void close(int fuseFd, int backingId) {
        Descriptors.ioctlWithInt(fuseFd, DeviceIoctl.BACKING_CLOSE, backingId);
    }
}
