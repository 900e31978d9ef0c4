package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    /** That a client has gone is only seen when something is sent: soon, where each who listens costs something. */
    private static final Duration KEEP_COSTLY_ALIVE = Duration.ofSeconds(3);

    /** Whoever has not begun to listen by then has gone before there was an answer, and nobody else will tell. */
    private static final Duration BEGIN = Duration.ofSeconds(10);

    private static final ByteString COMMENT = ByteString.fromString(":\n\n");

    private EventStream() {}

    /** Closes the watch when the client has gone. */
    static <T> HttpResponse of(Watch<T> watch, Function<T, Event> form) {
        return response(events(watch, form), KEEP_ALIVE);
    }

    /** As above, of a watch that costs something, with one more event when it ends first. */
    static <T> HttpResponse of(Watch<T> watch, Function<T, Event> form, T last) {
        return response(events(watch, form).concat(Source.single(bytes(form.apply(last)))), KEEP_COSTLY_ALIVE);
    }

    /** What a client sees: the name of an event, and what becomes its JSON. */
    record Event(String name, Object form) {}

    /** Another thread than the one that had something to tell makes it JSON: that may serve a mount. */
    private static <T> Source<ByteString, ?> events(Watch<T> watch, Function<T, Event> form) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        var _ = begun.orTimeout(BEGIN.toSeconds(), TimeUnit.SECONDS).whenComplete((_, late) -> {
            if (late != null) {
                watch.close();
            }
        });
        return Source.unfoldAsync(
                        watch,
                        open -> open.next()
                                .thenApplyAsync(next -> next.map(told -> Pair.create(open, bytes(form.apply(told))))))
                .watchTermination((nothing, done) -> {
                    begun.complete(null);
                    var _ = done.whenComplete((end, error) -> watch.close());
                    return nothing;
                });
    }

    private static HttpResponse response(Source<ByteString, ?> events, Duration pause) {
        Source<ByteString, ?> alive = events.keepAlive(pause, () -> COMMENT)
                .prepend(Source.single(COMMENT)); // who listens knows at once that it is listened to
        return HttpResponse.create().withEntity(HttpEntities.createChunked(ContentTypes.parse(TYPE), alive));
    }

    private static ByteString bytes(Event event) {
        return ByteString.fromString(
                "event: %s\ndata: %s\n\n".formatted(event.name(), new String(Json.bytes(event.form()), UTF_8)));
    }
}
