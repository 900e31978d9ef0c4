package org.actorfs.fuse.transport;

/** What a worker reads from: the kernel's side of one session, with one descriptor a worker. */
public interface Channel {
    /** Serves what is there, and waits only if the descriptor blocks; false if the session has ended. Called by one thread a descriptor at a time. */
    boolean serve(Worker worker, int fd);

    /** {@link #serve} said that the session has ended, and nobody waits for this descriptor any more. Called once a descriptor. */
    default void ended(int fd) {}
}
