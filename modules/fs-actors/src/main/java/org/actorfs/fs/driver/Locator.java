package org.actorfs.fs.driver;

/**
 * A driver's own way to one inode (a record in memory, a parent and a name): made by the driver, kept by the inode's actor or its
 * sleeper, given back with every call. It dies with them, so a driver needs no table of inodes.
 */
public interface Locator {
    /** The inode was found again, perhaps elsewhere: take over where. Called by the inode's actor, on the locator it keeps. */
    void adopt(Locator fresher);
}
