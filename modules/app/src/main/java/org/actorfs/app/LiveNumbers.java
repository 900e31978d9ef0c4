package org.actorfs.app;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.metrics.Meters;
import org.actorfs.app.metrics.SessionNumbers;
import org.actorfs.fs.actor.CacheCounts;
import org.actorfs.fs.actor.Census;
import org.actorfs.fuse.session.LatencyBuckets;
import org.actorfs.fuse.session.OperationStats;
import org.jspecify.annotations.Nullable;

/** The numbers of {@link LocalMounts}, read from their sessions. */
final class LiveNumbers implements SessionNumbers {
    private static final double NANOS_PER_US = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final LocalMounts mounts;
    private final Clock clock;
    private final long begunNanos = System.nanoTime();
    private final List<Long> boundsNanos = LatencyBuckets.boundsNanos();

    LiveNumbers(LocalMounts mounts, Clock clock) {
        this.mounts = mounts;
        this.clock = clock;
    }

    @Override
    public Optional<StatsJson> stats() {
        return mounts.areCounted() ? Optional.of(read()) : Optional.empty();
    }

    private StatsJson read() {
        return new StatsJson(
                clock.instant().toString(),
                uptimeSeconds(System.nanoTime()),
                mounts.live().stream()
                        .map(this::of)
                        .sorted(Comparator.comparing(StatsJson.Mount::mountpoint))
                        .toList());
    }

    private double uptimeSeconds(long atNanos) {
        return (atNanos - begunNanos) / NANOS_PER_SECOND;
    }

    private StatsJson.Mount of(LocalMounts.Live live) {
        List<OperationStats> all = live.session().stats();
        return new StatsJson.Mount(
                live.id().toString(),
                live.mountpoint(),
                uptimeSeconds(live.session().begunNanos()),
                all.stream().mapToLong(OperationStats::inFlight).sum(),
                bytes(all, "read"),
                bytes(all, "write"),
                List.of(attributes(live.session().attributeCounts())),
                all.stream().map(this::of).toList());
    }

    private static StatsJson.Cache attributes(CacheCounts counts) {
        return new StatsJson.Cache("attributes", counts.hits(), counts.misses());
    }

    private static long bytes(List<OperationStats> all, String operation) {
        return all.stream()
                .filter(one -> one.operation().equals(operation))
                .mapToLong(OperationStats::bytes)
                .sum();
    }

    private StatsJson.Operation of(OperationStats one) {
        return new StatsJson.Operation(
                one.operation(),
                one.requests(),
                one.inFlight(),
                one.errors(),
                one.ioErrors(),
                one.bytes(),
                one.nanos() / (long) NANOS_PER_US,
                buckets(one.buckets()));
    }

    private List<StatsJson.Bucket> buckets(List<Long> counts) {
        List<StatsJson.Bucket> buckets = new ArrayList<>();
        double overUs = 0;
        for (int i = 0; i < counts.size(); i++) {
            Double bound = i < boundsNanos.size() ? boundsNanos.get(i) / NANOS_PER_US : null;
            buckets.add(new StatsJson.Bucket(overUs, bound, counts.get(i)));
            overUs = bound == null ? overUs : bound;
        }
        return buckets;
    }

    @Override
    public CompletionStage<List<Population>> populations() {
        List<CompletableFuture<@Nullable Population>> asked =
                mounts.live().stream().map(LiveNumbers::population).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> asked.stream()
                        .map(CompletableFuture::join)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** Null if it does not answer in time. */
    private static CompletableFuture<@Nullable Population> population(LocalMounts.Live live) {
        return live.session()
                .census()
                .<@Nullable Population>thenApply(census -> of(live, census))
                .toCompletableFuture()
                .completeOnTimeout(null, Meters.LIMIT.toMillis() / 2, TimeUnit.MILLISECONDS)
                .exceptionally(ended -> null);
    }

    private static Population of(LocalMounts.Live live, Census census) {
        return new Population(
                live.mountpoint(),
                census.awake(),
                census.asleep(),
                census.references(),
                census.queued(),
                census.lockWaiters());
    }
}
