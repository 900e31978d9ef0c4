package org.actorfs.app.union;

/** What one branch has under a name. */
record Copy(Branch branch, TreePath path, Stat stat) {
    /** Where it is, for people. */
    @Override
    public String toString() {
        return path.below(branch.path());
    }
}
