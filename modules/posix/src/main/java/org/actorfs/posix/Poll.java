package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/** poll(2) for one or two descriptors, and eventfd(2), which wakes a thread that polls. Results, or -errno. */
public final class Poll {
    public static final int POLLIN = 0x001;
    public static final int POLLPRI = 0x002;
    public static final int POLLOUT = 0x004;
    public static final int POLLERR = 0x008;
    public static final int POLLHUP = 0x010;
    public static final int POLLNVAL = 0x020;

    /** struct pollfd: fd, events, revents. */
    private static final int POLLFD_BYTES = 8;

    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final int COUNTER_BYTES = 8;

    private static final MethodHandle POLL = Libc.returningInt("poll", 3);
    private static final MethodHandle EVENTFD = Libc.returningInt("eventfd", 2);

    private Poll() {}

    /** Waits for events of one descriptor: what happened, 0 after the timeout, or -errno. -1 ms waits without end. */
    public static int poll(int fd, int events, int timeoutMillis) {
        CallFrame frame = CallFrame.current();
        putPollFd(frame.struct(), fd, events);
        int ready = (int) frame.call(POLL, frame.struct(), 1, timeoutMillis);
        return ready <= 0 ? ready : happened(frame.struct());
    }

    /**
     * Waits for the same events of two descriptors, say a queue and the eventfd that ends the wait: what happened to
     * the first in the lower 16 bits, to the second above them; 0 after the timeout, or -errno.
     */
    public static int pollBoth(int firstFd, int secondFd, int events, int timeoutMillis) {
        CallFrame frame = CallFrame.current();
        long first = frame.struct();
        long second = first + POLLFD_BYTES;
        putPollFd(first, firstFd, events);
        putPollFd(second, secondFd, events);
        int ready = (int) frame.call(POLL, first, 2, timeoutMillis);
        return ready <= 0 ? ready : happened(first) | happened(second) << Short.SIZE;
    }

    /** eventfd(2), close-on-exec and non-blocking: a descriptor that is readable while its counter is not 0. */
    public static int eventFd() {
        return (int) CallFrame.current().call(EVENTFD, 0, OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK);
    }

    /** Makes the eventfd readable. 8 or -errno. */
    public static long signal(int eventFd) {
        long counter = CallFrame.current().struct();
        Memory.putLong(counter, 1);
        return FileIo.write(eventFd, counter, COUNTER_BYTES);
    }

    /** Takes the counter back to 0: how often it was signalled, or -EAGAIN. */
    public static long drain(int eventFd) {
        long counter = CallFrame.current().struct();
        long read = FileIo.read(eventFd, counter, COUNTER_BYTES);
        return read < 0 ? read : Memory.getLong(counter);
    }

    private static void putPollFd(long pollFd, int fd, int events) {
        Memory.putInt(pollFd, fd);
        Memory.putShort(pollFd + EVENTS, (short) events);
        Memory.putShort(pollFd + REVENTS, (short) 0);
    }

    private static int happened(long pollFd) {
        return Short.toUnsignedInt(Memory.getShort(pollFd + REVENTS));
    }
}
