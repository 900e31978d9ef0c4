package org.actorfs.fs;

/** Who asks: the filesystem uid and gid, and the thread id (0 when the kernel itself asks, as in writeback). */
public record Caller(int uid, int gid, int pid) {
    public static final Caller ROOT = new Caller(0, 0, 0);
}
