package org.actorfs.fs.actor;

import java.util.List;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.driver.Node;

/**
 * One inode as its actor has it at one moment, for a person who wants to know why something waits.
 *
 * @param node its attributes are those that the actor knows: nobody was asked
 * @param fresh whether it would tell them to somebody else without asking the driver
 * @param found what it was when the question came
 * @param references of the session that asks
 * @param otherReferences of all other sessions
 * @param running operations that are past the gate and not done
 * @param queued operations that wait at the gate
 * @param locks in the order of their owners and ranges, record locks first
 * @param waiters who waits for a lock, the first to come first
 */
public record Description(
        Node node,
        boolean fresh,
        Found found,
        long references,
        long otherReferences,
        List<Open> opens,
        int running,
        int queued,
        List<Lock> locks,
        List<Waiter> waiters) {

    /** How an inode lives. */
    public enum Found {
        /** It has an actor. */
        AWAKE,
        /** It is counted and has none. */
        ASLEEP,
        /** Nobody knew of it. */
        UNUSED
    }

    /**
     * An open handle.
     *
     * @param handle as its session names it
     * @param flags of open(2); 0 for a directory
     * @param ours of the session that asks
     */
    public record Open(long handle, int flags, boolean ours) {}

    /**
     * A lock that is held.
     *
     * @param flock taken by flock(2), else by fcntl(2)
     * @param owner as its session names it: locks of one owner do not keep each other out
     * @param ours of the session that asks
     */
    public record Lock(FileLock lock, boolean flock, long owner, boolean ours) {}

    /** A request that waits for a lock, as {@link Lock} has it, and for how long. */
    public record Waiter(Lock wanted, long waitedNanos) {}
}
