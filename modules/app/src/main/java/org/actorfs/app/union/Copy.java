package org.actorfs.app.union;

/**
 * What one branch has under a name.
 *
 * @param mayChange whether the branch's mode and its filesystem allow it
 */
record Copy(Branch branch, TreePath path, Stat stat, boolean mayChange) {
    /** Where it is, for people. */
    @Override
    public String toString() {
        return path.below(branch.path());
    }
}
