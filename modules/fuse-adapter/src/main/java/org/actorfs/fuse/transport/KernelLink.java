package org.actorfs.fuse.transport;

import org.actorfs.fuse.protocol.Agreed;

/** The kernel's side of one session, as answers and notifications need it. */
public interface KernelLink {
    /** The word of the mount option. */
    String transport();

    /** Somebody needs it beside its workers and the answers that are owed: it stays until {@link #leave}. */
    void enter();

    /** Somebody needs it no more. */
    void leave();

    /** What it wants of INIT: bits of {@link org.actorfs.fuse.protocol.InitFlags}. */
    long wishes();

    /** The kernel has the answer to its INIT. */
    void agreed(Agreed agreed);

    /** Ends the session from this side; no other session notices. The kernel fails whatever it still asks once no answer is owed any more. */
    void abandon();

    /** The descriptor for notifications, and for what else is asked of /dev/fuse. */
    int notificationFd();

    /** Writes a notification; 0 or -errno. */
    int notify(ReplyBuffer buffer, int length);
}
