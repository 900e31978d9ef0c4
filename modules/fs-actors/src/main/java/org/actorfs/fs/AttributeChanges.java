package org.actorfs.fs;

import org.jspecify.annotations.Nullable;

/**
 * The fields that one SETATTR sets; null means left alone.
 *
 * @param mode permission bits with suid, sgid and sticky (the type bits are ignored)
 * @param sizeBytes the new length, for truncate(2)
 * @param atime the time to set; see {@code atimeNow}
 * @param atimeNow true if the time is the volume's now, as UTIME_NOW and touch(1) want it
 * @param ctime given only by a kernel that owns the times (writeback cache)
 * @param killSuidGid true if suid, and sgid where group-executable, must go with this change (HANDLE_KILLPRIV_V2)
 */
public record AttributeChanges(
        @Nullable Integer mode,
        @Nullable Integer uid,
        @Nullable Integer gid,
        @Nullable Long sizeBytes,
        @Nullable Timespec atime,
        boolean atimeNow,
        @Nullable Timespec mtime,
        boolean mtimeNow,
        @Nullable Timespec ctime,
        boolean killSuidGid) {

    public static AttributeChanges ofMode(int mode) {
        return new AttributeChanges(mode, null, null, null, null, false, null, false, null, false);
    }

    public static AttributeChanges ofSize(long sizeBytes) {
        return new AttributeChanges(null, null, null, sizeBytes, null, false, null, false, null, false);
    }

    public static AttributeChanges ofOwner(int uid, int gid) {
        return new AttributeChanges(null, uid, gid, null, null, false, null, false, null, false);
    }

    public static AttributeChanges ofModeAndTimes(int mode, Timespec atime, Timespec mtime) {
        return new AttributeChanges(mode, null, null, null, atime, false, mtime, false, null, false);
    }

    public static AttributeChanges ofTimes(Timespec atime, Timespec mtime) {
        return new AttributeChanges(null, null, null, null, atime, false, mtime, false, null, false);
    }
}
