package org.actorfs.fuse.protocol;

/**
 * What every request carries.
 *
 * @param unique the kernel's number for this request, which its answer repeats; bit {@link Protocol#UNIQUE_RESEND}
 *     marks a request that was sent before
 * @param nodeid the inode it is about; in requests with a name, the directory
 * @param uid file system uid of the caller; {@link Protocol#INVALID_UIDGID} if it has none in this mount
 * @param gid file system gid of the caller
 * @param pid thread id of the caller in the pid namespace of the mount; 0 for the kernel itself or another namespace
 */
public record RequestHeader(long unique, long nodeid, int uid, int gid, int pid) {
    /** True if NOTIFY_RESEND brought this request a second time. */
    public boolean resent() {
        return (unique & Protocol.UNIQUE_RESEND) != 0;
    }
}
