package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/**
 * An epoll(7) instance with room for one batch of events. Descriptors may be added from any thread; {@link #await} and
 * the events belong to one waiting thread, so each worker that shares a kernel queue makes its own.
 *
 * <p>Results are the man page's, or -errno. Owns its descriptor until {@link #close}.
 */
public final class Epoll implements AutoCloseable {
    public static final int EPOLLIN = 0x001;
    public static final int EPOLLPRI = 0x002;
    public static final int EPOLLOUT = 0x004;
    public static final int EPOLLERR = 0x008;
    public static final int EPOLLHUP = 0x010;
    public static final int EPOLLRDHUP = 0x2000;

    /** Wakes one waiter, not all; only when adding. */
    public static final int EPOLLEXCLUSIVE = 1 << 28;

    public static final int EPOLLONESHOT = 1 << 30;
    public static final int EPOLLET = 1 << 31;

    private static final int EPOLL_CLOEXEC = OpenFlags.O_CLOEXEC;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;

    /** struct epoll_event is packed on x86_64 only. */
    private static final int EVENT_BYTES = Libc.byArchitecture(12, 16);

    private static final int DATA = Libc.byArchitecture(4, 8);

    private static final MethodHandle EPOLL_CREATE1 = Libc.returningInt("epoll_create1", 1);
    private static final MethodHandle EPOLL_CTL = Libc.returningInt("epoll_ctl", 4);
    private static final MethodHandle EPOLL_WAIT = Libc.returningInt("epoll_wait", 4);

    private final int fd;
    private final int capacity;
    private final NativeBuffer events;

    private Epoll(int fd, int capacity) {
        this.fd = fd;
        this.capacity = capacity;
        this.events = NativeBuffer.allocate((long) capacity * EVENT_BYTES);
    }

    /** Throws IllegalStateException when the process has no descriptor left. */
    public static Epoll create(int capacity) {
        int fd = (int) CallFrame.current().call(EPOLL_CREATE1, EPOLL_CLOEXEC);
        if (fd < 0) {
            throw new IllegalStateException("epoll_create1: " + Errnos.name(fd));
        }
        return new Epoll(fd, capacity);
    }

    /** Watches a descriptor; {@code data} comes back with its events. */
    public int add(int watchedFd, int interest, long data) {
        return control(EPOLL_CTL_ADD, watchedFd, interest, data);
    }

    public int modify(int watchedFd, int interest, long data) {
        return control(EPOLL_CTL_MOD, watchedFd, interest, data);
    }

    public int remove(int watchedFd) {
        return control(EPOLL_CTL_DEL, watchedFd, 0, 0);
    }

    /**
     * epoll_wait(2). How many events came, 0 after the timeout, or -errno (EINTR is possible).
     *
     * @param timeoutMillis 0 does not wait, -1 waits without end
     */
    public int await(int timeoutMillis) {
        return (int) CallFrame.current().call(EPOLL_WAIT, fd, events.address(), capacity, timeoutMillis);
    }

    /** What happened in event {@code index} of the last {@link #await}. */
    public int events(int index) {
        return Memory.getInt(event(index));
    }

    public long data(int index) {
        return Memory.getLong(event(index) + DATA);
    }

    @Override
    public void close() {
        Descriptors.close(fd);
        events.close();
    }

    private int control(int operation, int watchedFd, int interest, long data) {
        CallFrame frame = CallFrame.current();
        long event = frame.struct();
        Memory.putInt(event, interest);
        Memory.putLong(event + DATA, data);
        return (int) frame.call(EPOLL_CTL, fd, operation, watchedFd, event);
    }

    private long event(int index) {
        return events.address() + (long) index * EVENT_BYTES;
    }
}
