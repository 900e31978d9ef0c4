package org.actorfs.app.mounts;

/** Where a mount is in its life; {@link Transitions} says what leads where. */
public enum MountStatus {
    /** Before it was created. */
    ABSENT,
    STOPPED,
    STARTING,
    RUNNING,
    STOPPING,
    /** The last start failed, or what served the mount died. */
    ERROR,
    DELETED;

    /** Whether there is something of it that must be stopped first. */
    public boolean isLive() {
        return this == STARTING || this == RUNNING || this == STOPPING;
    }
}
