package org.actorfs.app.mounts;

import java.util.UUID;

/** What whoever watches the mounts hears. */
public sealed interface MountNotice {
    /** Something of a mount is different: its settings, its status, or that it is {@link MountStatus#DELETED}. */
    record Changed(MountView mount) implements MountNotice {}

    /**
     * Something else has changed what is at a path of a mount, and the kernel has forgotten what it believed of it.
     *
     * @param path from the root of the volume; {@code /} is everything
     */
    record Invalidated(UUID id, String mountpoint, String path) implements MountNotice {}

    /** So many notices came faster than they were taken, and are lost: whatever is remembered may be old. */
    record Lagged(long missed) implements MountNotice {}
}
