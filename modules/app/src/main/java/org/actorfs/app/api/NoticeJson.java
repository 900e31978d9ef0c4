package org.actorfs.app.api;

import org.actorfs.app.mounts.MountNotice;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET events} tells, one a line.
 *
 * @param event {@code changed}: the mount, as it is now; {@code invalidated}: id, mountpoint and path; {@code lagged}: how many were missed
 */
public record NoticeJson(
        String event,
        @Nullable MountJson mount,
        @Nullable String id,
        @Nullable String mountpoint,
        @Nullable String path,
        @Nullable Long missed) {
    public static NoticeJson of(MountNotice notice) {
        return switch (notice) {
            case MountNotice.Changed(var mount) ->
                new NoticeJson("changed", MountJson.of(mount), null, null, null, null);
            case MountNotice.Invalidated(var id, var mountpoint, var path) ->
                new NoticeJson("invalidated", null, id.toString(), mountpoint, path, null);
            case MountNotice.Lagged(long missed) -> new NoticeJson("lagged", null, null, null, null, missed);
        };
    }
}
