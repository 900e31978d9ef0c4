package org.actorfs.app.mounts;

/** Where a mount comes from. */
public enum MountOrigin {
    /** The configuration file, where alone it can be changed. */
    DECLARED,
    /** Somebody added it while the daemon ran. */
    ADDED
}
