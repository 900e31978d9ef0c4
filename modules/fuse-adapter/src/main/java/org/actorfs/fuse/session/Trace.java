package org.actorfs.fuse.session;

import org.jspecify.annotations.Nullable;

/**
 * Tells a listener of the requests of one session, of all or of those about one inode, which keeps a reference as long, so that its node id
 * stays. Lives until it is closed or the session ends; whoever has it closes it.
 */
public final class Trace implements AutoCloseable {
    private final Tracers tracers;
    private final TraceListener listener;
    private final @Nullable Long nodeid;
    private final Runnable giveBack;
    private final long sinceNanos;

    /**
     * Not open yet.
     *
     * @param nodeid null for all
     * @param giveBack the reference; run once
     */
    Trace(Tracers tracers, TraceListener listener, @Nullable Long nodeid, Runnable giveBack, long sinceNanos) {
        this.tracers = tracers;
        this.listener = listener;
        this.nodeid = nodeid;
        this.giveBack = giveBack;
        this.sinceNanos = sinceNanos;
    }

    boolean wants(long requested) {
        return nodeid == null || nodeid == requested;
    }

    /** Whether a request that came then was there before the trace. */
    boolean isOlder(long cameNanos) {
        return cameNanos - sinceNanos < 0;
    }

    void tell(TraceEvent event) {
        listener.onEvent(event);
    }

    void onSessionEnd() {
        listener.onEnd();
    }

    @Override
    public void close() {
        if (tracers.remove(this)) {
            giveBack.run();
        }
    }
}
