package org.actorfs.app.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.actorfs.app.api.StateFiles;
import org.actorfs.app.mounts.MountFault;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.util.ByteString;

/**
 * A request on a route, with all of its body.
 *
 * @param pathId what stands for {@code {id}} in the path
 * @param isTrusted it has the token
 */
record Call(HttpRequest request, String pathId, ByteString bytes, boolean isTrusted) {
    private static final String HTTP = "http";

    /** The command line says who used it; nobody else's word is taken as it is. */
    private static final String CLI = "cli:";

    private static final Pattern WHO = Pattern.compile("[ -~]{1,80}");

    /** The mount's id. */
    String id() {
        try {
            return UUID.fromString(pathId).toString();
        } catch (IllegalArgumentException e) {
            throw HttpFailure.of(new MountFault.MountNotFound(
                    "there is no mount with the id '%s': an id is a UUID, as GET /api/v1/mounts lists them"
                            .formatted(pathId)));
        }
    }

    /** Who asks, for the history: {@code cli:alice}, {@code http:backup-job}, {@code http}. */
    String by() {
        Optional<String> who = request.getHeader(StateFiles.BY).map(HttpHeader::value);
        if (who.isEmpty()) {
            return HTTP;
        }
        if (!WHO.matcher(who.get()).matches()) {
            throw HttpFailure.badRequest(
                    "the header %s is not a name: 1 to 80 printable ASCII characters".formatted(StateFiles.BY));
        }
        return who.get().startsWith(CLI) ? who.get() : HTTP + ":" + who.get();
    }

    /** The only parameter that the query may have. */
    Optional<String> parameter(String name) {
        Map<String, List<String>> query = query();
        for (String given : query.keySet()) {
            if (!given.equals(name)) {
                throw HttpFailure.badRequest(
                        "'%s' is not a parameter of this path: there is %s".formatted(given, name));
            }
        }
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw HttpFailure.badRequest("the parameter %s is there %d times".formatted(name, values.size()));
        }
        return values.stream().findFirst();
    }

    private Map<String, List<String>> query() {
        try {
            return request.getUri().query().toMultiMap();
        } catch (RuntimeException e) { // Pekko's IllegalUriException, of Scala
            throw HttpFailure.badRequest("the query cannot be read: percent-encode it");
        }
    }

    /** Its fields, of which there must be some. */
    Body body() {
        return Body.parse(bytes.toArray());
    }

    /** For a route that takes nothing. */
    void refuseBody() {
        if (!bytes.isEmpty()) {
            body().refuseOthers();
        }
    }
}
