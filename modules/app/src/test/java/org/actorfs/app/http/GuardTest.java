package org.actorfs.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.http.ServerFixture.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who is let in, and how much they may send. */
final class GuardTest {
    private static final String VERSION = "/api/v1/version";

    @TempDir
    private Path stateDir;

    private ServerFixture server;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void start() {
        server = new ServerFixture(
                stateDir, new HttpSettings("127.0.0.1", 0, List.of("nas.local"), true, Optional.empty()));
        log.start();
        accessLog().addAppender(log);
    }

    @AfterEach
    void stop() {
        accessLog().detachAppender(log);
        server.close();
    }

    private static Logger accessLog() {
        return (Logger) LoggerFactory.getLogger(Front.ACCESS_LOG);
    }

    @Test
    void shouldRefuseWhoHasNoToken() throws Exception {
        Reply reply = server.send(server.request("GET", VERSION, ""));

        assertEquals(401, reply.status());
        assertEquals("unauthorized", reply.code());
        assertEquals("Bearer realm=\"actorfs\"", reply.header("WWW-Authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer", "Basic dXNlcjpwYXNz", "\u007f", "Bearer ☃"})
    void shouldRefuseAWrongToken(String credentials) throws Exception {
        String answer = server.raw(request("Host: localhost", "Authorization: " + credentials));

        assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
        assertTrue(answer.contains("the token is wrong"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:5001", "[::1]:5001", "[::1]", "nas.local:443"})
    void shouldAnswerToItsOwnNames(String host) throws Exception {
        String answer = server.raw(request("Host: " + host, authorization()));

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:5001", "localhost.evil.example", "127.0.0.2", "[::2]"})
    void shouldRefuseAForeignHost(String host) throws Exception {
        String answer = server.raw(request("Host: " + host, authorization()));

        assertTrue(answer.startsWith("HTTP/1.1 421 "), answer);
        assertTrue(answer.contains("\"code\":\"foreign-host\""), answer);
        assertTrue(server.raw(request("/health/live", "Host: " + host)).startsWith("HTTP/1.1 421 "));
    }

    @Test
    void shouldRefuseARequestWithoutAHost() throws Exception {
        assertTrue(server.raw(request(authorization())).startsWith("HTTP/1.1 400 "));
        assertTrue(server.raw(request("Host: ", authorization())).startsWith("HTTP/1.1 4"));
    }

    @Test
    void shouldAnswerAPageOfItsOwn() throws Exception {
        String answer = server.raw(request("Host: nas.local:5001", "Origin: http://nas.local:5001", authorization()));

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://nas.local:5001", "http://nas.local", "x y"})
    void shouldRefuseAForeignOrigin(String origin) throws Exception {
        String answer = server.raw(request("Host: nas.local:5001", "Origin: " + origin, authorization()));

        assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        assertTrue(answer.contains("\"code\":\"foreign-origin\""), answer);
    }

    @Test
    void shouldGiveEachResponseAnIdAndTheHeadersOfSafety() throws Exception {
        Reply reply = server.get(VERSION);

        assertEquals("nosniff", reply.header("X-Content-Type-Options"));
        assertEquals("no-store", reply.header("Cache-Control"));
        assertEquals("application/json", reply.header("Content-Type"));
        assertNotEquals(reply.header("X-Request-Id"), server.get(VERSION).header("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Front.LARGEST_BODY_BYTES + 1, Front.LARGEST_DRAIN_BYTES})
    void shouldRefuseABodyThatIsTooLarge(int bytes) throws Exception {
        Reply reply = server.post("/api/v1/mounts", " ".repeat(bytes));

        assertEquals(413, reply.status());
        assertEquals("too-large", reply.code());
    }

    @Test
    void shouldRefuseABodyThatGrowsTooLarge() throws Exception {
        int bytes = Front.LARGEST_BODY_BYTES + 1;
        String answer = server.raw(
                "POST /api/v1/mounts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                        .formatted(authorization(), bytes, " ".repeat(bytes)));

        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }

    @Test
    void shouldTakeTheLargestBodyThatItPromises() throws Exception {
        String body = "{\"volume\":\"memory:\",\"mountpoint\":\"/m\"}";

        Reply reply = server.post("/api/v1/mounts", body + " ".repeat(Front.LARGEST_BODY_BYTES - body.length()));

        assertEquals(201, reply.status());
    }

    @Test
    void shouldAnswerInJsonWhatIsNoHttp() throws Exception {
        for (String nonsense :
                List.of("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", "FROB / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            String answer = server.raw(nonsense);

            assertTrue(
                    answer.matches("(?s)HTTP/1.1 40[05] .*X-Request-Id: .*\\{\"code\":\"[a-z-]+\",\"message\":\".*\"}"),
                    answer);
        }
    }

    @Test
    void shouldLogEachRequestOnALine() throws Exception {
        String id = server.get("/api/v1/nothing?x=1").header("X-Request-Id");

        String line = log.list.getFirst().getFormattedMessage();
        assertTrue(line.matches(id + " GET /api/v1/nothing 404 \\d+ ms"), line);
    }

    private String authorization() throws Exception {
        return "Authorization: Bearer " + server.token();
    }

    private static String request(String... lines) {
        boolean hasPath = lines[0].startsWith("/");
        return "GET %s HTTP/1.1\r\nConnection: close\r\n%s\r\n\r\n"
                .formatted(
                        hasPath ? lines[0] : VERSION,
                        String.join("\r\n", List.of(lines).subList(hasPath ? 1 : 0, lines.length)));
    }
}
