package org.actorfs.app.http;

import org.actorfs.app.api.Json;
import org.actorfs.app.metrics.Meters;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Answers: JSON, but for the page and what a standard describes. */
final class Responses {
    private static final String CACHE_CONTROL = "Cache-Control";

    private Responses() {}

    static HttpResponse json(int status, Object form) {
        return json(status, Json.bytes(form));
    }

    static HttpResponse json(int status, byte[] json) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json));
    }

    /** The text format of Prometheus. */
    static HttpResponse prometheus(byte[] text) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.parse(Meters.CONTENT_TYPE), text));
    }

    /** With what every response has; nobody keeps one that does not say otherwise. */
    static HttpResponse dressed(HttpResponse response, String requestId) {
        HttpResponse dressed = response.addHeader(RawHeader.create("X-Request-Id", requestId))
                .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));
        return response.getHeader(CACHE_CONTROL).isPresent()
                ? dressed
                : dressed.addHeader(RawHeader.create(CACHE_CONTROL, "no-store"));
    }

    static HttpResponse failure(HttpFailure failure) {
        return json(failure.status(), failure.error());
    }
}
