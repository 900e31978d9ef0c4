package org.actorfs.fs;

/** The answer of statvfs(3): block counts are in units of {@code fragmentBytes}. */
public record StatFs(
        long blocks,
        long blocksFree,
        long blocksAvailable,
        long files,
        long filesFree,
        int blockBytes,
        int fragmentBytes,
        int nameMaxBytes) {}
