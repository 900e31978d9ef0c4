package org.actorfs.app.api;

import org.jspecify.annotations.Nullable;

/**
 * What {@code GET mounts/{id}/trace} tells, one a line.
 *
 * @param event {@code answered}; {@code waiting}: no answer yet; {@code told}: it gets none; {@code lagged}: how many were missed; {@code ended}: the mount
 * @param at when the request came, by the daemon's clock
 * @param unique the kernel's number for it
 * @param node the kernel's number of the inode; in requests with a name, of the directory
 * @param pid thread id of the caller; 0 for the kernel itself
 * @param error the errno; null for a success
 * @param begun waiting: the driver works on it; else it is queued or waits for a lock
 * @param queuedUs answered: until work on it began, or it failed without; null if that was before the trace
 * @param servedUs answered: from then on
 */
public record TraceJson(
        String event,
        @Nullable String at,
        @Nullable Long unique,
        @Nullable String operation,
        @Nullable Long node,
        @Nullable Integer pid,
        @Nullable Long uid,
        @Nullable String detail,
        @Nullable String error,
        @Nullable Boolean begun,
        @Nullable Long waitedUs,
        @Nullable Long queuedUs,
        @Nullable Long servedUs,
        @Nullable Long missed) {
    public static final String ENDED = "ended";

    public static TraceJson lagged(long missed) {
        return bare("lagged", missed);
    }

    /** The last, if the mount ended first. */
    public static TraceJson ended() {
        return bare(ENDED, null);
    }

    private static TraceJson bare(String event, @Nullable Long missed) {
        return new TraceJson(event, null, null, null, null, null, null, null, null, null, null, null, null, missed);
    }
}
