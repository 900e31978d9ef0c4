package org.actorfs.app.mounts;

import java.time.Duration;
import java.util.List;

/**
 * What a mount is to be.
 *
 * @param volume the URI; it may hold a password, so it is shown by {@link Passwords#masked} only
 * @param mountpoint absolute
 * @param autoMount started with the daemon, if it is enabled, too
 * @param enabled may be started
 * @param readOnly whoever changes something gets EROFS
 * @param cacheSizeBytes bound of the driver's own data cache, for drivers that have one
 * @param timeToLive how long the kernel trusts names and attributes
 * @param options mount options as after {@code -o}, one an element
 */
public record MountSpec(
        String volume,
        String mountpoint,
        boolean autoMount,
        boolean enabled,
        boolean readOnly,
        long cacheSizeBytes,
        Duration timeToLive,
        List<String> options) {
    public static final long DEFAULT_CACHE_SIZE_BYTES = 100L << 20;
    public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofSeconds(60);

    public MountSpec {
        options = List.copyOf(options);
    }

    /** With what holds where nothing is said. */
    public static MountSpec of(String volume, String mountpoint) {
        return new MountSpec(
                volume, mountpoint, false, true, false, DEFAULT_CACHE_SIZE_BYTES, DEFAULT_TIME_TO_LIVE, List.of());
    }

    /** The same, elsewhere. */
    MountSpec on(String otherMountpoint) {
        return new MountSpec(
                volume, otherMountpoint, autoMount, enabled, readOnly, cacheSizeBytes, timeToLive, options);
    }
}
