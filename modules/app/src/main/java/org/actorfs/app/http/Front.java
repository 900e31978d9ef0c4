package org.actorfs.app.http;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.actorfs.app.api.Refusal;
import org.actorfs.app.terminal.Printable;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request: checks it, finds its route, and sees that each gets an answer, with an id by which the logs know it. */
final class Front {
    /** The name of the logger that has a line for each request: id, method, path, status, time. */
    static final String ACCESS_LOG = "org.actorfs.access";

    static final int LARGEST_BODY_BYTES = 64 << 10;

    /** Of a body that is too large, this much is read, so that its sender stays to hear so. */
    static final int LARGEST_DRAIN_BYTES = 256 << 10;

    private static final long BODY_MILLIS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    private static final Logger ACCESS = LoggerFactory.getLogger(ACCESS_LOG);

    private final Api api;
    private final Page page = new Page();
    private final Guard guard;
    private final Entrance entrance;
    private final boolean accessLog;
    private final ClassicActorSystemProvider system;

    Front(Api api, Guard guard, boolean accessLog, ClassicActorSystemProvider system) {
        this.api = api;
        this.guard = guard;
        this.entrance = new Entrance(new Tickets(System::nanoTime), guard);
        this.accessLog = accessLog;
        this.system = system;
    }

    /** Never fails. */
    CompletionStage<HttpResponse> handle(HttpRequest request) {
        String id = UUID.randomUUID().toString();
        long begin = System.nanoTime();
        request.getHeader(TimeoutAccess.class)
                .ifPresent(access -> access.timeoutAccess().updateHandler(late -> finish(late, id, begin, timeout())));
        return CompletableFuture.completedStage(request)
                .thenCompose(this::answer)
                .exceptionally(e -> failure(request, id, e))
                .thenApply(response -> finish(request, id, begin, response));
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        try {
            check(request);
        } catch (HttpFailure e) {
            var _ = request.discardEntityBytes(system);
            return CompletableFuture.completedStage(Responses.failure(e));
        }
        return request.entity()
                .toStrict(BODY_MILLIS, LARGEST_DRAIN_BYTES, system)
                .thenCompose(body -> route(request, body.getData()));
    }

    private void check(HttpRequest request) {
        guard.checkSource(request);
        if (!isForAll(path(request))) {
            guard.checkToken(request);
        }
        if (request.entity().getContentLengthOption().orElse(0) > LARGEST_BODY_BYTES) {
            throw tooLarge();
        }
    }

    private static boolean isForAll(String path) {
        return path.startsWith(Api.HEALTH) || Page.has(path) || Entrance.has(path);
    }

    private static HttpFailure tooLarge() {
        return HttpFailure.of(
                Refusal.TOO_LARGE, "the body is too large: %d KiB at most".formatted(LARGEST_BODY_BYTES >> 10));
    }

    private static String path(HttpRequest request) {
        return request.getUri().getPathString();
    }

    private CompletionStage<HttpResponse> route(HttpRequest request, ByteString body) {
        if (body.size() > LARGEST_BODY_BYTES) {
            throw tooLarge();
        }
        String path = path(request);
        String method = request.method().value();
        List<Route> matching = Stream.of(api.routes(), entrance.routes(), page.routes())
                .flatMap(List::stream)
                .filter(route -> route.match(path).isPresent())
                .toList();
        if (matching.isEmpty()) {
            throw HttpFailure.of(Refusal.NOT_FOUND, "there is nothing at %s: see /api/v1/openapi.json".formatted(path));
        }
        return matching.stream()
                .filter(route -> route.method().equals(method))
                .findFirst()
                .map(route -> route.handler()
                        .handle(new Call(request, route.match(path).orElseThrow(), body, guard.hasToken(request))))
                .orElseGet(() -> CompletableFuture.completedStage(wrongMethod(method, matching)));
    }

    private static HttpResponse wrongMethod(String method, List<Route> matching) {
        String allowed = matching.stream().map(Route::method).distinct().collect(Collectors.joining(", "));
        return Responses.failure(HttpFailure.of(
                        Refusal.METHOD_NOT_ALLOWED,
                        "this path does not take %s: it takes %s".formatted(method, allowed)))
                .addHeader(RawHeader.create("Allow", allowed));
    }

    private static HttpResponse timeout() {
        return Responses.failure(HttpFailure.of(
                Refusal.TIMEOUT, "the mounts did not answer in time: what was asked may still be done, look again"));
    }

    private static HttpResponse failure(HttpRequest request, String id, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof HttpFailure failure) {
            return Responses.failure(failure);
        }
        if (cause instanceof EntityStreamSizeException) {
            return Responses.failure(tooLarge());
        }
        if (cause instanceof TimeoutException) {
            return Responses.failure(
                    HttpFailure.badRequest("the body did not come within %d s".formatted(BODY_MILLIS / 1000)));
        }
        LOG.error("request {}, {} {}, failed: a bug", id, request.method().value(), path(request), cause);
        return Responses.failure(HttpFailure.of(
                Refusal.INTERNAL, "the daemon failed on this, a bug: its log has it under %s".formatted(id)));
    }

    /** What every response has; and the line of the access log. */
    private HttpResponse finish(HttpRequest request, String id, long begin, HttpResponse response) {
        int status = response.status().intValue();
        if (accessLog) {
            long millis = (System.nanoTime() - begin) / 1_000_000;
            ACCESS.info("{} {} {} {} {} ms", id, request.method().value(), Printable.of(path(request)), status, millis);
        }
        HttpResponse dressed = Responses.dressed(response, id);
        return status == Refusal.UNAUTHORIZED.httpStatus()
                ? dressed.addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"actorfs\""))
                : dressed;
    }
}
