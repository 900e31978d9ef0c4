package org.actorfs.app.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the mounts that run were asked, each since its start. To {@code GET stats}; who wants a rate asks twice and takes the difference.
 *
 * @param at the daemon's time, ISO 8601
 * @param uptimeSeconds of the daemon: what to divide by, for no clock is set back in it
 */
public record StatsJson(String at, double uptimeSeconds, List<Mount> mounts) {
    /**
     * One mount.
     *
     * @param sinceSeconds the daemon's uptime when it was mounted, from when on it counts: another number, other counters
     * @param inFlight requests that wait for their answer
     * @param caches what the inodes knew when it was wanted
     * @param operations those that were asked for at all
     */
    public record Mount(
            String id,
            String mountpoint,
            double sinceSeconds,
            long inFlight,
            long readBytes,
            long writtenBytes,
            List<Cache> caches,
            List<Operation> operations) {}

    /**
     * How often something was known.
     *
     * @param cache {@code attributes}: GETATTR, and the attributes in answers with a name
     * @param misses the driver was asked
     */
    public record Cache(String cache, long hits, long misses) {}

    /**
     * One kind of request.
     *
     * @param operation as the kernel calls it, in small letters
     * @param errors answers with any errno, or that a name does not exist
     * @param ioErrors of them, those with EIO: the driver or its storage failed
     * @param bytes of files, read or written
     * @param totalUs the time of all answers together
     * @param buckets the same for every operation; one that is missing is empty
     */
    public record Operation(
            String operation,
            long requests,
            long inFlight,
            long errors,
            long ioErrors,
            long bytes,
            long totalUs,
            List<Bucket> buckets) {}

    /** Answers that took longer than {@code overUs} microseconds, and at most {@code leUs}; null for the last: any time. */
    public record Bucket(double overUs, @Nullable Double leUs, long count) {}

    /** Without the buckets that are empty, as nine of ten are. */
    public StatsJson sparse() {
        return new StatsJson(
                at, uptimeSeconds, mounts.stream().map(StatsJson::sparse).toList());
    }

    private static Mount sparse(Mount mount) {
        return new Mount(
                mount.id(),
                mount.mountpoint(),
                mount.sinceSeconds(),
                mount.inFlight(),
                mount.readBytes(),
                mount.writtenBytes(),
                mount.caches(),
                mount.operations().stream().map(StatsJson::sparse).toList());
    }

    private static Operation sparse(Operation all) {
        return new Operation(
                all.operation(),
                all.requests(),
                all.inFlight(),
                all.errors(),
                all.ioErrors(),
                all.bytes(),
                all.totalUs(),
                all.buckets().stream().filter(bucket -> bucket.count() > 0).toList());
    }
}
