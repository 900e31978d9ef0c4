package org.actorfs.app.union;

/** A name that the mount shows, and what it is. Good while its directory is visited. */
record Entry(Fd directory, TreePath path, Stat stat) {}
