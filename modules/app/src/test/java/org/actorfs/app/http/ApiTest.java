package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.http.ServerFixture.Reply;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountNotice;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.Mounts;
import org.actorfs.app.mounts.StopKind;
import org.actorfs.app.mounts.Watch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ApiTest {
    private static final String MOUNTS = "/api/v1/mounts";
    private static final MountSpec POOL = MountSpec.of("union:/a:/b", "/mnt/pool");
    private static final MountSpec BUSY = MountSpec.of("memory:", "/mnt/busy");

    @TempDir
    private Path stateDir;

    private ServerFixture server;

    @BeforeEach
    void start() {
        server = new ServerFixture(stateDir);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldListMountsInTheFormThatTheDocumentDescribes() throws Exception {
        MountView view = server.mounts().add(POOL);

        Reply reply = server.get(MOUNTS);

        assertEquals(200, reply.status());
        assertEquals(
                ("{\"mounts\":[{\"id\":\"%s\",\"origin\":\"added\",\"volume\":\"union:/a:/b\",\"mountpoint\":\"/mnt/pool\","
                                + "\"auto_mount\":false,\"enabled\":true,\"read_only\":false,\"cache_size\":104857600,"
                                + "\"time_to_live\":60,\"options\":[],\"status\":\"stopped\",\"at_next_start\":[],"
                                + "\"created\":\"2026-01-02T03:04:05Z\",\"updated\":\"2026-01-02T03:04:05Z\",\"history\":[]}]}")
                        .formatted(view.id()),
                reply.json().toString());
    }

    @Test
    void shouldFindAMountByItsMountpoint() throws Exception {
        server.mounts().add(POOL);
        server.mounts().add(BUSY);

        JsonNode found = server.get(MOUNTS + "?mountpoint=/mnt/pool").json().get("mounts");

        assertEquals(1, found.size());
        assertEquals("union:/a:/b", found.get(0).get("volume").textValue());
        assertEquals(
                0, server.get(MOUNTS + "?mountpoint=/mnt").json().get("mounts").size());
    }

    @Test
    void shouldRefuseAParameterThatThereIsNot() throws Exception {
        Reply reply = server.get(MOUNTS + "?mountpiont=/mnt/pool");

        assertEquals("bad-request", reply.code());
        assertEquals("'mountpiont' is not a parameter of this path: there is mountpoint", reply.message());
    }

    @Test
    void shouldAddAMountWithAllThatItIsToBe() throws Exception {
        Reply reply = server.post(
                MOUNTS,
                "{\"volume\":\"memory:\",\"mountpoint\":\"/mnt/m\",\"auto_mount\":true,\"enabled\":false,\"read_only\":true,"
                        + "\"cache_size\":\"256M\",\"time_to_live\":1.5,\"options\":[\"nonempty\"]}");

        assertEquals(201, reply.status());
        assertEquals(MOUNTS + "/" + reply.json().get("id").textValue(), reply.header("Location"));
        MountSpec spec = server.mounts().only().spec();
        assertEquals("memory:", spec.volume());
        assertEquals("/mnt/m", spec.mountpoint());
        assertTrue(spec.autoMount());
        assertFalse(spec.enabled());
        assertTrue(spec.readOnly());
        assertEquals(256L << 20, spec.cacheSizeBytes());
        assertEquals(1500, spec.timeToLive().toMillis());
        assertEquals(List.of("nonempty"), spec.options());
    }

    @Test
    void shouldAddAMountWithTheDefaultsAndLeaveItStopped() throws Exception {
        Reply reply = server.post(MOUNTS, "{\"volume\":\"memory:\",\"mountpoint\":\"/mnt/m\"}");

        assertEquals("stopped", reply.json().get("status").textValue());
        assertEquals(MountSpec.of("memory:", "/mnt/m"), server.mounts().only().spec());
    }

    @Test
    void shouldStartAnAddedMountIfAskedTo() throws Exception {
        Reply reply = server.post(MOUNTS, "{\"volume\":\"memory:\",\"mountpoint\":\"/mnt/m\",\"start\":true}");

        assertEquals("running", reply.json().get("status").textValue());
    }

    @Test
    void shouldGetStartStopChangeAndRemoveAMount() throws Exception {
        String path = MOUNTS + "/" + server.mounts().add(POOL).id();
        server.mounts().stopAs(StopKind.NOT_MOUNTED);

        assertEquals("/mnt/pool", server.get(path).json().get("mountpoint").textValue());
        assertEquals(
                "running", server.post(path + "/start", "").json().get("status").textValue());
        Reply stopped = server.post(path + "/stop", "");
        assertEquals("not_mounted", stopped.json().get("how").textValue());
        assertEquals("stopped", stopped.json().get("mount").get("status").textValue());
        Reply changed = server.ask("PATCH", path, "{\"time_to_live\":\"5m\",\"auto_mount\":true}");
        assertEquals(
                "[\"auto_mount\"] [\"time_to_live\"]",
                changed.json().get("live") + " " + changed.json().get("at_next_start"));
        assertEquals(300, changed.json().get("mount").get("time_to_live").intValue());
        assertEquals(200, server.ask("DELETE", path, "").status());
        assertEquals("mount-not-found", server.get(path).code());
    }

    @ParameterizedTest
    @CsvSource({"stop-all", "start-auto"})
    void shouldTellWhatBecameOfEachMount(String what) throws Exception {
        server.mounts().add(POOL);
        server.mounts().add(BUSY);

        Reply reply = server.post(MOUNTS + "/" + what, "");

        assertEquals(200, reply.status());
        JsonNode results = reply.json().get("results");
        assertEquals("/mnt/pool", results.get(0).get("mount").get("mountpoint").textValue());
        assertFalse(results.get(0).has("error"));
        assertEquals(
                "{\"code\":\"unmount-failed\",\"message\":\"it is busy\"}",
                results.get(1).get("error").toString());
    }

    @Test
    void shouldTellWhatHappensWhileItHappens() throws Exception {
        MountView mount = server.mounts().add(MountSpec.of("memory:", "/m"));
        try (Stream<JsonNode> events = server.events()) {
            Iterator<JsonNode> next = events.iterator();
            assertEquals(
                    200,
                    server.post("/api/v1/mounts/" + mount.id() + "/invalidate", "{\"path\": \"/d/f\"}")
                            .status());
            JsonNode invalidated = next.next();
            assertEquals("invalidated", invalidated.get("event").asText());
            assertEquals("/m", invalidated.get("mountpoint").asText());
            assertEquals("/d/f", invalidated.get("path").asText());
            server.mounts().notices().tell(new MountNotice.Changed(mount));
            JsonNode changed = next.next();
            assertEquals("changed", changed.get("event").asText());
            assertEquals(mount.id().toString(), changed.get("mount").get("id").asText());
            server.mounts().notices().close();
            assertFalse(next.hasNext());
        }
    }

    @Test
    void shouldInvalidateEverythingUnlessItIsToldAPath() throws Exception {
        MountView mount = server.mounts().add(MountSpec.of("memory:", "/m"));
        Watch<MountNotice> watch = server.mounts().watch();
        server.post("/api/v1/mounts/" + mount.id() + "/invalidate", "");
        assertEquals(
                Optional.of(new MountNotice.Invalidated(mount.id(), "/m", "/")),
                watch.next().toCompletableFuture().get(10, TimeUnit.SECONDS));
        assertEquals(
                400,
                server.post("/api/v1/mounts/" + mount.id() + "/invalidate", "{\"paths\": []}")
                        .status());
    }

    @Test
    void shouldShowAnInode() throws Exception {
        MountView mount = server.mounts().add(MountSpec.of("memory:", "/m"));
        String inode = "/api/v1/mounts/" + mount.id() + "/inode";
        JsonNode shown = server.get(inode + "?path=/d%20%C3%BC/f").json();
        assertEquals("/d ü/f", shown.get("path").asText());
        assertEquals(3, shown.get("queued").asInt());
        assertEquals(1500, shown.at("/waiters/0/waited_us").asInt());
        assertEquals("/", server.get(inode).json().get("path").asText());
        assertEquals(404, server.get(inode + "?path=/none").status());
        assertEquals("path-not-found", server.get(inode + "?path=/none").code());
        assertEquals(400, server.get(inode + "?name=/none").status());
        assertEquals(
                "mount-not-found",
                server.get("/api/v1/mounts/00000000-0000-4000-8000-000000000000/inode")
                        .code());
    }

    @Test
    void shouldTraceUntilTheMountEnds() throws Exception {
        MountView mount = server.mounts().add(MountSpec.of("memory:", "/m"));
        String trace = "/api/v1/mounts/" + mount.id() + "/trace";
        server.inspector().watch().offer(TraceJson.lagged(7));
        server.inspector().watch().close();
        assertEquals(
                List.of("{\"event\":\"lagged\",\"missed\":7}", "{\"event\":\"ended\"}"),
                new String(server.get(trace + "?path=/f").response().body(), UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> line.substring("data: ".length()))
                        .toList());
        assertEquals(Optional.of("/f"), server.inspector().traced());
        server.get(trace);
        assertEquals(Optional.empty(), server.inspector().traced());
    }

    @Test
    void shouldReload() throws Exception {
        MountView view = server.mounts().add(BUSY);
        Mounts.Result failed = new Mounts.Result(view, Optional.of(new MountFault.VolumeLoad("it does not open")));
        server.mounts().reloadWith(new Mounts.Reloaded(List.of("/n"), List.of("/c"), List.of("/r"), List.of(failed)));

        JsonNode reply = server.post("/api/v1/reload", "").json();

        assertEquals(
                "[\"/n\"] [\"/c\"] [\"/r\"]",
                reply.get("added") + " " + reply.get("changed") + " " + reply.get("removed"));
        assertEquals(
                "volume-load",
                reply.get("failed").get(0).get("error").get("code").textValue());
    }

    @Test
    void shouldTellItsVersion() throws Exception {
        assertEquals(
                "{\"version\":\"1.2.3\"}", server.get("/api/v1/version").json().toString());
    }

    @Test
    void shouldTellItsHealthWithoutAToken() throws Exception {
        assertEquals(200, server.send(server.request("GET", "/health/live", "")).status());
        assertEquals(
                200, server.send(server.request("GET", "/health/ready", "")).status());

        server.mounts().unreadyFor("the journal is away");

        Reply ready = server.send(server.request("GET", "/health/ready", ""));
        assertEquals(503, ready.status());
        assertFalse(ready.json().has("reason"), "that is not for everybody");
        assertEquals(
                "the journal is away",
                server.get("/health/ready").json().get("reason").textValue());
        assertEquals(
                200, server.send(server.request("HEAD", "/health/live", "")).status());
    }

    @ParameterizedTest
    @EnumSource(MountFault.Kind.class)
    void shouldAnswerEachFaultWithItsCodeAndStatus(MountFault.Kind kind) throws Exception {
        String id = MOUNTS + "/" + server.mounts().add(POOL).id();
        server.mounts().failWith(kind.saying("so it is, of ftp://u:secret@host/"));
        List<Reply> replies = List.of(
                server.get(MOUNTS),
                server.get(id),
                server.post(MOUNTS, "{\"volume\":\"memory:\",\"mountpoint\":\"/m\"}"),
                server.ask("PATCH", id, "{\"enabled\":true}"),
                server.ask("DELETE", id, ""),
                server.post(id + "/start", ""),
                server.post(id + "/stop", ""),
                server.post(MOUNTS + "/stop-all", ""),
                server.post(MOUNTS + "/start-auto", ""),
                server.post("/api/v1/reload", ""));

        for (Reply reply : replies) {
            assertEquals(kind.httpStatus(), reply.status());
            assertEquals(kind.code(), reply.code());
            assertEquals("so it is, of ftp://u:***@host/", reply.message());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"volume\":1,\"mountpoint\":\"/m\"}          | volume is not a text that is not empty",
                "{\"volume\":\"  \",\"mountpoint\":\"/m\"}      | volume is not a text that is not empty",
                "{\"mountpoint\":\"/m\"}                       | volume is missing",
                "{\"volume\":\"memory:\"}                      | mountpoint is missing",
                "{\"volume\":\"memory:\",\"mountpoint\":\"m\"}   | mountpoint is not an absolute path: it begins with /",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"enabled\":\"yes\"} | enabled is not true or false",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"enabled\":null} | enabled is not true or false",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"cache_size\":-1} | cache_size is not a size, in bytes or such as \"100M\"",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"cache_size\":\"100X\"} | cache_size is not a size, in bytes or such as \"100M\"",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"time_to_live\":\"366d\"} | time_to_live is not a time of at most 365 days, in seconds or such as \"60s\"",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"time_to_live\":1e400} | time_to_live is not a time of at most 365 days, in seconds or such as \"60s\"",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"options\":\"ro\"} | options is not a list of texts that are not empty",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"options\":[1]} | options is not a list of texts that are not empty",
                "{\"volume\":\"m:\",\"mountpoint\":\"/m\",\"id\":\"x\"} | 'id' is not a field of this request: there are volume, mountpoint, auto_mount, enabled, read_only, cache_size, time_to_live, options, start",
                "{\"volume\":\"m:\",\"volume\":\"n:\"}          | the body is not JSON: see line 1, column 24",
                "{\"volume\":                                  | the body is not JSON: see line 1, column 11",
                "[1]                                           | the body is not a JSON object: send {\"field\": value, ...}",
                "{} {}                                         | the body is not JSON: see line 1, column 4",
                "''                                            | there is no body: send a JSON object"
            })
    void shouldRefuseABadBodyInASentenceThatNamesTheField(String body, String sentence) throws Exception {
        Reply reply = server.post(MOUNTS, body);

        assertEquals(400, reply.status());
        assertEquals("bad-request", reply.code());
        assertEquals(sentence, reply.message());
    }

    @Test
    void shouldRefuseAnUpdateThatChangesNothingOrStarts() throws Exception {
        String path = MOUNTS + "/" + server.mounts().add(POOL).id();

        assertEquals(
                "there is nothing to change in the body: name a field",
                server.ask("PATCH", path, "{}").message());
        assertTrue(server.ask("PATCH", path, "{\"start\":true}").message().startsWith("'start' is not a field"));
        assertEquals(
                "'lazy' is not a field of this request: it takes none",
                server.post(path + "/stop", "{\"lazy\":true}").message());
    }

    @Test
    void shouldShowNoPasswordAndTakeNoMaskForOne() throws Exception {
        Reply added = server.post(MOUNTS, "{\"volume\":\"ftp://u:secret@host/\",\"mountpoint\":\"/m\"}");
        String path = MOUNTS + "/" + added.json().get("id").textValue();

        assertEquals("ftp://u:***@host/", added.json().get("volume").textValue());
        assertEquals("ftp://u:secret@host/", server.mounts().only().spec().volume());
        Reply sentBack = server.ask("PATCH", path, "{\"volume\":\"ftp://u:***@host/\"}");
        assertEquals(400, sentBack.status());
        assertEquals(
                "volume has *** where its password belongs, as it is shown: leave volume out to keep it, or send it with the password",
                sentBack.message());
        assertEquals("ftp://u:secret@host/", server.mounts().only().spec().volume());
    }

    @ParameterizedTest
    @CsvSource({"cli:alice, cli:alice", "backup-job, http:backup-job", "daemon, http:daemon"})
    void shouldRememberWhoAsked(String who, String by) throws Exception {
        String path = MOUNTS + "/" + server.mounts().add(POOL).id();

        server.ask("POST", path + "/start", "", "X-Actorfs-By", who);

        assertEquals(by, server.mounts().only().history().getLast().by());
    }

    @Test
    void shouldRememberAnUnnamedAskerAndRefuseAnOverlongName() throws Exception {
        String path = MOUNTS + "/" + server.mounts().add(POOL).id();

        server.post(path + "/start", "");
        assertEquals("http", server.mounts().only().history().getLast().by());
        assertEquals(
                "bad-request",
                server.ask("POST", path + "/stop", "", "X-Actorfs-By", "x".repeat(81))
                        .code());
    }

    @Test
    void shouldAnswerAWrongPathOrMethodInJson() throws Exception {
        assertEquals("404 not-found", statusAndCode(server.get("/api/v1/nothing")));
        assertEquals("404 not-found", statusAndCode(server.get("/api/v1/mounts/")));
        assertEquals("404 mount-not-found", statusAndCode(server.get(MOUNTS + "/pool")));
        Reply put = server.ask("PUT", MOUNTS, "{}");
        assertEquals("405 method-not-allowed", statusAndCode(put));
        assertEquals("GET, POST", put.header("Allow"));
        assertEquals("405 method-not-allowed", statusAndCode(server.ask("FROB", MOUNTS, "")));
    }

    @Test
    void shouldTellOfABugOnlyWhereTheLogHasIt() throws Exception {
        server.mounts().breakDown();

        Reply reply = server.get(MOUNTS);

        assertEquals("500 internal", statusAndCode(reply));
        assertEquals(
                "the daemon failed on this, a bug: its log has it under " + reply.header("X-Request-Id"),
                reply.message());
    }

    private static String statusAndCode(Reply reply) {
        return reply.status() + " " + reply.code();
    }
}
