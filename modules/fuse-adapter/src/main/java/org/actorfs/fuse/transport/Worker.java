package org.actorfs.fuse.transport;

import org.actorfs.fs.TurnThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of the daemon: reads a request, runs the actors that it wakes, reads the next. Ends with its session, or with {@link Workers}. */
public abstract sealed class Worker extends TurnThread permits DedicatedWorker, RingWorker, SharedWorker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final ReplyBuffer replies = ReplyBuffer.small();
    private volatile boolean stopping;

    Worker(String name) {
        super(null, name);
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

    @Override
    public final boolean takesTurns() {
        return !stopping;
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
}
