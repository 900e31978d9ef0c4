package org.actorfs.app.mounts;

/** How a mount was stopped. */
public enum StopKind {
    /** Nobody used it. */
    CLEAN,
    /** It was still in use after the grace: it was detached, and its users had the same time again to end. */
    LAZY,
    /** They did not: what they still ask of it fails with EIO. */
    FORCED,
    /** It was not mounted; what a dead daemon may have left on its mountpoint is gone. */
    NOT_MOUNTED
}
