package org.actorfs.app.metrics;

import static org.actorfs.app.http.FakeNumbers.mount;
import static org.actorfs.app.http.FakeNumbers.operation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Objects;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.metrics.Interval.Row;
import org.junit.jupiter.api.Test;

final class IntervalTest {
    private static final String BEGIN = "2026-01-02T03:04:05Z";
    private static final String END = "2026-01-02T03:04:07Z";

    private static StatsJson stats(String at, StatsJson.Mount... mounts) {
        return new StatsJson(at, List.of(mounts));
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
        StatsJson before = stats(BEGIN, mount("1", "/m", operation("read", 10, 4096, 10, 0, 0)));
        StatsJson after = stats(END, mount("1", "/m", operation("read", 4, 0, 4, 0, 0)));

        assertEquals(2, Interval.between(before, after).rows().getFirst().perSecond());
    }

    @Test
    void shouldTakeTheBeginningOfABucketWithoutAnEnd() {
        assertEquals(20, Interval.quantileUs(operation("read", 1, 0, 0, 0, 1).buckets(), 0.5));
    }
}
