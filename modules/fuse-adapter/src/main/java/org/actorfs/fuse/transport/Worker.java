package org.actorfs.fuse.transport;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of the daemon: reads a request, runs the actors that it wakes, reads the next. Started and stopped by {@link Workers}. */
public abstract sealed class Worker extends Thread permits DedicatedWorker, SharedWorker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** Mailbox turns between two reads; what is left then goes to the pool, so that no actor can keep a worker from reading. */
    private static final int MAX_TURNS = 512;

    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final ReplyBuffer replies = ReplyBuffer.small();
    private volatile boolean stopping;
    private Executor overflow = Runnable::run;

    Worker(String name) {
        super(name);
        setDaemon(true);
    }

    /** Reads until it is told to stop or has nothing to read any more. */
    abstract void serve();

    @Override
    public final void run() {
        try {
            serve();
        } catch (OutOfMemoryError e) {
            log.error("out of memory; the process ends, and the kernel fails who waits", e);
            Runtime.getRuntime().halt(1);
        } finally {
            stopping = true;
            drain();
            replies.close();
        }
    }

    /** The buffer for small answers that this worker gives itself. */
    final ReplyBuffer replies() {
        return replies;
    }

    /** Runs what the actors have to do because of the request just read. */
    public final void drain() {
        for (int turns = 0; turns < MAX_TURNS; turns++) {
            Runnable task = queue.poll();
            if (task == null) {
                return;
            }
            run(task);
        }
        queue.forEach(overflow::execute);
        queue.clear();
    }

    final boolean accepts() {
        return !stopping;
    }

    final void enqueue(Runnable task, Executor pool) {
        overflow = pool;
        queue.add(task);
    }

    void stopServing() {
        stopping = true;
    }

    /** What the channel says, or true if it failed: the session goes on. */
    final boolean serve(Channel channel, int fd) {
        try {
            return channel.serve(this, fd);
        } catch (RuntimeException | AssertionError e) {
            log.error("a session's channel failed; the session goes on", e);
            return true;
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | AssertionError e) {
            log.error("an actor's turn failed", e);
        }
    }
}
