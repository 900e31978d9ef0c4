package org.actorfs.fs;

/**
 * What a driver calls an inode: 128 bits, opaque to everyone else, never used for two inodes while the volume is open. The
 * mirror driver puts device and inode number in, memory a counter.
 */
public record InodeKey(long high, long low) implements Comparable<InodeKey> {
    @Override
    public int compareTo(InodeKey other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    /** A name that is valid in an actor path. */
    @Override
    public String toString() {
        return high == 0 ? Long.toHexString(low) : Long.toHexString(high) + "_" + Long.toHexString(low);
    }
}
