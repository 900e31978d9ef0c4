package org.actorfs.app.union;

/**
 * How full the filesystem of a branch is.
 *
 * @param dev its st_dev
 * @param availableBytes free for others than root
 * @param readOnly whether it is mounted so
 */
record Space(long dev, long usedBytes, long availableBytes, boolean readOnly) {}
