package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.actorfs.app.http.FakeNumbers.mount;
import static org.actorfs.app.http.FakeNumbers.operation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.http.ServerFixture;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.MountView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code actorfs top}, against a server in this process whose numbers are made up. */
final class TopCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path config;
    private ServerFixture server;

    @BeforeEach
    void start() throws IOException {
        config = Files.writeString(directory.resolve("own.conf"), "actorfs.state-dir = state");
        server = new ServerFixture(directory.resolve("state"));
        MountView view = server.mounts().add(MountSpec.of("memory:", "/m"));
        server.numbers()
                .say(
                        new StatsJson("2026-01-02T03:04:05Z", 5, List.of()),
                        new StatsJson(
                                "2026-01-02T03:04:07Z",
                                7,
                                List.of(
                                        mount(view.id().toString(), "/m", operation("read", 9, 4 << 20, 0, 8, 0)),
                                        mount("other", "/n", operation("getattr", 2000, 0, 2000, 0, 0)))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(String... args) {
        return new CommandLineInterface(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Optional.empty(),
                        Map.of(ActorfsCommand.CONFIG_VARIABLE, config.toString()))
                .run(args);
    }

    @Test
    void shouldPrintATableForEachInterval() {
        assertEquals(0, run("top", "--interval", "0.1", "--count", "1"));
        assertEquals("", err.toString());
        assertEquals("""
                  MOUNT  OPERATION  OP/S  MIB/S  ERR/S  P50   P99   P99.9  WAIT
                  /n     getattr    1000  0      1.00   5us   10us  10us   0
                  /m     read       4.50  2.00   1.00   15us  20us  20us   1

                """, out.toString());
    }

    @Test
    void shouldShowOneMountAndSayWhenItWasAskedNothing() {
        assertEquals(0, run("top", "/m", "--interval", "0.1", "--count", "2"));
        assertTrue(out.toString().contains("/m     read"), out.toString());
        assertTrue(
                out.toString().endsWith("/m     read       0     0      0      -    -    -      1\n\n"),
                out.toString());
        assertTrue(!out.toString().contains("getattr"), out.toString());
    }

    @Test
    void shouldSayThatAMountDoesNotRun() {
        server.mounts().add(MountSpec.of("memory:", "/stopped"));

        assertEquals(0, run("top", "/stopped", "--interval", "0.1", "--count", "1"));
        assertTrue(out.toString().endsWith("Z  /stopped does not run\n\n"), out.toString());
    }

    @Test
    void shouldSayThatNothingWasAsked() {
        server.numbers().say(new StatsJson("2026-01-02T03:04:05Z", 5, List.of(mount("other", "/n"))));

        assertEquals(0, run("top", "--interval", "0.1", "--count", "1"));
        assertEquals("2026-01-02T03:04:05Z  nothing was asked\n\n", out.toString());
    }

    @Test
    void shouldPrintALineOfJsonForEachInterval() throws Exception {
        assertEquals(0, run("top", "--interval", "0.1", "--count", "1", "--json"));
        JsonNode interval = Json.tree(out.toString().getBytes(UTF_8));

        assertEquals(2, interval.path("seconds").asDouble());
        assertEquals(1000, interval.at("/rows/0/per_second").asDouble());
        assertEquals("read", interval.at("/rows/1/operation").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--interval=0|--interval is not between 0.1 and 86400 seconds: 0.0",
                "--interval=NaN|--interval is not between 0.1 and 86400 seconds: NaN",
                "--count=0|--count is not at least 1: 0"
            })
    void shouldRefuseWhatMakesNoSense(String line) {
        String[] parts = line.split("\\|");

        assertEquals(2, run("top", parts[0]));
        assertEquals("actorfs: " + parts[1] + "\n", err.toString());
    }

    @Test
    void shouldSayWhyThereIsNothingToShow() {
        server.numbers().countNothing();

        assertEquals(1, run("top", "--count", "1"));
        assertTrue(err.toString().startsWith("actorfs: the daemon counts nothing"), err.toString());
    }

    /** Its own configuration may not be the one that the daemon was started with. */
    @Test
    void shouldLeaveItToTheDaemonWhetherItCounts() throws IOException {
        Files.writeString(config, "actorfs { state-dir = state, metrics = false }");

        assertEquals(0, run("top", "--interval", "0.1", "--count", "1"));
        assertEquals("", err.toString());
    }
}
