package org.actorfs.fuse.protocol;

/**
 * What the daemon would like of a session; {@link Negotiation} turns it into what the kernel can give.
 *
 * @param flags features of {@link InitFlags}; MAX_PAGES, INIT_EXT and REQUEST_TIMEOUT follow from the rest
 * @param maxWriteBytes largest WRITE and READ; at least 4096
 * @param maxReadaheadBytes most that the kernel reads ahead
 * @param maxBackground requests that may be in flight without a waiting caller (readahead, write-back); 0 leaves the
 *     kernel's default of 12
 * @param congestionThreshold how many of those mean "congested"; 0: three quarters of maxBackground
 * @param timeGranNanos granularity of our timestamps, 1 to 1,000,000,000; 0 means 1
 * @param maxStackDepth for PASSTHROUGH: 1 if backing files may not be on a stacked filesystem, 2 if they may; 0: no
 *     passthrough
 * @param requestTimeoutSeconds the kernel aborts the connection if an answer takes longer; 0: never
 * @param defaultPermissions whether the mount has the option default_permissions
 * @param pageSizeBytes of this machine
 */
public record InitWishes(
        long flags,
        int maxWriteBytes,
        int maxReadaheadBytes,
        int maxBackground,
        int congestionThreshold,
        int timeGranNanos,
        int maxStackDepth,
        int requestTimeoutSeconds,
        boolean defaultPermissions,
        int pageSizeBytes) {
    /** Largest number in the 16-bit fields of init_out. */
    private static final int U16_MAX = 0xffff;

    /** The least that the kernel accepts (fs/fuse/inode.c, process_init_reply). */
    private static final int LEAST_MAX_WRITE_BYTES = 4096;

    public InitWishes {
        require(maxWriteBytes >= LEAST_MAX_WRITE_BYTES, "maxWriteBytes below 4096", maxWriteBytes);
        require(maxReadaheadBytes >= 0, "negative maxReadaheadBytes", maxReadaheadBytes);
        require(maxBackground >= 0 && maxBackground <= U16_MAX, "maxBackground not in 0..65535", maxBackground);
        require(
                congestionThreshold >= 0 && congestionThreshold <= U16_MAX,
                "congestionThreshold not in 0..65535",
                congestionThreshold);
        require(timeGranNanos >= 0 && timeGranNanos <= 1_000_000_000, "timeGranNanos not in 0..10^9", timeGranNanos);
        require(maxStackDepth >= 0 && maxStackDepth <= 2, "maxStackDepth not in 0..2", maxStackDepth);
        require(
                requestTimeoutSeconds >= 0 && requestTimeoutSeconds <= U16_MAX,
                "requestTimeoutSeconds not in 0..65535",
                requestTimeoutSeconds);
        require(pageSizeBytes >= LEAST_MAX_WRITE_BYTES, "pageSizeBytes below 4096", pageSizeBytes);
    }

    private static void require(boolean holds, String fault, int value) {
        if (!holds) {
            throw new IllegalArgumentException(fault + ": " + value);
        }
    }
}
