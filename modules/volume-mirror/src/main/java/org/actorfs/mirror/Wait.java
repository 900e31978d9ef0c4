package org.actorfs.mirror;

import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Statx;

/** Whether a call may wait for a disk or a server; on an actor's thread it may not. */
public enum Wait {
    /** Answers EAGAIN instead of waiting. */
    NEVER(OpenFlags.RESOLVE_CACHED, Statx.AT_STATX_DONT_SYNC),
    /** On a pool thread. */
    ALLOWED(0, 0);

    private final int resolveFlags;
    private final int statxFlags;

    Wait(int resolveFlags, int statxFlags) {
        this.resolveFlags = resolveFlags;
        this.statxFlags = statxFlags;
    }

    /** For openat2(2). */
    int resolveFlags() {
        return resolveFlags;
    }

    int statxFlags() {
        return statxFlags;
    }
}
