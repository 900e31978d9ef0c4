package org.actorfs.app.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One inode of a mount as its actor has it at one moment. To {@code GET mounts/{id}/inode}.
 *
 * @param id of the mount
 * @param path from the root of the volume
 * @param kind {@code file}, {@code directory}, {@code symlink}, {@code special}
 * @param key what the driver calls it
 * @param mode in octal
 * @param fresh whether the actor would tell these attributes without asking the driver
 * @param found {@code awake}; {@code asleep}, counted and without an actor; {@code unused}, known to nobody before
 * @param references that the kernel of this mount holds
 * @param otherReferences of other users of the volume
 * @param running operations past the gate
 * @param queued operations that wait at the gate
 */
public record InodeJson(
        String id,
        String mountpoint,
        String path,
        String kind,
        String key,
        long ino,
        String mode,
        int nlink,
        long uid,
        long gid,
        long size,
        boolean fresh,
        String found,
        long references,
        long otherReferences,
        List<Handle> handles,
        int running,
        int queued,
        List<Lock> locks,
        List<Waiter> waiters) {

    /**
     * An open handle.
     *
     * @param handle the kernel's fh
     * @param access {@code read}, {@code write}, {@code read-write}
     * @param flags of open(2), in octal
     * @param ours of this mount
     */
    public record Handle(long handle, String access, String flags, boolean ours) {}

    /**
     * A lock, held or wanted.
     *
     * @param type {@code record} of fcntl(2), {@code flock} of flock(2)
     * @param kind {@code read}, {@code write}
     * @param end the last byte; null: however long the file grows
     * @param owner as the kernel names it, in hexadecimal
     * @param ours of this mount
     */
    public record Lock(
            String type, String kind, long start, @Nullable Long end, String owner, int pid, boolean ours) {}

    /** A request that waits for a lock. */
    public record Waiter(Lock wanted, long waitedUs) {}
}
