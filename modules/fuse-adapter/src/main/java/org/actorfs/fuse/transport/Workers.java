package org.actorfs.fuse.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** All workers of a daemon. Whoever starts them closes them, after the last session. */
public final class Workers implements AutoCloseable {
    private static final long STOP_MILLIS = 5_000;

    private final List<Worker> workers = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();

    private Workers() {}

    /** Starts {@code count} workers. */
    public static Workers start(int count) {
        Workers started = new Workers();
        for (int i = 0; i < count; i++) {
            Worker worker = new Worker(i);
            worker.setDaemon(true);
            started.workers.add(worker);
            worker.start();
        }
        return started;
    }

    public int count() {
        return workers.size();
    }

    /** Serves a channel: worker i reads {@code fds[i]}. */
    public void attach(Channel channel, int[] fds) {
        long id = ids.incrementAndGet();
        for (int i = 0; i < fds.length; i++) {
            workers.get(i).attach(id, channel, fds[i]);
        }
    }

    @Override
    public void close() {
        workers.forEach(Worker::stopServing);
        for (Worker worker : workers) {
            try {
                worker.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
