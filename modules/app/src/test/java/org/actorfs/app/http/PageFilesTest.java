package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.actorfs.app.http.ServerFixture.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the page, as they are served; the page itself is {@code PageTest}'s. */
final class PageFilesTest {
    private static final Pattern REFERENCE =
            Pattern.compile("(?:src|href|from|import) ?=?[ (]?[\"']([./][^\"'#]*)[\"']");

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

    /** As a browser asks at first. */
    private Reply get(String path, String... headers) throws Exception {
        var request = server.request("GET", path, "");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return server.send(request);
    }

    private static String text(Reply reply) {
        return new String(reply.response().body(), UTF_8);
    }

    @Test
    void shouldServeEachFileToWhoHasNoToken() throws Exception {
        for (Route route : new Page().routes()) {
            Reply reply = get(route.path());

            assertEquals(200, reply.status(), route.path());
            assertEquals("nosniff", reply.header("X-Content-Type-Options"), route.path());
            assertFalse(text(reply).contains(server.token()), route.path());
        }
        assertEquals("text/html; charset=UTF-8", get("/").header("Content-Type"));
        assertEquals("text/javascript; charset=UTF-8", get("/page/page.js").header("Content-Type"));
    }

    /** From the page on, by what each file names: all is there, and nothing is there that nobody names. */
    @Test
    void shouldServeWhatItsFilesNameAndNothingElse() throws Exception {
        Set<String> named = new TreeSet<>(Set.of("/"));
        List<String> next = List.of("/");
        while (!next.isEmpty()) {
            Set<String> found = new TreeSet<>();
            for (String path : next) {
                REFERENCE
                        .matcher(text(get(path)))
                        .results()
                        .map((MatchResult match) -> match.group(1).replaceFirst("^[.]/", "/page/"))
                        .forEach(found::add);
            }
            found.removeAll(named);
            named.addAll(found);
            next = List.copyOf(found);
        }
        Set<String> served = new TreeSet<>();
        new Page().routes().forEach(route -> served.add(route.path()));
        assertEquals(served, named);
    }

    @Test
    void shouldLetThePageLoadNothingButItsOwnFiles() throws Exception {
        Reply reply = get("/");

        assertEquals(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
                reply.header("Content-Security-Policy"));
        assertEquals("no-referrer", reply.header("Referrer-Policy"));
    }

    @Test
    void shouldLetABrowserKeepAFileForAsLongAsItIsTheSame() throws Exception {
        Reply first = get("/page/page.css");
        Reply second = get("/page/page.css", "If-None-Match", first.header("ETag"));

        assertEquals("no-cache", first.header("Cache-Control"));
        assertEquals(304, second.status());
        assertEquals(0, second.response().body().length);
        assertEquals(first.header("ETag"), second.header("ETag"));
        assertEquals(
                200, get("/page/page.js", "If-None-Match", first.header("ETag")).status());
    }

    @Test
    void shouldRefuseWhatIsNoFile() throws Exception {
        assertEquals(404, get("/page/none.js").status());
        assertEquals(405, server.send(server.request("POST", "/", "")).status());
        assertEquals(401, get("/pages").status());
        String foreign = server.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        assertTrue(foreign.startsWith("HTTP/1.1 421 "), foreign);
    }

    /** However a path is written that begins as the page's do. */
    @Test
    void shouldLeadNobodyPastTheToken() throws Exception {
        for (String path : List.of("/page/../api/v1/mounts", "/page/%2e%2e/api/v1/mounts", "/page//api/v1/mounts")) {
            String answer =
                    server.raw("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path));
            assertTrue(answer.matches("(?s)HTTP/1[.]1 (401|404) .*"), answer);
        }
    }
}
