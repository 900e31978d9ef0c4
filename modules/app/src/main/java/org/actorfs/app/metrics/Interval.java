package org.actorfs.app.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.api.StatsJson.Bucket;
import org.actorfs.app.api.StatsJson.Mount;
import org.actorfs.app.api.StatsJson.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What happened between two readings; immutable.
 *
 * @param at when it ended, by the daemon's clock
 * @param rows what was asked for or waits, the most frequent first
 */
public record Interval(String at, double seconds, List<Row> rows) {
    private static final double BYTES_PER_MIB = 1 << 20;

    /**
     * One operation on one mount.
     *
     * @param p50Us within so many microseconds half of the answers were given; null if there was none
     * @param inFlight when the interval ended
     */
    public record Row(
            String mountpoint,
            String operation,
            double perSecond,
            double mibPerSecond,
            double errorsPerSecond,
            @Nullable Double p50Us,
            @Nullable Double p99Us,
            @Nullable Double p999Us,
            long inFlight) {}

    /** A mount that was started meanwhile counts from its start. */
    public static Interval between(StatsJson before, StatsJson after) {
        Map<String, Operation> known = new HashMap<>();
        for (Mount mount : before.mounts()) {
            mount.operations().forEach(operation -> known.put(key(mount, operation), operation));
        }
        double seconds = seconds(before.uptimeSeconds(), after.uptimeSeconds());
        List<Row> rows = new ArrayList<>();
        for (Mount mount : after.mounts()) {
            for (Operation operation : mount.operations()) {
                Operation change = change(known.get(key(mount, operation)), operation);
                if (change.requests() > 0 || change.inFlight() > 0) {
                    rows.add(row(mount, change, Math.max(seconds, 1e-6)));
                }
            }
        }
        rows.sort(Comparator.comparingDouble(Row::perSecond).reversed());
        return new Interval(after.at(), seconds, List.copyOf(rows));
    }

    /** A daemon that was started meanwhile has an uptime that is shorter. */
    private static double seconds(double before, double after) {
        return after < before ? after : after - before;
    }

    /** Of one session: its counters only grow. */
    private static String key(Mount mount, Operation operation) {
        return mount.id() + " " + mount.sinceSeconds() + " " + operation.operation();
    }

    private static Operation change(@Nullable Operation before, Operation after) {
        if (before == null) {
            return after;
        }
        Map<Double, Long> counted = new HashMap<>();
        before.buckets().forEach(bucket -> counted.put(bucket.overUs(), bucket.count()));
        List<Bucket> buckets = after.buckets().stream()
                .map(bucket -> new Bucket(
                        bucket.overUs(), bucket.leUs(), bucket.count() - counted.getOrDefault(bucket.overUs(), 0L)))
                .toList();
        return new Operation(
                after.operation(),
                after.requests() - before.requests(),
                after.inFlight(),
                after.errors() - before.errors(),
                after.ioErrors() - before.ioErrors(),
                after.bytes() - before.bytes(),
                after.totalUs() - before.totalUs(),
                buckets);
    }

    private static Row row(Mount mount, Operation change, double seconds) {
        return new Row(
                mount.mountpoint(),
                change.operation(),
                change.requests() / seconds,
                change.bytes() / BYTES_PER_MIB / seconds,
                change.errors() / seconds,
                quantileUs(change.buckets(), 0.5),
                quantileUs(change.buckets(), 0.99),
                quantileUs(change.buckets(), 0.999),
                change.inFlight());
    }

    /** As if the times in a bucket were evenly spread; of the last bucket, which has no end, its beginning. */
    static @Nullable Double quantileUs(List<Bucket> buckets, double quantile) {
        double rank = quantile * buckets.stream().mapToLong(Bucket::count).sum();
        long passed = 0;
        for (Bucket bucket : buckets) {
            double beginUs = bucket.overUs();
            Double endUs = bucket.leUs();
            if (bucket.count() > 0 && passed + bucket.count() >= rank) {
                return endUs == null ? beginUs : beginUs + (endUs - beginUs) * (rank - passed) / bucket.count();
            }
            passed += bucket.count();
        }
        return null;
    }
}
