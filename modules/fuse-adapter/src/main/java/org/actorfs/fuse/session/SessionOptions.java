package org.actorfs.fuse.session;

import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.mount.Transport;

/**
 * How one session is served. A timeout of -1 stands for the driver's default.
 *
 * @param entryTimeoutNanos how long the kernel may trust a name
 * @param attrTimeoutNanos how long the kernel may trust attributes
 * @param negativeTimeoutNanos how long the kernel may trust that a name does not exist; -1: not at all
 * @param maxWriteBytes largest read and write in one request
 * @param maxBackground requests in flight without a waiting caller
 * @param writebackCache the kernel keeps written data and owns size and times
 * @param kernelCache cached data survives an open even if something else could change the file
 * @param ownLocks the inodes keep locks, not the kernel
 * @param defaultPermissions the kernel checks permissions
 * @param transport how requests come, but for {@link Transport#JNR}
 */
public record SessionOptions(
        long entryTimeoutNanos,
        long attrTimeoutNanos,
        long negativeTimeoutNanos,
        int maxWriteBytes,
        int maxBackground,
        boolean writebackCache,
        boolean kernelCache,
        boolean ownLocks,
        boolean defaultPermissions,
        Transport transport) {
    /** What the options of a mount say of its session. */
    public static SessionOptions of(MountOptions options) {
        return new SessionOptions(
                options.entryTimeoutNanos(),
                options.attrTimeoutNanos(),
                options.negativeTimeoutNanos(),
                options.maxWriteBytes(),
                options.maxBackground(),
                options.writebackCache(),
                options.kernelCache(),
                options.ownLocks(),
                options.defaultPermissions(),
                options.transport());
    }
}
