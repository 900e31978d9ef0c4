package org.actorfs.union;

/** What may be done on a branch. */
enum BranchMode {
    /** Everything. */
    RW,
    /** Nothing is changed. */
    RO,
    /** Nothing is made there; what is there may change. */
    NC
}
