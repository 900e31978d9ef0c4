package org.actorfs.app.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.api.StatsJson.Bucket;
import org.actorfs.app.api.StatsJson.Cache;
import org.actorfs.app.api.StatsJson.Mount;
import org.actorfs.app.api.StatsJson.Operation;
import org.actorfs.app.metrics.SessionNumbers.Population;
import org.actorfs.app.mounts.MountStatus;
import org.actorfs.app.mounts.MountView;

/** The numbers of mounts as metrics of Prometheus: {@code docs/metrics.md} lists them. */
final class MountMetrics {
    private static final String MOUNT = "mount";
    private static final String OPERATION = "operation";

    private static final double US_PER_SECOND = 1e6;

    private static final List<MountStatus> STATUSES = List.of(
            MountStatus.STOPPED, MountStatus.STARTING, MountStatus.RUNNING, MountStatus.STOPPING, MountStatus.ERROR);

    private MountMetrics() {}

    static List<MetricSnapshot> of(StatsJson stats) {
        List<Mount> mounts = stats.mounts();
        return List.of(
                ofOperations("actorfs_requests", "Requests of the kernel", mounts, Operation::requests),
                ofOperations(
                        "actorfs_request_errors",
                        "Answers with any errno, or that a name does not exist",
                        mounts,
                        Operation::errors),
                ofOperations(
                        "actorfs_request_io_errors",
                        "Answers with EIO: the driver or its storage failed",
                        mounts,
                        Operation::ioErrors),
                times(mounts),
                inFlight(mounts),
                ofMounts("actorfs_read_bytes", "Bytes of files that were read", mounts, Mount::readBytes),
                ofMounts("actorfs_written_bytes", "Bytes of files that were written", mounts, Mount::writtenBytes),
                ofCaches("actorfs_cache_hits", "What an inode knew when it was wanted", mounts, Cache::hits),
                ofCaches("actorfs_cache_misses", "What the driver was asked for", mounts, Cache::misses));
    }

    private static CounterSnapshot ofCaches(
            String name, String help, List<Mount> mounts, ToLongFunction<Cache> number) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        for (Mount mount : mounts) {
            for (Cache cache : mount.caches()) {
                counter.dataPoint(
                        count(Labels.of(MOUNT, mount.mountpoint(), "cache", cache.cache()), number.applyAsLong(cache)));
            }
        }
        return counter.build();
    }

    private static CounterSnapshot ofOperations(
            String name, String help, List<Mount> mounts, ToLongFunction<Operation> number) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        for (Mount mount : mounts) {
            for (Operation operation : mount.operations()) {
                counter.dataPoint(count(labels(mount, operation), number.applyAsLong(operation)));
            }
        }
        return counter.build();
    }

    private static CounterSnapshot ofMounts(
            String name, String help, List<Mount> mounts, ToLongFunction<Mount> number) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        for (Mount mount : mounts) {
            counter.dataPoint(count(Labels.of(MOUNT, mount.mountpoint()), number.applyAsLong(mount)));
        }
        return counter.build();
    }

    private static HistogramSnapshot times(List<Mount> mounts) {
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                .name("actorfs_request_seconds")
                .help("From the moment a request was read until its answer was written");
        for (Mount mount : mounts) {
            for (Operation operation : mount.operations()) {
                histogram.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .labels(labels(mount, operation))
                        .sum(operation.totalUs() / US_PER_SECOND)
                        .classicHistogramBuckets(buckets(operation.buckets()))
                        .build());
            }
        }
        return histogram.build();
    }

    /** One an octave, so that Prometheus keeps half as many series: every second bound. */
    private static ClassicHistogramBuckets buckets(List<Bucket> all) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long count = 0;
        for (int i = 0; i < all.size(); i++) {
            count += all.get(i).count();
            Double leUs = all.get(i).leUs();
            if (leUs == null || i % 2 == 0) {
                buckets.bucket(leUs == null ? Double.POSITIVE_INFINITY : leUs / US_PER_SECOND, count);
                count = 0;
            }
        }
        return buckets.build();
    }

    private static GaugeSnapshot inFlight(List<Mount> mounts) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("actorfs_requests_in_flight").help("Requests that wait for their answer");
        for (Mount mount : mounts) {
            for (Operation operation : mount.operations()) {
                gauge.dataPoint(point(labels(mount, operation), operation.inFlight()));
            }
        }
        return gauge.build();
    }

    static List<MetricSnapshot> ofPopulations(List<Population> populations) {
        return List.of(
                ofPopulations("actorfs_inodes_awake", "Inodes that have an actor", populations, Population::awake),
                ofPopulations("actorfs_inodes_asleep", "Inodes without an actor", populations, Population::asleep),
                ofPopulations(
                        "actorfs_references",
                        "References that the kernel holds on inodes",
                        populations,
                        Population::references),
                ofPopulations(
                        "actorfs_requests_queued",
                        "Operations that wait for their turn at an inode",
                        populations,
                        Population::queued),
                ofPopulations(
                        "actorfs_lock_waiters", "Requests that wait for a lock", populations, Population::lockWaiters));
    }

    private static GaugeSnapshot ofPopulations(
            String name, String help, List<Population> populations, ToLongFunction<Population> number) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (Population population : populations) {
            gauge.dataPoint(point(Labels.of(MOUNT, population.mountpoint()), number.applyAsLong(population)));
        }
        return gauge.build();
    }

    static GaugeSnapshot ofStatus(List<MountView> known) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("actorfs_mounts").help("Mounts by status");
        for (MountStatus status : STATUSES) {
            long count = known.stream().filter(view -> view.status() == status).count();
            gauge.dataPoint(point(Labels.of("status", status.name().toLowerCase(Locale.ROOT)), count));
        }
        return gauge.build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot count(Labels labels, long value) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static Labels labels(Mount mount, Operation operation) {
        return Labels.of(MOUNT, mount.mountpoint(), OPERATION, operation.operation());
    }
}
