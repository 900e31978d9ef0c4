package org.actorfs.app.union;

/** Who moves files between branches. */
interface Mover {
    /**
     * Moves the file that is shown there to another branch, unless it is another one by now. 0, or -errno as the daemon answers it:
     * ENOSPC if that branch has no room; EEXIST if it has a copy; EMLINK for a file of several names; EROFS if one of the branches is not to
     * be changed; EBUSY if the file cannot be moved now; ESTALE if it is another one.
     */
    int move(TreePath file, Stat expected, Branch to);
}
