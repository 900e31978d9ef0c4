package org.actorfs.fuse.transport;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Epoll;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Poll;

/** A worker that waits for requests of many sessions at once. */
final class SharedWorker extends Worker {
    /** How many sessions are looked at after one wait. */
    private static final int BATCH = 16;

    private static final long WAKE = 0;

    private final ConcurrentMap<Long, Source> sources = new ConcurrentHashMap<>();
    private final Epoll epoll = Epoll.create(BATCH);
    private final int wakeFd = Poll.eventFd();

    private record Source(Channel channel, int fd) {}

    SharedWorker(String name) {
        super(name);
        epoll.add(wakeFd, Epoll.EPOLLIN, WAKE);
    }

    /** Reads of this descriptor, which then never block, happen on this worker from now on. */
    void attach(long id, Channel channel, int fd) {
        check("fcntl", Descriptors.setStatusFlags(fd, OpenFlags.O_NONBLOCK));
        sources.put(id, new Source(channel, fd));
        check("epoll_ctl", epoll.add(fd, Epoll.EPOLLIN | Epoll.EPOLLEXCLUSIVE, id));
    }

    private static void check(String call, int result) {
        if (result < 0) {
            throw new IllegalStateException(call + ": " + Errnos.name(result));
        }
    }

    @Override
    void stopServing() {
        super.stopServing();
        Poll.signal(wakeFd);
    }

    @Override
    void serve() {
        while (takesTurns()) {
            int events = epoll.await(-1);
            for (int i = 0; i < events; i++) {
                serve(epoll.data(i));
            }
            drain();
        }
        epoll.close();
        Descriptors.close(wakeFd);
    }

    private void serve(long id) {
        Source source = sources.get(id);
        if (source != null && !serve(source.channel(), source.fd())) {
            epoll.remove(source.fd()); // before it is closed, and its number somebody else's
            sources.remove(id);
            source.channel().ended(source.fd());
        }
    }
}
