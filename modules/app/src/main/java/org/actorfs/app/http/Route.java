package org.actorfs.app.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One thing that the API can do.
 *
 * @param path as in {@code openapi.json}: {@code /api/v1/mounts/{id}/start}; {@code {id}} is one segment
 */
record Route(String method, String path, Handler handler) {
    private static final String ID = "{id}";

    /** What is done. A {@link HttpFailure} says that the request is wrong. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<HttpResponse> handle(Call call);
    }

    /** The id in a path of this route, the empty string if the route has none; empty if the path is not of this route. */
    Optional<String> match(String requested) {
        int at = path.indexOf(ID);
        if (at < 0) {
            return requested.equals(path) ? Optional.of("") : Optional.empty();
        }
        String before = path.substring(0, at);
        String after = path.substring(at + ID.length());
        if (requested.length() < before.length() + after.length()
                || !requested.startsWith(before)
                || !requested.endsWith(after)) {
            return Optional.empty();
        }
        String id = requested.substring(before.length(), requested.length() - after.length());
        return id.isEmpty() || id.indexOf('/') >= 0 ? Optional.empty() : Optional.of(id);
    }
}
