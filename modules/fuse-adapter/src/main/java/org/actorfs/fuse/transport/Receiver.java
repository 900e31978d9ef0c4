package org.actorfs.fuse.transport;

/** What serves the requests of one session. */
public interface Receiver {
    /**
     * One request.
     *
     * @return true if its memory may be used again, false if somebody has borrowed it
     */
    boolean receive(Worker worker, Incoming request, ReplyPort port);

    /** Up to so many inodes that the kernel may know. */
    default long[] nodes(int atMost) {
        return new long[0];
    }

    /** The kernel ended the session; called once. */
    void onEnded();
}
