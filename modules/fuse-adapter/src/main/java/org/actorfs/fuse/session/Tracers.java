package org.actorfs.fuse.session;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.actorfs.fuse.protocol.Opcode;
import org.actorfs.fuse.protocol.Request;
import org.actorfs.fuse.protocol.RequestHeader;
import org.actorfs.fuse.protocol.SessionRequest;
import org.actorfs.fuse.session.TraceEvent.Asked;
import org.jspecify.annotations.Nullable;

/**
 * The traces of one session, nearly always none: then a request costs one look at a volatile. Lives as long as the session.
 *
 * <p>A request that comes while a trace begins may be missed if it is answered soon; one that waits is found.
 */
final class Tracers {
    /** Each makes every request slower. */
    static final int MOST = 8;

    /** Who waits for longer is told of before the answer. */
    static final Duration SLOW = Duration.ofSeconds(1);

    private static final Trace[] NONE = {};

    private final Pending pending;
    private final LongSupplier nanoTime;
    private final Clock clock;

    /** Never changed, only replaced, under this. */
    private volatile Trace[] open = NONE;

    private boolean ended;

    Tracers(Pending pending, LongSupplier nanoTime, Clock clock) {
        this.pending = pending;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** What became of an {@link #add}. */
    enum Added {
        OPEN,
        TOO_MANY,
        ENDED
    }

    /** From now on; first come the requests that wait. */
    Added add(Trace trace) {
        Added added = enter(trace);
        if (added == Added.OPEN) {
            pending.forEach(waiting -> adopt(waiting, trace));
        }
        return added;
    }

    private synchronized Added enter(Trace trace) {
        if (ended) {
            return Added.ENDED;
        }
        if (open.length == MOST) {
            return Added.TOO_MANY;
        }
        Trace[] more = Arrays.copyOf(open, open.length + 1);
        more[open.length] = trace;
        open = more;
        return Added.OPEN;
    }

    /** Whether it was open. */
    @SuppressWarnings("ReferenceEquality") // a trace is itself
    synchronized boolean remove(Trace trace) {
        Trace[] fewer = Arrays.stream(open).filter(other -> other != trace).toArray(Trace[]::new);
        boolean wasOpen = fewer.length < open.length;
        open = fewer;
        return wasOpen;
    }

    /** The session has ended: nobody is told anything any more but that. */
    void end() {
        Trace[] last;
        synchronized (this) {
            ended = true;
            last = open;
            open = NONE;
        }
        for (Trace trace : last) {
            trace.onSessionEnd();
        }
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** A request has come; what is to be told of its answer, null for nothing. */
    @Nullable
    Traced asked(Request request, int opcode) {
        return open.length == 0 ? null : trace(request, opcode);
    }

    private @Nullable Traced trace(Request request, int opcode) {
        if (request instanceof SessionRequest.BatchForget forgets) {
            for (int i = 0; i < forgets.nodeids().length; i++) {
                long forgotten = forgets.nodeids()[i];
                if (isWanted(forgotten)) {
                    tell(asked(request, opcode, forgotten, 0, RequestDetail.references(forgets.nlookups()[i])));
                }
            }
            return null;
        }
        long nodeid = request.header().nodeid();
        if (!isWanted(nodeid)) {
            return null;
        }
        Asked asked = asked(request, opcode, nodeid, 0, RequestDetail.of(request));
        if (request.expectsReply()) {
            return new Traced(this, asked, now(), false);
        }
        tell(asked);
        return null;
    }

    private void tell(Asked asked) {
        tell(asked.nodeid(), new TraceEvent.Told(asked));
    }

    private Asked asked(Request request, int opcode, long nodeid, long ageNanos, String detail) {
        RequestHeader header = request.header();
        return new Asked(
                clock.instant().minusNanos(ageNanos),
                header.unique(),
                Opcode.name(opcode),
                nodeid,
                header.pid(),
                header.uid(),
                detail);
    }

    private boolean isWanted(long nodeid) {
        for (Trace trace : open) {
            if (trace.wants(nodeid)) {
                return true;
            }
        }
        return false;
    }

    void tell(long nodeid, TraceEvent event) {
        for (Trace trace : open) {
            if (trace.wants(nodeid)) {
                trace.tell(event);
            }
        }
    }

    /** Tells of who waits for long. To be called now and then. */
    void tellSlow() {
        if (open.length == 0) {
            return;
        }
        long now = now();
        pending.forEach(waiting -> {
            Traced traced = traced(waiting);
            if (traced != null
                    && now - traced.cameNanos() >= SLOW.toNanos()
                    && !waiting.answer().isComplete()) {
                traced.tellWaiting(now);
            }
        });
    }

    private void adopt(Pending.Waiting waiting, Trace trace) {
        Traced traced = trace.wants(waiting.request().header().nodeid()) ? traced(waiting) : null;
        if (traced != null
                && trace.isOlder(traced.cameNanos())
                && !waiting.answer().isComplete()) {
            traced.tellWaiting(trace, now());
        }
    }

    /**
     * What is to be told of a request that waits; null for nothing. It may be answered at this moment: if it is not complete after this,
     * its end will be told.
     */
    private @Nullable Traced traced(Pending.Waiting waiting) {
        Answer<?> answer = waiting.answer();
        Traced known = answer.traced();
        Request request = waiting.request();
        if (known != null || !isWanted(request.header().nodeid())) {
            return known;
        }
        long age = now() - waiting.sinceNanos();
        Asked asked = asked(request, waiting.opcode(), request.header().nodeid(), age, RequestDetail.of(request));
        Traced fresh = answer.trace(new Traced(this, asked, waiting.sinceNanos(), answer.isBegun()));
        if (answer.isBegun()) { // perhaps between that look and the trace, where nobody was told
            fresh.beginUnseen();
        }
        return fresh;
    }
}
