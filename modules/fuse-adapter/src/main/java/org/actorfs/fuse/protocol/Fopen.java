package org.actorfs.fuse.protocol;

/** Bits of {@code fuse_open_out.open_flags}: how the kernel treats the file that was just opened. */
public final class Fopen {
    /** Bypass the page cache. */
    public static final int DIRECT_IO = 1 << 0;

    /** Do not drop the cached pages at this open. */
    public static final int KEEP_CACHE = 1 << 1;

    /** The file cannot seek. */
    public static final int NONSEEKABLE = 1 << 2;

    /** The kernel may cache this directory listing. */
    public static final int CACHE_DIR = 1 << 3;

    /** The file is a stream: no position at all. */
    public static final int STREAM = 1 << 4;

    /** No FLUSH at close (unless the writeback cache is on). Since 7.35. */
    public static final int NOFLUSH = 1 << 5;

    /** Direct writes need no exclusive lock in the kernel. Since 7.38. */
    public static final int PARALLEL_DIRECT_WRITES = 1 << 6;

    /** Read and write the backing file in {@code backing_id}. Since 7.40. */
    public static final int PASSTHROUGH = 1 << 7;

    private Fopen() {}
}
