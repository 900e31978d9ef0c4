package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.client.DaemonClient;
import org.junit.jupiter.api.Test;

/** The numbers of a daemon's own mounts, asked for over HTTP. */
final class DaemonMetricsTest {
    private static final String MOUNT = "{ volume = \"memory:\", mountpoint = \"$HOME/m\", auto-mount = true }";
    private static final String LOAD = "for i in 1 2 3; do echo $i >\"$MNT/$i\"; done; cat \"$MNT/1\"";

    private static List<StatsJson.Mount> stats(DaemonFixture daemon) {
        try (DaemonClient client = DaemonClient.find(daemon.path("state"), "test")) {
            return client.stats().mounts();
        }
    }

    private static long requests(DaemonFixture daemon, String operation) {
        return stats(daemon).stream()
                .flatMap(mount -> mount.operations().stream())
                .filter(one -> one.operation().equals(operation))
                .mapToLong(StatsJson.Operation::requests)
                .sum();
    }

    /** What Prometheus would read, line by line. */
    static List<String> metrics(DaemonFixture daemon) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String url = Files.readString(daemon.path("state/http.url")).strip();
            String token = Files.readString(daemon.path("state/token")).strip();
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/metrics"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            return client.sendAsync(request, BodyHandlers.ofLines())
                    .join()
                    .body()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldTellWhatAMountWasAsked() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("", MOUNT)) {
            daemon.run("m", LOAD);
            String mountpoint = daemon.path("m").toString();

            assertTrue(DaemonFixture.within(() -> requests(daemon, "release") == 4), () -> "" + stats(daemon));
            assertEquals(3, requests(daemon, "create"));
            StatsJson.Mount mount = stats(daemon).getFirst();
            assertEquals(mountpoint, mount.mountpoint());
            assertEquals(6, mount.writtenBytes());
            List<String> metrics = metrics(daemon);
            String labels = "mount=\"%s\"".formatted(mountpoint);
            String text = metrics.stream().collect(Collectors.joining("\n"));
            assertTrue(metrics.contains("actorfs_requests_total{%s,operation=\"create\"} 3.0".formatted(labels)), text);
            assertTrue(metrics.contains("actorfs_mounts{status=\"running\"} 1.0"), text);
            assertTrue(metrics.contains("actorfs_inodes_asleep{%s} 0.0".formatted(labels)), text);
            assertTrue(metrics.contains("actorfs_requests_queued{%s} 0.0".formatted(labels)), text);
            StatsJson.Cache attributes = mount.caches().getFirst();
            assertTrue(attributes.hits() + attributes.misses() >= 3, attributes::toString); // each create has some
        }
    }

    @Test
    void shouldCountNothingIfItIsToldSo() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.start("metrics = false", MOUNT)) {
            daemon.run("m", LOAD);

            String sentence =
                    assertThrows(CommandFailure.class, () -> stats(daemon)).getMessage();
            assertTrue(sentence != null && sentence.contains("counts nothing"), sentence);
            List<String> metrics = metrics(daemon);
            assertTrue(metrics.contains("actorfs_mounts{status=\"running\"} 1.0"), metrics::toString);
            assertFalse(metrics.stream().anyMatch(line -> line.startsWith("actorfs_read_bytes")), metrics::toString);
        }
    }
}
