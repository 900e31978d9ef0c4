package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.actorfs.app.http.FakeNumbers.mount;
import static org.actorfs.app.http.FakeNumbers.operation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.http.ServerFixture.Reply;
import org.actorfs.app.metrics.SessionNumbers.Population;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /metrics} and {@code /api/v1/stats}, over numbers that are made up. */
final class MetricsTest {
    /** {@code name{label="value",...} number}, as the text format of Prometheus has it. */
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{(?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\\n]|\\\\.)*\",?)*})?) (\\S+)");

    private static final StatsJson STATS = new StatsJson(
            "2026-01-02T03:04:05Z", 5, List.of(mount("1", "/mnt/a \"b\"", operation("read", 10, 4096, 4, 3, 2))));

    private static final String MOUNT = "mount=\"/mnt/a \\\"b\\\"\"";
    private static final String OF_READ = "{" + MOUNT + ",operation=\"read\"}";

    @TempDir
    private Path stateDir;

    private ServerFixture server;

    @BeforeEach
    void start() {
        server = new ServerFixture(stateDir);
        server.numbers().say(STATS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Map<String, Double> scrape() throws Exception {
        Reply reply = server.get("/metrics");
        assertEquals(200, reply.status());
        assertTrue(reply.header("Content-Type").startsWith("text/plain; version=0.0.4"), reply.header("Content-Type"));
        return parse(new String(reply.response().body(), UTF_8));
    }

    /** Each sample once, or it is not the format. */
    private static Map<String, Double> parse(String text) {
        Map<String, Double> samples = new TreeMap<>();
        for (String line : text.split("\n")) {
            if (!line.startsWith("# HELP ") && !line.startsWith("# TYPE ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertTrue(sample.matches(), line);
                String number = sample.group(2).replace("Inf", "Infinity");
                assertNull(samples.put(sample.group(1), Double.valueOf(number)), line);
            }
        }
        return samples;
    }

    @Test
    void shouldTellPrometheusWhatTheMountsWereAsked() throws Exception {
        Map<String, Double> samples = scrape();

        assertEquals(10, samples.get("actorfs_requests_total" + OF_READ));
        assertEquals(2, samples.get("actorfs_request_errors_total" + OF_READ));
        assertEquals(1, samples.get("actorfs_request_io_errors_total" + OF_READ));
        assertEquals(1, samples.get("actorfs_requests_in_flight" + OF_READ));
        assertEquals(4096, samples.get("actorfs_read_bytes_total{" + MOUNT + "}"));
        assertEquals(8192, samples.get("actorfs_written_bytes_total{" + MOUNT + "}"));
        assertEquals(6, samples.get("actorfs_cache_hits_total{cache=\"attributes\"," + MOUNT + "}"));
        assertEquals(2, samples.get("actorfs_cache_misses_total{cache=\"attributes\"," + MOUNT + "}"));
        assertEquals(9, samples.get("actorfs_request_seconds_count" + OF_READ));
        assertEquals(0.0015, samples.get("actorfs_request_seconds_sum" + OF_READ));
        String bucket = "actorfs_request_seconds_bucket{" + MOUNT + ",operation=\"read\",le=\"";
        assertEquals(4, samples.get(bucket + "1.0E-5\"}"));
        assertEquals(9, samples.get(bucket + "+Inf\"}"));
    }

    @Test
    void shouldTellOfMountsInodesAndTheProcess() throws Exception {
        server.mounts().add(MountSpec.of("memory:", "/m"));
        server.numbers().count(new Population("/m", 3, 2, 7, 5, 4));
        Map<String, Double> samples = scrape();

        assertEquals(3, samples.get("actorfs_inodes_awake{mount=\"/m\"}"));
        assertEquals(2, samples.get("actorfs_inodes_asleep{mount=\"/m\"}"));
        assertEquals(7, samples.get("actorfs_references{mount=\"/m\"}"));
        assertEquals(5, samples.get("actorfs_requests_queued{mount=\"/m\"}"));
        assertEquals(4, samples.get("actorfs_lock_waiters{mount=\"/m\"}"));
        assertEquals(1, samples.get("actorfs_mounts{status=\"stopped\"}"));
        assertEquals(0, samples.get("actorfs_mounts{status=\"running\"}"));
        for (String name :
                new String[] {"process_uptime_seconds", "process_files_open_files", "jvm_threads_live_threads"}) {
            assertTrue(samples.getOrDefault(name, 0.0) > 0, name);
        }
    }

    @Test
    void shouldNotWaitForAVolumeThatHangs() throws Exception {
        server.numbers().hang();
        Map<String, Double> samples = scrape();

        assertEquals(10, samples.get("actorfs_requests_total" + OF_READ));
        assertFalse(samples.keySet().stream().anyMatch(name -> name.startsWith("actorfs_inodes_awake")));
    }

    /** 0 of everything would be an alarm. */
    @Test
    void shouldNotCountMountsThatAreNotKnown() throws Exception {
        server.mounts().failWith(new MountFault.Journal("the journal is away"));

        assertFalse(scrape().keySet().stream().anyMatch(name -> name.startsWith("actorfs_mounts")));
    }

    @Test
    void shouldTellNothingOfWhatIsNotCounted() throws Exception {
        server.numbers().countNothing();
        Reply stats = server.get("/api/v1/stats");
        List<String> requests = scrape().keySet().stream()
                .filter(name -> name.matches("actorfs_(re(ad|quest)|written).*"))
                .toList();

        assertEquals(404, stats.status());
        assertEquals("not-counted", stats.code());
        assertEquals(List.of(), requests);
    }

    @Test
    void shouldAnswerNobodyWithoutTheToken() throws Exception {
        assertEquals(401, server.send(server.request("GET", "/metrics", "")).status());
        assertEquals(
                401, server.send(server.request("GET", "/api/v1/stats", "")).status());
    }

    @Test
    void shouldTellTheSameAsJson() throws Exception {
        Reply reply = server.get("/api/v1/stats");

        assertEquals("2026-01-02T03:04:05Z", reply.json().path("at").asText());
        assertEquals(6, reply.json().at("/mounts/0/caches/0/hits").asLong());
        assertEquals(5, reply.json().path("uptime_seconds").asDouble());
        assertEquals(1.5, reply.json().at("/mounts/0/since_seconds").asDouble());
        var read = reply.json().at("/mounts/0/operations/0");
        assertEquals("read", read.path("operation").asText());
        assertEquals(10, read.path("requests").asLong());
        assertEquals(20, read.at("/buckets/1/le_us").asDouble());
        assertEquals(3, read.at("/buckets/1/count").asLong());
        assertEquals(20, read.at("/buckets/2/over_us").asDouble());
        assertTrue(read.at("/buckets/2/le_us").isMissingNode());
    }

    /** Of what Prometheus gets, all are there: each is a series of its own. */
    @Test
    void shouldLeaveEmptyBucketsOutOfJsonOnly() throws Exception {
        server.numbers()
                .say(new StatsJson(
                        "2026-01-02T03:04:05Z", 5, List.of(mount("1", "/m", operation("read", 9, 0, 0, 7, 0)))));
        JsonNode buckets = server.get("/api/v1/stats").json().at("/mounts/0/operations/0/buckets");

        assertEquals("[{\"over_us\":10.0,\"le_us\":20.0,\"count\":7}]", buckets.toString());
        assertEquals(0, scrape().get("actorfs_request_seconds_bucket{mount=\"/m\",operation=\"read\",le=\"1.0E-5\"}"));
    }
}
