package org.actorfs.app.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.ExitCode;
import org.actorfs.app.api.ErrorJson;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.MountInput;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.NoticeJson;
import org.actorfs.app.api.Replies;
import org.actorfs.app.api.StateFiles;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.terminal.Reason;

/**
 * A connection to the daemon of a state directory; a command owns it, for as long as it runs. Each method asks, waits for the answer, and
 * throws {@link CommandFailure} if the daemon is not there or refuses.
 */
public final class DaemonClient implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

    /** The server gives up first, and says so. */
    private static final Duration ANSWER_LIMIT = StateFiles.LONGEST_REQUEST.plusSeconds(10);

    /** What a line of a server-sent event begins with that has its JSON. */
    private static final String DATA = "data: ";

    private final Path stateDir;
    private final DaemonAddress address;
    private final String by;
    private final HttpClient http;

    private DaemonClient(Path stateDir, DaemonAddress address, String by) {
        this.stateDir = stateDir;
        this.address = address;
        this.by = by;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT_LIMIT);
        address.certificate().map(PinnedTrust::context).ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /** {@code user}: for the history, {@code cli:user}. */
    public static DaemonClient find(Path stateDir, String user) {
        String printable = user.replaceAll("[^!-~]", "?");
        String by = "cli:" + printable.substring(0, Math.min(64, printable.length()));
        return new DaemonClient(stateDir, DaemonAddress.read(stateDir), by);
    }

    /** A link to the daemon's page, for one use within a minute; its ticket is in the fragment, which a browser sends to nobody. */
    public String page() {
        return "%s/#ticket=%s"
                .formatted(
                        address.url(),
                        post("page/tickets", Replies.Ticket.class).ticket());
    }

    public Replies.Listed list() {
        return ask("GET", "mounts", BodyPublishers.noBody(), Replies.Listed.class);
    }

    /** The mount that a person means by a mountpoint, an id, or how an id begins. */
    public MountJson find(String name) {
        return MountName.find(name, list().mounts());
    }

    public MountJson add(MountInput input) {
        return ask("POST", "mounts", json(input), MountJson.class);
    }

    public Replies.Updated set(String id, MountInput input) {
        return ask("PATCH", "mounts/" + id, json(input), Replies.Updated.class);
    }

    public MountJson remove(String id) {
        return ask("DELETE", "mounts/" + id, BodyPublishers.noBody(), MountJson.class);
    }

    /** What the mounts that run were asked so far. */
    public StatsJson stats() {
        return ask("GET", "stats", BodyPublishers.noBody(), StatsJson.class);
    }

    public MountJson start(String id) {
        return post("mounts/" + id + "/start", MountJson.class);
    }

    public Replies.Stopped stop(String id) {
        return post("mounts/" + id + "/stop", Replies.Stopped.class);
    }

    /** {@code path} from the root of the volume. */
    public MountJson invalidate(String id, String path) {
        return ask("POST", "mounts/" + id + "/invalidate", json(new Invalidation(path)), MountJson.class);
    }

    private record Invalidation(String path) {}

    /** What happens to the mounts, from now on until the daemon ends, which is a {@link CommandFailure}. */
    public void watch(Consumer<NoticeJson> listener) {
        follow("events", NoticeJson.class, notice -> {
            listener.accept(notice);
            return true;
        });
    }

    /** One inode of a mount; {@code path} from the root of the volume. */
    public InodeJson inode(String id, String path) {
        return ask(
                "GET",
                "mounts/%s/inode?path=%s".formatted(id, encoded(path)),
                BodyPublishers.noBody(),
                InodeJson.class);
    }

    /** The requests on what is at a path, or on all of a mount, until the listener has enough; {@link TraceJson#ENDED} is the last of a mount. */
    public void trace(String id, Optional<String> path, Predicate<TraceJson> listener) {
        String query = path.map(said -> "?path=" + encoded(said)).orElse("");
        follow("mounts/%s/trace%s".formatted(id, query), TraceJson.class, listener);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** Events as they come, until the listener has enough; the end of the daemon is a {@link CommandFailure}. */
    private <T> void follow(String path, Class<T> form, Predicate<T> listener) {
        HttpResponse<Stream<String>> response = send(request(path).GET().build(), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                byte[] json = lines.collect(Collectors.joining("\n")).getBytes(UTF_8);
                throw failure(read(response, json, ErrorJson.class));
            }
            boolean more = lines.filter(line -> line.startsWith(DATA))
                    .map(line -> read(response, line.substring(DATA.length()).getBytes(UTF_8), form))
                    .allMatch(listener);
            if (!more) {
                return;
            }
        } catch (UncheckedIOException e) {
            throw CommandFailure.failed("lost the daemon at %s: %s".formatted(address.url(), e.getMessage()));
        }
        throw CommandFailure.failed("the daemon at %s has ended".formatted(address.url()));
    }

    public Replies.Results startAuto() {
        return post("mounts/start-auto", Replies.Results.class);
    }

    public Replies.Results stopAll() {
        return post("mounts/stop-all", Replies.Results.class);
    }

    public Replies.Reloaded reload() {
        return post("reload", Replies.Reloaded.class);
    }

    private static BodyPublisher json(Object input) {
        return BodyPublishers.ofByteArray(Json.bytes(input));
    }

    private <T> T post(String path, Class<T> form) {
        return ask("POST", path, BodyPublishers.noBody(), form);
    }

    private <T> T ask(String method, String path, BodyPublisher body, Class<T> form) {
        HttpResponse<byte[]> response = send(request(path).method(method, body).build(), BodyHandlers.ofByteArray());
        boolean isDone = response.statusCode() / 100 == 2;
        if (!isDone) {
            throw failure(read(response, response.body(), ErrorJson.class));
        }
        return read(response, response.body(), form);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.url().resolve("/api/v1/" + path))
                .header("Authorization", "Bearer " + address.token())
                .header("Content-Type", "application/json")
                .header(StateFiles.BY, by)
                .timeout(ANSWER_LIMIT);
    }

    private <B> HttpResponse<B> send(HttpRequest request, BodyHandler<B> handler) {
        try {
            return http.send(request, handler);
        } catch (ConnectException e) {
            throw DaemonAddress.noDaemon(stateDir);
        } catch (HttpTimeoutException e) {
            throw CommandFailure.failed(
                    "the daemon at %s does not answer: it may hang (see its log); what was asked may still be done"
                            .formatted(address.url()));
        } catch (IOException e) {
            throw CommandFailure.failed("lost the daemon at %s: %s: see its log, and whether it still runs"
                    .formatted(address.url(), Reason.of(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted before the daemon answered; what was asked may still be done");
        }
    }

    private <T> T read(HttpResponse<?> response, byte[] json, Class<T> form) {
        try {
            return Json.read(json, form);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "what answers at %s is no daemon of this version (status %d): restart the daemon, or use its own actorfs"
                            .formatted(address.url(), response.statusCode()));
        }
    }

    /** Of the exit code of its fault. */
    private static CommandFailure failure(ErrorJson error) {
        int exitCode = error.fault().map(MountFault::exitCode).orElse(ExitCode.FAILED);
        return exitCode == ExitCode.USAGE
                ? CommandFailure.usage(error.message())
                : CommandFailure.failed(error.message());
    }

    @Override
    public void close() {
        http.close();
    }
}
