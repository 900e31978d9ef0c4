package org.actorfs.fs.driver;

import org.actorfs.fs.Attributes;
import org.actorfs.fs.InodeKey;

/**
 * An inode as driver and actor speak of it.
 *
 * @param ino st_ino, an attribute only
 * @param generation tells two inodes of one ino apart; 0 for the root
 * @param attributes as last known; what an owned namespace computes the next ones from
 */
public record Node(InodeKey key, long ino, long generation, Attributes attributes, Locator locator) {
    public Node with(Attributes newAttributes) {
        return new Node(key, ino, generation, newAttributes, locator);
    }
}
