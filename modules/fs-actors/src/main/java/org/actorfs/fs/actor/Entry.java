package org.actorfs.fs.actor;

import org.actorfs.fs.driver.Node;

/**
 * A counted reference to an inode: whoever gets it owes one forget.
 *
 * @param name what the session named it
 */
public record Entry(long name, Node node) {}
