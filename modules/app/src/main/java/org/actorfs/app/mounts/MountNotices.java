package org.actorfs.app.mounts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells all who watch what happens to the mounts. Nobody is waited for: each has a buffer of {@link #BUFFER}, and who does not take what is
 * in it loses all of it, and hears how much that was. One for a daemon, which closes it.
 */
public final class MountNotices implements AutoCloseable {
    /** Notices that wait for one watcher. */
    public static final int BUFFER = 256;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** From now on, until it is closed. */
    public Watch watch() {
        Watch watch = new Watch();
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

    /** What one watcher has not heard yet. */
    public final class Watch implements AutoCloseable {
        private final Deque<MountNotice> waiting = new ArrayDeque<>();
        private long missed;
        private boolean over;
        private @Nullable CompletableFuture<Optional<MountNotice>> asked;

        private Watch() {}

        private synchronized void offer(MountNotice notice) {
            if (asked != null) {
                answer(Optional.of(notice));
            } else if (missed > 0 || waiting.size() == BUFFER) {
                missed += waiting.size() + 1L;
                waiting.clear();
            } else {
                waiting.add(notice);
            }
        }

        private void answer(Optional<MountNotice> next) {
            CompletableFuture<Optional<MountNotice>> whoAsked = asked;
            asked = null;
            if (whoAsked != null) {
                whoAsked.complete(next);
            }
        }

        /** The next one, when there is one, and nothing when there will be no more. To be asked for one at a time. */
        public synchronized CompletionStage<Optional<MountNotice>> next() {
            if (missed > 0) {
                MountNotice lagged = new MountNotice.Lagged(missed);
                missed = 0;
                return CompletableFuture.completedStage(Optional.of(lagged));
            }
            if (!waiting.isEmpty() || over) {
                return CompletableFuture.completedStage(Optional.ofNullable(waiting.poll()));
            }
            CompletableFuture<Optional<MountNotice>> next = new CompletableFuture<>();
            asked = next;
            return next;
        }

        @Override
        public synchronized void close() {
            watches.remove(this);
            over = true;
            answer(Optional.empty());
        }
    }
}
