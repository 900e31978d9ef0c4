package org.actorfs.fuse.transport;

import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Epoll;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Poll;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of the daemon: waits for requests of all sessions, reads one, runs the actors that it wakes, reads the next. Started and stopped
 * by {@link Workers}.
 */
public final class Worker extends Thread {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** How many sessions are looked at after one wait. */
    private static final int BATCH = 16;

    /** Mailbox turns between two reads; what is left then goes to the pool, so that no actor can keep a worker from reading. */
    private static final int MAX_TURNS = 512;

    private static final long WAKE = 0;

    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final ConcurrentMap<Long, Source> sources = new ConcurrentHashMap<>();
    private final Epoll epoll = Epoll.create(BATCH);
    private final int wakeFd = Poll.eventFd();
    private final ReplyBuffer replies = ReplyBuffer.small();
    private volatile boolean stopping;
    private Executor overflow = Runnable::run;

    private record Source(Channel channel, int fd) {}

    Worker(int number) {
        super("worker-" + number);
        epoll.add(wakeFd, Epoll.EPOLLIN, WAKE);
    }

    /** Reads of this descriptor, which must not block, happen on this worker from now on. */
    void attach(long id, Channel channel, int fd) {
        sources.put(id, new Source(channel, fd));
        int result = epoll.add(fd, Epoll.EPOLLIN | Epoll.EPOLLEXCLUSIVE, id);
        if (result < 0) {
            throw new IllegalStateException("epoll_ctl: " + Errnos.name(result));
        }
    }

    /** The buffer for small answers that this worker gives itself. */
    ReplyBuffer replies() {
        return replies;
    }

    /** Runs what the actors have to do because of the request just read. */
    public void drain() {
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

    boolean accepts() {
        return !stopping;
    }

    void enqueue(Runnable task, Executor pool) {
        overflow = pool;
        queue.add(task);
    }

    void stopServing() {
        stopping = true;
        Poll.signal(wakeFd);
    }

    @Override
    public void run() {
        while (!stopping) {
            int events = epoll.await(-1);
            for (int i = 0; i < events; i++) {
                serve(epoll.data(i));
            }
            drain();
        }
        drain();
        epoll.close();
        Descriptors.close(wakeFd);
        replies.close();
    }

    private void serve(long id) {
        Source source = sources.get(id);
        if (source == null) {
            return;
        }
        try {
            if (source.channel().serve(this, source.fd())) {
                return;
            }
        } catch (RuntimeException | AssertionError e) {
            log.error("a session's channel failed; the session goes on", e);
            return;
        }
        epoll.remove(source.fd());
        sources.remove(id);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | AssertionError e) {
            log.error("an actor's turn failed", e);
        }
    }
}
