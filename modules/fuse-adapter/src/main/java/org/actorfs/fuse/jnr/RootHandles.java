package org.actorfs.fuse.jnr;

import java.util.HashSet;
import java.util.Set;

/** The handles of the root: fsync(2) of one is for the whole volume, and libfuse gives handles no path. */
final class RootHandles {
    private final Set<Long> handles = new HashSet<>();

    synchronized void opened(String path, long handle) {
        if (path.equals("/")) {
            handles.add(handle);
        }
    }

    synchronized boolean has(long handle) {
        return handles.contains(handle);
    }

    synchronized void released(long handle) {
        handles.remove(handle);
    }
}
