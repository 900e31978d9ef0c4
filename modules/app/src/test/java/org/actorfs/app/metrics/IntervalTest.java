package org.actorfs.app.metrics;

import static org.actorfs.app.http.FakeNumbers.mount;
import static org.actorfs.app.http.FakeNumbers.operation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.metrics.Interval.Row;
import org.junit.jupiter.api.Test;

final class IntervalTest {
    private static final double BEGIN = 5;
    private static final double END = 7;

    /** By a clock that is set back a little each time. */
    private static StatsJson stats(double uptimeSeconds, StatsJson.Mount... mounts) {
        String at = Instant.parse("2026-01-02T03:04:05Z")
                .minusMillis((long) uptimeSeconds)
                .toString();
        return new StatsJson(at, uptimeSeconds, List.of(mounts));
    }

    private static StatsJson.Mount since(double seconds, StatsJson.Mount mount) {
        return new StatsJson.Mount(
                mount.id(),
                mount.mountpoint(),
                seconds,
                mount.inFlight(),
                mount.readBytes(),
                mount.writtenBytes(),
                mount.caches(),
                mount.operations());
    }

    @Test
    void shouldTellOnlyWhatHappenedMeanwhile() {
        StatsJson before = stats(
                BEGIN, mount("1", "/m", operation("read", 10, 1 << 20, 10, 0, 0), operation("open", 5, 0, 5, 0, 0)));
        StatsJson after = stats(
                END, mount("1", "/m", operation("read", 14, 5 << 20, 10, 4, 0), operation("open", 5, 0, 5, 0, 0)));

        Interval interval = Interval.between(before, after);

        assertEquals(2, interval.seconds());
        Row row = interval.rows().getFirst();
        assertEquals(
                List.of("read"), interval.rows().stream().map(Row::operation).toList());
        assertEquals(2, row.perSecond());
        assertEquals(2, row.mibPerSecond());
        assertEquals(15, row.p50Us());
        assertEquals(19.9, Objects.requireNonNull(row.p99Us()), 1e-9);
        assertEquals(19.99, Objects.requireNonNull(row.p999Us()), 1e-9);
    }

    @Test
    void shouldShowTheMostFrequentFirstAndWhatWaits() {
        StatsJson before = stats(BEGIN, mount("1", "/m", operation("fsync", 3, 0, 2, 0, 0)));
        StatsJson after = stats(
                END,
                mount("1", "/m", operation("fsync", 3, 0, 2, 0, 0), operation("getattr", 8, 0, 8, 0, 0)),
                mount("2", "/n", operation("lookup", 20, 0, 20, 0, 0)));

        List<Row> rows = Interval.between(before, after).rows();

        assertEquals(
                List.of("lookup", "getattr", "fsync"),
                rows.stream().map(Row::operation).toList());
        assertEquals(1, rows.getLast().inFlight());
        assertNull(rows.getLast().p50Us());
    }

    @Test
    void shouldCountAMountThatWasStartedAgainFromItsStart() {
        StatsJson before = stats(BEGIN, mount("1", "/m", operation("read", 4, 4096, 4, 0, 0)));
        StatsJson after = stats(END, since(6, mount("1", "/m", operation("read", 10, 0, 0, 10, 0))));

        Row row = Interval.between(before, after).rows().getFirst();

        assertEquals(5, row.perSecond());
        assertEquals(0, row.mibPerSecond());
        assertEquals(1, row.errorsPerSecond());
        assertEquals(15, row.p50Us());
    }

    @Test
    void shouldCountADaemonThatWasStartedAgainFromItsStart() {
        StatsJson before = stats(BEGIN, mount("1", "/m", operation("read", 4, 0, 4, 0, 0)));
        StatsJson after = stats(2, since(0.5, mount("1", "/m", operation("read", 10, 0, 10, 0, 0))));

        assertEquals(5, Interval.between(before, after).rows().getFirst().perSecond());
    }

    /** As they come: the empty ones are left out. */
    @Test
    void shouldTellThePercentilesOfABucketThatWasEmptyBefore() {
        StatsJson before = stats(BEGIN, mount("1", "/m", operation("read", 4, 0, 4, 0, 0)));
        StatsJson after = stats(END, mount("1", "/m", operation("read", 8, 0, 4, 4, 0)));

        Row row = Interval.between(before.sparse(), after.sparse()).rows().getFirst();

        assertEquals(15, row.p50Us());
    }

    @Test
    void shouldTakeTheBeginningOfABucketWithoutAnEnd() {
        assertEquals(20, Interval.quantileUs(operation("read", 1, 0, 0, 0, 1).buckets(), 0.5));
    }
}
