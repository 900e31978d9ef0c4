package org.actorfs.app;

import org.actorfs.app.api.TraceJson;
import org.actorfs.fs.Errno;
import org.actorfs.fuse.session.TraceEvent;
import org.actorfs.fuse.session.TraceEvent.Asked;
import org.jspecify.annotations.Nullable;

/** A trace's events as the API has them. */
final class TraceForm {
    private TraceForm() {}

    static TraceJson of(TraceEvent event) {
        return switch (event) {
            case TraceEvent.Waiting(Asked request, long waitedNanos, boolean begun) ->
                form("waiting", request, null, begun, us(waitedNanos), null, null);
            case TraceEvent.Answered(Asked request, int errno, Long queuedNanos, long servedNanos) ->
                form(
                        "answered",
                        request,
                        errno == 0 ? null : Errno.of(errno).name(),
                        null,
                        null,
                        queuedNanos == null ? null : us(queuedNanos),
                        us(servedNanos));
            case TraceEvent.Told(Asked request) -> form("told", request, null, null, null, null, null);
        };
    }

    private static TraceJson form(
            String event,
            Asked request,
            @Nullable String error,
            @Nullable Boolean begun,
            @Nullable Long waitedUs,
            @Nullable Long queuedUs,
            @Nullable Long servedUs) {
        return new TraceJson(
                event,
                request.came().toString(),
                request.unique(),
                request.operation(),
                request.nodeid(),
                request.pid(),
                request.uid() == -1 ? null : Integer.toUnsignedLong(request.uid()),
                request.detail().isEmpty() ? null : request.detail(),
                error,
                begun,
                waitedUs,
                queuedUs,
                servedUs,
                null);
    }

    private static Long us(long nanos) {
        return nanos / 1000;
    }
}
