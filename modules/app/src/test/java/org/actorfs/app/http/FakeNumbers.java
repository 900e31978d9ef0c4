package org.actorfs.app.http;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.metrics.SessionNumbers;

/** Numbers that are only made up. */
public final class FakeNumbers implements SessionNumbers {
    private static final StatsJson NOTHING = new StatsJson("2026-01-02T03:04:05Z", 5, List.of());

    private static final double SINCE = 1.5;

    private final Queue<StatsJson> next = new ArrayDeque<>();
    private boolean counts = true;
    private CompletionStage<List<Population>> populations = CompletableFuture.completedStage(List.of());

    /** One answer after the other; the last again and again. */
    public synchronized void say(StatsJson... stats) {
        next.clear();
        next.addAll(Arrays.asList(stats));
    }

    /** As with {@code actorfs.metrics = false}. */
    public synchronized void countNothing() {
        counts = false;
    }

    /** From now on a volume does not answer. */
    public synchronized void hang() {
        populations = new CompletableFuture<>();
    }

    /** From now on they do. */
    public synchronized void count(Population... all) {
        populations = CompletableFuture.completedStage(List.of(all));
    }

    @Override
    public synchronized Optional<StatsJson> stats() {
        StatsJson first = next.size() > 1 ? next.poll() : next.peek();
        return counts ? Optional.of(first == null ? NOTHING : first) : Optional.empty();
    }

    @Override
    public synchronized CompletionStage<List<Population>> populations() {
        return populations;
    }

    /** An operation with buckets of 10, 20 and any microseconds. */
    public static StatsJson.Operation operation(String name, long requests, long bytes, long... counts) {
        return new StatsJson.Operation(
                name,
                requests,
                requests - Arrays.stream(counts).sum(),
                2,
                1,
                bytes,
                1500,
                List.of(
                        new StatsJson.Bucket(0, 10.0, counts[0]),
                        new StatsJson.Bucket(10, 20.0, counts[1]),
                        new StatsJson.Bucket(20, null, counts[2])));
    }

    /** A mount with these operations. */
    public static StatsJson.Mount mount(String id, String mountpoint, StatsJson.Operation... operations) {
        long inFlight = Arrays.stream(operations)
                .mapToLong(StatsJson.Operation::inFlight)
                .sum();
        return new StatsJson.Mount(
                id,
                mountpoint,
                SINCE,
                inFlight,
                4096,
                8192,
                List.of(new StatsJson.Cache("attributes", 6, 2)),
                List.of(operations));
    }
}
