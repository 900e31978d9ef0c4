package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.function.Function;
import org.actorfs.app.api.Json;
import org.actorfs.app.mounts.Watch;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Server-sent events, as the HTML standard has them: what a watch tells, for as long as the client listens. */
final class EventStream {
    private static final String TYPE = "text/event-stream";

    /** Within it something is sent, so that everybody between knows that the connection is used. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private static final ByteString COMMENT = ByteString.fromString(":\n\n");

    private EventStream() {}

    /** Closes the watch when the client has gone. */
    static <T> HttpResponse of(Watch<T> watch, Function<T, Event> form) {
        return response(events(watch, form));
    }

    /** As above, with one more when the watch ends first. */
    static <T> HttpResponse of(Watch<T> watch, Function<T, Event> form, T last) {
        return response(events(watch, form).concat(Source.single(bytes(form.apply(last)))));
    }

    /** What a client sees: the name of an event, and what becomes its JSON. */
    record Event(String name, Object form) {}

    /** Another thread than the one that had something to tell makes it JSON: that may serve a mount. */
    private static <T> Source<ByteString, ?> events(Watch<T> watch, Function<T, Event> form) {
        return Source.unfoldAsync(
                        watch,
                        open -> open.next()
                                .thenApplyAsync(next -> next.map(told -> Pair.create(open, bytes(form.apply(told))))))
                .watchTermination((nothing, done) -> {
                    var _ = done.whenComplete((end, error) -> watch.close());
                    return nothing;
                });
    }

    private static HttpResponse response(Source<ByteString, ?> events) {
        Source<ByteString, ?> alive = events.keepAlive(KEEP_ALIVE, () -> COMMENT)
                .prepend(Source.single(COMMENT)); // who listens knows at once that it is listened to
        return HttpResponse.create().withEntity(HttpEntities.createChunked(ContentTypes.parse(TYPE), alive));
    }

    private static ByteString bytes(Event event) {
        return ByteString.fromString(
                "event: %s\ndata: %s\n\n".formatted(event.name(), new String(Json.bytes(event.form()), UTF_8)));
    }
}
