package org.actorfs.app.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks a mount to be, with the names of {@link MountJson}; null: not said. To change a mount, only what is to change is
 * sent. The server reads it field by field, so that it can say what is wrong with which.
 *
 * @param cacheSize as {@link Quantities#sizeBytes} reads it
 * @param timeToLive as {@link Quantities#time} reads it
 * @param start to be started, too; for a new mount only
 */
public record MountInput(
        @Nullable String volume,
        @Nullable String mountpoint,
        @Nullable Boolean autoMount,
        @Nullable Boolean enabled,
        @Nullable Boolean readOnly,
        @Nullable String cacheSize,
        @Nullable String timeToLive,
        @Nullable List<String> options,
        @Nullable Boolean start) {}
