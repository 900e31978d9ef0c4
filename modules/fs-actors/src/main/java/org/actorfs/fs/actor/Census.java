package org.actorfs.fs.actor;

/**
 * How many inodes of a volume are awake and asleep, how many references all sessions hold on them, and how many operations wait at their
 * gates and requests for their locks.
 */
public record Census(long awake, long asleep, long references, long queued, long lockWaiters) {
    static final Census EMPTY = new Census(0, 0, 0);

    /** Nobody waits for anything. */
    Census(long awake, long asleep, long references) {
        this(awake, asleep, references, 0, 0);
    }

    /** What an inode that is awake adds. */
    Census plus(Inode.Load load) {
        return new Census(
                awake,
                asleep,
                references + load.references(),
                queued + load.queued(),
                lockWaiters + load.lockWaiters());
    }

    Census plus(Census other) {
        return new Census(
                awake + other.awake,
                asleep + other.asleep,
                references + other.references,
                queued + other.queued,
                lockWaiters + other.lockWaiters);
    }
}
