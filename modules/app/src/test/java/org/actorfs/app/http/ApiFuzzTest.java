package org.actorfs.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.actorfs.app.http.ServerFixture.Reply;
import org.actorfs.app.mounts.MountSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApiFuzzTest {
    private static final int REQUESTS = 2000;
    private static final UUID ID = new UUID(1, 2);
    private static final List<String> METHODS = List.of("GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "FROB");
    private static final List<String> SEGMENTS = List.of(
            "api",
            "v1",
            "mounts",
            ID.toString(),
            "start",
            "stop",
            "inode",
            "trace",
            "stop-all",
            "start-auto",
            "reload",
            "page",
            "token",
            "tickets",
            "health",
            "live",
            "%2e%2e",
            "..",
            "%00",
            "%F0%9F%92%A5",
            "",
            "a%2Fb",
            "{id}".replace("{", "%7B").replace("}", "%7D"));
    private static final List<String> QUERIES = List.of(
            "", "", "?mountpoint=/a", "?mountpoint=%00", "?path=/none", "?path=%00", "?x", "?=&=&", "?a=%E0%A4");
    private static final List<String> NAMES = List.of(
            "volume",
            "mountpoint",
            "auto_mount",
            "enabled",
            "read_only",
            "cache_size",
            "time_to_live",
            "options",
            "start",
            "id",
            "");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "1",
            "-1",
            "1e999",
            "1e-999",
            "99999999999999999999999",
            "0.0000000001",
            "\"\"",
            "\"memory:\"",
            "\"/mnt\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"100M\"",
            "\"9999999999999999T\"",
            "[]",
            "[\"ro\"]",
            "{}",
            "[[[[",
            "nul",
            "\"ftp://u:***@h/\"",
            "\u0001");

    @TempDir
    private Path stateDir;

    @Test
    void shouldNeverFailOnWhatIsSent() throws Exception {
        long seed = Long.getLong("actorfs.test.seed", 20261122L);
        Random random = new Random(seed);
        try (ServerFixture server = new ServerFixture(stateDir)) {
            server.inspector().watch().close(); // nobody waits for what it tells
            int served = 0;
            for (int i = 0; i < REQUESTS; i++) {
                server.mounts().add(ID, MountSpec.of("ftp://u:secret@host/", "/mnt/pool"));
                String method = pick(METHODS, random);
                String path = path(random);
                String body = body(random);
                Reply reply = server.ask(method, path, body);

                String what = "seed %d, request %d: %s %s %s: %s".formatted(seed, i, method, path, body, reply.json());
                assertTrue(reply.status() < 500, what);
                if (reply.header("Content-Type").startsWith("text/")) { // the page itself, or events
                    assertEquals(200, reply.status(), what);
                    continue;
                }
                assertTrue(reply.json().isObject(), what);
                assertEquals(reply.status() >= 400, reply.json().has("code"), what);
                assertFalse(reply.json().toString().matches("(?s).*(Exception|\\sat org\\.|secret).*"), what);
                served += reply.status() < 300 ? 1 : 0;
            }
            assertTrue(served > REQUESTS / 50, "only " + served + " were served: the fuzz does not reach the mounts");
        }
    }

    private static String path(Random random) {
        String path =
                switch (random.nextInt(4)) {
                    case 0 -> "/api/v1/mounts";
                    case 1 -> "/api/v1/mounts/" + ID;
                    case 2 -> "/api/v1/" + pick(SEGMENTS, random);
                    default -> "";
                };
        StringBuilder text = new StringBuilder(path);
        for (int i = random.nextInt(path.isEmpty() ? 5 : 2); i > 0; i--) {
            text.append('/').append(pick(SEGMENTS, random));
        }
        String all = (text.isEmpty() ? "/" : text.toString().replaceFirst("^//+", "/")) + pick(QUERIES, random);
        return URI.create(all).toString();
    }

    private static String body(Random random) {
        if (random.nextInt(4) == 0) {
            return "";
        }
        StringBuilder body = new StringBuilder("{");
        if (random.nextBoolean()) {
            body.append("\"volume\":\"memory:\",\"mountpoint\":\"/mnt/%d\"".formatted(random.nextInt(100)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            body.append(body.length() > 1 ? "," : "")
                    .append("\"%s\":%s".formatted(pick(NAMES, random), pick(VALUES, random)));
        }
        body.append('}');
        if (random.nextInt(8) == 0) {
            body.setCharAt(random.nextInt(body.length()), (char) random.nextInt(128));
        }
        return body.toString();
    }

    private static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
