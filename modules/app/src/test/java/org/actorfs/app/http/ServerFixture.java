package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.actorfs.app.api.Json;
import org.actorfs.app.metrics.Meters;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A server over {@link FakeMounts} on a free port, and ways to ask it. */
public final class ServerFixture implements AutoCloseable {
    public static final HttpSettings SETTINGS =
            new HttpSettings(HttpSettings.DEFAULT_ADDRESS, 0, List.of("nas.local"), false, Optional.empty());

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "http");
    private final FakeMounts mounts = new FakeMounts();
    private final FakeNumbers numbers = new FakeNumbers();
    private final Meters meters = Meters.start(numbers, mounts);
    private final FakeInspector inspector = new FakeInspector();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path stateDir;
    private final HttpServer server;

    public ServerFixture(Path stateDir) {
        this(stateDir, SETTINGS);
    }

    public ServerFixture(Path stateDir, HttpSettings settings) {
        this.stateDir = stateDir;
        this.server = HttpServer.start(system, settings, stateDir, mounts, meters, inspector, "1.2.3");
    }

    public FakeMounts mounts() {
        return mounts;
    }

    public FakeNumbers numbers() {
        return numbers;
    }

    public FakeInspector inspector() {
        return inspector;
    }

    Meters meters() {
        return meters;
    }

    ActorSystem<Void> system() {
        return system;
    }

    public HttpServer server() {
        return server;
    }

    String token() throws IOException {
        return Files.readString(stateDir.resolve("token")).strip();
    }

    /** What came: {@code json} is the missing node for an empty body. */
    record Reply(int status, JsonNode json, HttpResponse<byte[]> response) {
        String code() {
            return json.path("code").asText();
        }

        String message() {
            return json.path("message").asText();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Reply get(String path) throws IOException, InterruptedException {
        return ask("GET", path, "");
    }

    Reply post(String path, String body) throws IOException, InterruptedException {
        return ask("POST", path, body);
    }

    /** With the token, and pairs of header names and values. */
    Reply ask(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(method, path, body).header("Authorization", "Bearer " + token());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(server.url().resolve(path))
                .method(
                        method,
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.getBytes(UTF_8)))
                .timeout(Duration.ofSeconds(30));
    }

    Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        boolean isJson =
                response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
        return new Reply(response.statusCode(), Json.tree(isJson ? response.body() : new byte[0]), response);
    }

    /** What happens to the mounts, a JSON object each; to be closed. */
    Stream<JsonNode> events() throws IOException, InterruptedException {
        HttpRequest request = request("GET", "/api/v1/events", "")
                .header("Authorization", "Bearer " + token())
                .build();
        return client.send(request, BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("data: "))
                .map(line -> tree(line.substring("data: ".length())));
    }

    private static JsonNode tree(String json) {
        try {
            return Json.tree(json.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes back for these bytes, until the server closes. */
    String raw(String text) throws IOException {
        try (Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Override
    public void close() {
        server.close();
        meters.close();
        client.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
