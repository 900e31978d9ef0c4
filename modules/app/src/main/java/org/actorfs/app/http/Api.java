package org.actorfs.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.NoticeJson;
import org.actorfs.app.api.Refusal;
import org.actorfs.app.api.Replies;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.inspect.Inspector;
import org.actorfs.app.metrics.Meters;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountNotice;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.Mounts;
import org.actorfs.app.mounts.Watch;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;

/** What the API can do: its routes, each with what it asks of the mounts. */
final class Api {
    static final String HEALTH = "/health/";

    private static final String V1 = "/api/v1/";

    private final Mounts mounts;
    private final Inspector inspector;
    private final String version;
    private final List<Route> routes;

    Api(Mounts mounts, Meters meters, Inspector inspector, String version) {
        this.mounts = mounts;
        this.inspector = inspector;
        this.version = version;
        byte[] document = document();
        this.routes = List.of(
                new Route("GET", V1 + "mounts", this::list),
                new Route("POST", V1 + "mounts", this::create),
                new Route("POST", V1 + "mounts/stop-all", this::stopAll),
                new Route("POST", V1 + "mounts/start-auto", this::startAuto),
                new Route("GET", V1 + "mounts/{id}", this::get),
                new Route("PATCH", V1 + "mounts/{id}", this::update),
                new Route("DELETE", V1 + "mounts/{id}", this::delete),
                new Route("POST", V1 + "mounts/{id}/start", this::start),
                new Route("POST", V1 + "mounts/{id}/stop", this::stop),
                new Route("POST", V1 + "mounts/{id}/invalidate", this::invalidate),
                new Route("GET", V1 + "mounts/{id}/inode", this::inode),
                new Route("GET", V1 + "mounts/{id}/trace", this::trace),
                new Route("GET", V1 + "events", _ -> done(EventStream.of(mounts.watch(), Api::event))),
                new Route("GET", V1 + "stats", _ -> stats(meters)),
                new Route("POST", V1 + "reload", this::reload),
                new Route("GET", V1 + "version", _ -> done(200, new Replies.Version(this.version))),
                new Route("GET", V1 + "openapi.json", _ -> done(Responses.json(200, document))),
                new Route("GET", HEALTH + "live", _ -> done(200, new Replies.Health("live", null))),
                new Route("GET", HEALTH + "ready", this::ready),
                new Route("GET", "/metrics", _ -> meters.prometheus().thenApply(Responses::prometheus)));
    }

    /** In the order in which they are tried. */
    List<Route> routes() {
        return routes;
    }

    private CompletionStage<HttpResponse> list(Call call) {
        Optional<String> mountpoint = MountForm.mountpoint(call);
        return answer(
                mounts.list(),
                all -> new Replies.Listed(all.stream()
                        .filter(view ->
                                mountpoint.map(view.spec().mountpoint()::equals).orElse(true))
                        .map(MountJson::of)
                        .toList()));
    }

    private CompletionStage<HttpResponse> create(Call call) {
        MountForm.New form = MountForm.create(call.body());
        return mounts.create(form.spec(), form.start(), call.by()).thenApply(answer -> switch (answer) {
            case Answer.Done<MountView>(MountView view) ->
                Responses.json(201, MountJson.of(view)).addHeader(Location.create(V1 + "mounts/" + view.id()));
            case Answer.Failed<MountView>(var fault) -> throw HttpFailure.of(fault);
        });
    }

    private CompletionStage<HttpResponse> stopAll(Call call) {
        call.refuseBody();
        return answer(mounts.stopAll(call.by()), Replies.Results::of);
    }

    private CompletionStage<HttpResponse> startAuto(Call call) {
        call.refuseBody();
        return answer(mounts.startAuto(call.by()), Replies.Results::of);
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return answer(mounts.get(call.id()), MountJson::of);
    }

    private CompletionStage<HttpResponse> update(Call call) {
        String id = call.id();
        return answer(mounts.update(id, MountForm.change(call.body()), call.by()), Replies.Updated::of);
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        call.refuseBody();
        return answer(mounts.delete(call.id(), call.by()), MountJson::of);
    }

    private CompletionStage<HttpResponse> start(Call call) {
        call.refuseBody();
        return answer(mounts.start(call.id(), call.by()), MountJson::of);
    }

    private CompletionStage<HttpResponse> stop(Call call) {
        call.refuseBody();
        return answer(mounts.stop(call.id(), call.by()), Replies.Stopped::of);
    }

    private CompletionStage<HttpResponse> invalidate(Call call) {
        return answer(mounts.invalidate(call.id(), MountForm.path(call), call.by()), MountJson::of);
    }

    private CompletionStage<HttpResponse> inode(Call call) {
        String path = call.parameter("path").orElse("/");
        return answer(withMount(call, mount -> inspector.inode(mount, path)), inode -> inode);
    }

    private CompletionStage<HttpResponse> trace(Call call) {
        Optional<String> path = call.parameter("path");
        return withMount(call, mount -> inspector.trace(mount, path)).thenApply(answer -> switch (answer) {
            case Answer.Done<Watch<TraceJson>>(Watch<TraceJson> watch) ->
                EventStream.of(watch, told -> new EventStream.Event(told.event(), told), TraceJson.ended());
            case Answer.Failed<Watch<TraceJson>>(var fault) -> throw HttpFailure.of(fault);
        });
    }

    private <T> CompletionStage<Answer<T>> withMount(Call call, Function<MountView, CompletionStage<Answer<T>>> use) {
        return mounts.get(call.id()).thenCompose(found -> switch (found) {
            case Answer.Done<MountView>(MountView mount) -> use.apply(mount);
            case Answer.Failed<MountView>(var fault) -> CompletableFuture.completedStage(Answer.<T>failed(fault));
        });
    }

    private static EventStream.Event event(MountNotice notice) {
        NoticeJson form = NoticeJson.of(notice);
        return new EventStream.Event(form.event(), form);
    }

    private static CompletionStage<HttpResponse> stats(Meters meters) {
        return done(
                200,
                meters.stats()
                        .orElseThrow(
                                () -> HttpFailure.of(
                                        Refusal.NOT_COUNTED,
                                        "the daemon counts nothing: set actorfs.metrics to true in its configuration, and start it again")));
    }

    private CompletionStage<HttpResponse> reload(Call call) {
        call.refuseBody();
        return answer(mounts.reload(call.by()), Replies.Reloaded::of);
    }

    /** Why it is not ready is for those who have the token. */
    private CompletionStage<HttpResponse> ready(Call call) {
        return mounts.unready()
                .map(reason -> done(503, new Replies.Health("unready", call.isTrusted() ? reason : null)))
                .orElseGet(() -> done(200, new Replies.Health("ready", null)));
    }

    private static <T> CompletionStage<HttpResponse> answer(
            CompletionStage<Answer<T>> stage, Function<T, Object> form) {
        return stage.thenApply(answer -> switch (answer) {
            case Answer.Done<T>(T value) -> Responses.json(200, form.apply(value));
            case Answer.Failed<T>(var fault) -> throw HttpFailure.of(fault);
        });
    }

    private static CompletionStage<HttpResponse> done(int status, Object form) {
        return done(Responses.json(status, form));
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }

    private static byte[] document() {
        try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
