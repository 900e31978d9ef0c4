package org.actorfs.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.actorfs.app.http.ServerFixture.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the token to a ticket, and back. */
final class EntranceTest {
    private static final String TICKETS = "/api/v1/page/tickets";
    private static final String TOKEN = "/api/v1/page/token";

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

    private String ticket() throws Exception {
        Reply reply = server.post(TICKETS, "");
        assertEquals(201, reply.status());
        return reply.json().path("ticket").asText();
    }

    /** As one who has no token. */
    private Reply use(String body) throws Exception {
        return server.send(server.request("POST", TOKEN, body));
    }

    private static String body(String ticket) {
        return "{\"ticket\":\"%s\"}".formatted(ticket);
    }

    @Test
    void shouldGiveTheTokenForATicketOnce() throws Exception {
        String ticket = ticket();
        Reply first = use(body(ticket));
        Reply second = use(body(ticket));

        assertEquals(200, first.status());
        assertEquals(server.token(), first.json().path("token").asText());
        assertEquals("no-store", first.header("Cache-Control"));
        assertEquals(401, second.status());
        assertTrue(second.message().contains("used before"), second.message());
    }

    @Test
    void shouldRefuseAWrongTicket() throws Exception {
        assertEquals(401, use(body("wrong")).status());
        assertEquals(400, use("").status());
        assertEquals(400, use("{\"ticket\":1}").status());
        assertEquals(
                400, use("{\"ticket\":\"%s\",\"more\":1}".formatted(ticket())).status());
    }

    @Test
    void shouldGiveATicketOnlyForTheToken() throws Exception {
        assertEquals(401, server.send(server.request("POST", TICKETS, "")).status());
    }

    /** It is as good as before, for who may use it. */
    @Test
    void shouldTakeNoTicketFromAForeignPage() throws Exception {
        String ticket = ticket();
        Reply foreign =
                server.send(server.request("POST", TOKEN, body(ticket)).header("Origin", "http://evil.example"));

        assertEquals(403, foreign.status());
        assertEquals("foreign-origin", foreign.code());
        assertEquals(200, use(body(ticket)).status());
    }
}
