package org.actorfs.fuse.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All workers of a daemon. The first few sessions get workers of their own, which are faster; those that come later share some, so that a
 * daemon with a hundred mounts has no hundred times as many threads. Whoever starts them closes them, after the last session.
 */
public final class Workers implements AutoCloseable {
    private static final long STOP_MILLIS = 5_000;

    /** Sessions with workers of their own. */
    private static final int MAX_DEDICATED = 4;

    private final int count;
    private final List<SharedWorker> shared = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private int dedicated;
    private boolean closed;

    private Workers(int count) {
        this.count = count;
    }

    /** Each session will have {@code count} workers. */
    public static Workers start(int count) {
        return new Workers(count);
    }

    /** How many descriptors a channel needs. */
    public int count() {
        return count;
    }

    /** Whether {@link #reserve} would say yes. */
    public synchronized boolean hasRoom() {
        return dedicated < MAX_DEDICATED;
    }

    /** Whether one more session gets workers of its own. They cannot be stopped: they end with it, and then it calls {@link #release}. */
    public synchronized boolean reserve() {
        boolean free = dedicated < MAX_DEDICATED;
        dedicated += free ? 1 : 0;
        return free;
    }

    /** A session that had workers of its own has ended. */
    public synchronized void release() {
        dedicated--;
    }

    /** Serves a channel: one worker each reads {@code fds[i]}, until the channel says that it has ended. */
    public synchronized void attach(Channel channel, int[] fds, boolean own) {
        long id = ids.incrementAndGet();
        if (own) {
            new Substitutes("worker-" + id)
                    .start(Arrays.stream(fds)
                            .mapToObj(fd -> new Seat(channel, fd))
                            .toList());
            return;
        }
        startShared();
        for (int i = 0; i < fds.length; i++) {
            shared.get(i).attach(id, channel, fds[i]);
        }
    }

    private void startShared() {
        for (int i = shared.size(); i < count; i++) {
            SharedWorker worker = new SharedWorker("worker-shared." + i);
            shared.add(worker);
            worker.start();
        }
    }

    /** Whether a worker that serves several sessions still runs. */
    synchronized boolean areAlive() {
        return shared.stream().anyMatch(Worker::isAlive);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        shared.forEach(Worker::stopServing);
        for (Worker worker : shared) {
            try {
                worker.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
