package org.actorfs.fs.actor;

/**
 * How much a volume may keep.
 *
 * @param maxAwakeInodes above it the inodes that were found first go to sleep; a target, not a wall: busy inodes stay awake
 */
public record VolumeLimits(int maxAwakeInodes) {
    public static final VolumeLimits DEFAULT = new VolumeLimits(100_000);
}
