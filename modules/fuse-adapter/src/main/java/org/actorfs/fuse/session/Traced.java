package org.actorfs.fuse.session;

import org.actorfs.fuse.session.TraceEvent.Answered;
import org.actorfs.fuse.session.TraceEvent.Asked;
import org.actorfs.fuse.session.TraceEvent.Waiting;
import org.jspecify.annotations.Nullable;

/** One request that somebody traces, from its arrival, or from the beginning of the trace, until its answer. Owned by its {@link Answer}. */
final class Traced {
    private final Tracers tracers;
    private final Asked request;
    private final long cameNanos;
    private boolean begun;
    /** Null if it was begun before anybody looked. */
    private @Nullable Long queuedNanos;

    private boolean toldWaiting;
    private boolean answered;

    /** {@code begun}: nobody knows since when. */
    Traced(Tracers tracers, Asked request, long cameNanos, boolean begun) {
        this.tracers = tracers;
        this.request = request;
        this.cameNanos = cameNanos;
        this.begun = begun;
    }

    Asked request() {
        return request;
    }

    long cameNanos() {
        return cameNanos;
    }

    /** Its turn has come, or its lock was given: the driver is asked. */
    synchronized void begin(long now) {
        if (!begun) {
            begun = true;
            queuedNanos = now - cameNanos;
        }
    }

    /** The driver is asked, and nobody saw since when. */
    synchronized void beginUnseen() {
        begun = true;
    }

    /** It still has no answer: tells everybody, once. */
    synchronized void tellWaiting(long now) {
        if (!toldWaiting && !answered) {
            toldWaiting = true;
            tracers.tell(request.nodeid(), waiting(now));
        }
    }

    /** Tells one who began to listen only now, and everybody if nobody was told. */
    synchronized void tellWaiting(Trace late, long now) {
        if (toldWaiting && !answered) {
            late.tell(waiting(now));
        } else {
            tellWaiting(now);
        }
    }

    private Waiting waiting(long now) {
        return new Waiting(request, now - cameNanos, begun);
    }

    /** Who was never begun on was answered at once, or failed in the queue. */
    synchronized void answer(int errno, long now) {
        answered = true;
        long all = now - cameNanos;
        Long queued = begun ? queuedNanos : Long.valueOf(errno == 0 ? 0 : all);
        tracers.tell(
                request.nodeid(),
                new Answered(request, errno, queued, queued == null ? all : Math.max(0, all - queued)));
    }
}
