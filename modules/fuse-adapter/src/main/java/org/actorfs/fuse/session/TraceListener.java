package org.actorfs.fuse.session;

/** Who hears a {@link Trace}: on the threads that serve requests, so it must neither wait nor throw. */
public interface TraceListener {
    /** Several at a time may come, but those of one request in their order. */
    void onEvent(TraceEvent event);

    /** The session ended: nothing comes any more. */
    void onEnd();
}
