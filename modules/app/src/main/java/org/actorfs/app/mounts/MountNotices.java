package org.actorfs.app.mounts;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells all who watch what happens to the mounts. Nobody is waited for: each has a buffer of {@link #BUFFER}, and who does not take what is
 * in it loses all of it, and hears how much that was. One for a daemon, which closes it.
 */
public final class MountNotices implements AutoCloseable {
    /** Notices that wait for one watcher. */
    public static final int BUFFER = 256;

    private final Set<Watch<MountNotice>> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** From now on, until it is closed. */
    public Watch<MountNotice> watch() {
        Watch<MountNotice> watch = new Watch<>(BUFFER, Watch.Full.LOSES_ALL, MountNotice.Lagged::new, watches::remove);
        watches.add(watch);
        if (closed) {
            watch.close();
        }
        return watch;
    }

    public void tell(MountNotice notice) {
        watches.forEach(watch -> watch.offer(notice));
    }

    /** There will be no more: every watch ends. */
    @Override
    public void close() {
        closed = true;
        watches.forEach(Watch::close);
    }
}
