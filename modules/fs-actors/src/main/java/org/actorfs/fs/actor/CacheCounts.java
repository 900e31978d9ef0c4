package org.actorfs.fs.actor;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often the inodes of one volume knew their attributes when somebody wanted them, and how often they had to ask the driver. Whoever starts
 * a volume hands it in, and may read it at any time.
 */
public final class CacheCounts {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    /** GETATTRs and entries that were answered from what the inode knew. */
    public long hits() {
        return hits.sum();
    }

    /** Those that the driver was asked for. */
    public long misses() {
        return misses.sum();
    }
}
