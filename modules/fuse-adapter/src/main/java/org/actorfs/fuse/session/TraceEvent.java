package org.actorfs.fuse.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a {@link Trace} tells of the requests of a session. Immutable. */
public sealed interface TraceEvent {
    /**
     * A request as it came.
     *
     * @param unique the kernel's number for it
     * @param operation as {@link org.actorfs.fuse.protocol.Opcode#name} has it
     * @param nodeid the inode it is about; in requests with a name, the directory
     * @param pid thread id of the caller; 0 for the kernel itself
     * @param uid of the caller; -1 if it has none
     * @param detail a name, a range, a lock; empty if there is nothing to say
     */
    record Asked(Instant came, long unique, String operation, long nodeid, int pid, int uid, String detail) {}

    /**
     * It has no answer yet, after a while or when the trace began: told once.
     *
     * @param begun the driver works on it; else it waits for its turn or for a lock
     */
    record Waiting(Asked request, long waitedNanos, boolean begun) implements TraceEvent {}

    /**
     * Its answer is written.
     *
     * @param errno 0 for a success
     * @param queuedNanos until work on it began, or until it failed without that; 0 for what the actor knew at once; null if the work began
     *     before the trace
     * @param servedNanos from then on
     */
    record Answered(Asked request, int errno, @Nullable Long queuedNanos, long servedNanos) implements TraceEvent {}

    /** A request that has no answer: FORGET, INTERRUPT. */
    record Told(Asked request) implements TraceEvent {}
}
