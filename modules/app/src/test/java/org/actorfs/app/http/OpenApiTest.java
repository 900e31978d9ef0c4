package org.actorfs.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.actorfs.app.api.ErrorJson;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.api.MountInput;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.NoticeJson;
import org.actorfs.app.api.Refusal;
import org.actorfs.app.api.Replies;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.http.ServerFixture.Reply;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document says what the server does. */
final class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete", "head", "options");

    @TempDir
    private Path stateDir;

    private ServerFixture server;
    private JsonNode document;

    @BeforeEach
    void start() throws Exception {
        server = new ServerFixture(stateDir);
        document = server.get("/api/v1/openapi.json").json();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldHaveExactlyTheRoutesOfTheServer() {
        Set<String> served = all().stream()
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(served, new TreeSet<>(operations().keySet()));
    }

    @Test
    void shouldDescribeTheStatusOfEachRoute() throws Exception {
        server.mounts().notices().close(); // a stream of events ends at once
        server.inspector().watch().close();
        for (Route route : all()) {
            String id = server.mounts().add(MountSpec.of("memory:", "/m")).id().toString();
            String body = route.method().equals("PATCH") || route.path().endsWith("/mounts")
                    ? "{\"volume\":\"memory:\",\"mountpoint\":\"/n\"}"
                    : "";
            Reply reply = server.ask(
                    route.method(),
                    route.path().replace("{id}", id),
                    route.path().endsWith("/page/token")
                            ? "{\"ticket\":\"wrong\"}"
                            : route.method().equals("GET") ? "" : body);

            JsonNode operation = operations().get(route.method() + " " + route.path());
            assertNotNull(operation, route.path());
            assertTrue(operation.get("responses").has(Integer.toString(reply.status())), route + ": " + reply.status());
        }
    }

    @Test
    void shouldHaveEveryCodeWithItsStatus() {
        Map<String, Integer> known = new TreeMap<>();
        Arrays.stream(MountFault.Kind.values()).forEach(kind -> known.put(kind.code(), kind.httpStatus()));
        Arrays.stream(Refusal.values()).forEach(refusal -> known.put(refusal.code(), refusal.httpStatus()));
        Map<String, Integer> described = new TreeMap<>();
        for (JsonNode code : schema("Error").get("properties").get("code").get("oneOf")) {
            String status = code.get("description").textValue().replaceFirst(":.*", "");
            described.put(code.get("const").textValue(), Integer.parseInt(status));
        }

        assertEquals(known, described);
    }

    @Test
    void shouldHaveTheFieldsOfEachForm() {
        assertEquals(fields(MountJson.class), properties("Mount"));
        assertEquals(fields(MountInput.class), properties("NewMount"));
        assertEquals(fields(ErrorJson.class), properties("Error"));
        assertEquals(fields(Replies.Updated.class), properties("Updated"));
        assertEquals(fields(Replies.Stopped.class), properties("Stopped"));
        assertEquals(fields(Replies.Reloaded.class), properties("Reloaded"));
        assertEquals(fields(Replies.Result.class), properties("Result"));
        assertEquals(fields(Replies.Health.class), properties("Health"));
        assertEquals(fields(NoticeJson.class), properties("Notice"));
        assertEquals(fields(Replies.Ticket.class), properties("Ticket"));
        assertEquals(fields(Replies.Token.class), properties("Token"));
        assertEquals(fields(StatsJson.class), properties("Stats"));
        assertEquals(fields(StatsJson.Mount.class), properties("MountStats"));
        assertEquals(fields(StatsJson.Operation.class), properties("OperationStats"));
        assertEquals(fields(StatsJson.Bucket.class), properties("Bucket"));
        assertEquals(fields(StatsJson.Cache.class), properties("Cache"));
        assertEquals(fields(TraceJson.class), properties("Trace"));
        assertEquals(fields(InodeJson.class), properties("Inode"));
        assertEquals(fields(InodeJson.Handle.class), properties("Handle"));
        assertEquals(fields(InodeJson.Lock.class), properties("Lock"));
        assertEquals(fields(InodeJson.Waiter.class), properties("Waiter"));
        Set<String> change = fields(MountInput.class);
        change.remove("start");
        assertEquals(change, properties("MountChange"));
    }

    @Test
    void shouldReferToWhatThereIs() {
        List<String> references = new ArrayList<>();
        document.findValuesAsText("$ref", references);

        assertTrue(references.size() > 10, references.toString());
        for (String reference : references) {
            assertTrue(document.at(reference.substring(1)).isObject(), reference);
        }
    }

    private List<Route> routes() {
        return new Api(server.mounts(), server.meters(), server.inspector(), "").routes();
    }

    /** With those by which a browser comes to its token. */
    private List<Route> all() {
        Guard guard = new Guard(ServerFixture.SETTINGS, "");
        return Stream.concat(routes().stream(), new Entrance(new Tickets(System::nanoTime), guard).routes().stream())
                .toList();
    }

    /** By method and path. */
    private Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .forEach(entry -> operations.put(
                                entry.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), entry.getValue())));
        return operations;
    }

    private JsonNode schema(String name) {
        return document.get("components").get("schemas").get(name);
    }

    private Set<String> properties(String name) {
        Set<String> names = new TreeSet<>();
        schema(name).get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> fields(Class<? extends Record> form) {
        return Arrays.stream(form.getRecordComponents())
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
