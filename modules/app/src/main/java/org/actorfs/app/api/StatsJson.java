package org.actorfs.app.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the mounts that run were asked, each since its start. To {@code GET stats}; who wants a rate asks twice and takes the difference.
 *
 * @param at the daemon's time, ISO 8601
 */
public record StatsJson(String at, List<Mount> mounts) {
    /**
     * One mount.
     *
     * @param inFlight requests that wait for their answer
     * @param caches what the inodes knew when it was wanted
     * @param operations those that were asked for at all
     */
    public record Mount(
            String id,
            String mountpoint,
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
     * @param buckets the same buckets for every operation, also those that are empty
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

    /** Answers that took longer than the bucket before says, and at most {@code leUs} microseconds; null for the last: any time. */
    public record Bucket(@Nullable Double leUs, long count) {}
}
