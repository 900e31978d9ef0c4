package org.actorfs.bench.load;

import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Statx;

/** statx(2) of one after another of a thread's own files, one directory deep. */
final class StatFile implements Operation {
    private final Statx statx = new Statx();
    private final byte[][] paths;
    private int next;

    StatFile(String directory, int thread) {
        paths = Tree.paths(directory, thread, "f");
    }

    @Override
    public void run() {
        byte[] path = paths[next++ % paths.length];
        CallFailed.check(
                "stat", statx.fill(Descriptors.AT_FDCWD, path, Paths.AT_SYMLINK_NOFOLLOW, Statx.STATX_BASIC_STATS));
    }
}
