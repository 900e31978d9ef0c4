package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.NoticeJson;
import org.actorfs.app.mounts.MountNotice;
import org.actorfs.app.mounts.MountNotices;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Server-sent events, as the HTML standard has them: what happens to the mounts, for as long as the client listens. */
final class EventStream {
    private static final String TYPE = "text/event-stream";

    /** Within it something is sent, so that everybody between knows that the connection is used. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private static final ByteString COMMENT = ByteString.fromString(":\n\n");

    private EventStream() {}

    /** Closes the watch when the client has gone. */
    static HttpResponse of(MountNotices.Watch watch) {
        Source<ByteString, ?> events = Source.unfoldAsync(
                        watch,
                        open -> open.next().thenApply(next -> next.map(notice -> Pair.create(open, event(notice)))))
                .keepAlive(KEEP_ALIVE, () -> COMMENT)
                .prepend(Source.single(COMMENT)) // who listens knows at once that it is listened to
                .watchTermination((nothing, done) -> {
                    var _ = done.whenComplete((end, error) -> watch.close());
                    return nothing;
                });
        return HttpResponse.create().withEntity(HttpEntities.createChunked(ContentTypes.parse(TYPE), events));
    }

    private static ByteString event(MountNotice notice) {
        NoticeJson form = NoticeJson.of(notice);
        return ByteString.fromString(
                "event: %s\ndata: %s\n\n".formatted(form.event(), new String(Json.bytes(form), UTF_8)));
    }
}
