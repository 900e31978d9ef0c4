package org.actorfs.fuse.transport;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.actorfs.fuse.protocol.DeviceIoctl;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.OpenFlags;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The /dev/fuse transport of one session: one cloned descriptor a worker, each with its own list of requests being worked on, so an answer
 * goes out where its request came in. The descriptors stay open until the session has ended and the last answer is written, so no answer can
 * reach a descriptor that was opened for something else.
 */
public final class DeviceChannel implements Channel {
    private static final Logger log = LoggerFactory.getLogger(DeviceChannel.class);

    /** Requests between two looks at the other sessions of a worker. */
    private static final int MAX_REQUESTS = 64;

    /** What serves the requests. */
    public interface Receiver {
        /**
         * One request: {@code length} bytes at the start of the buffer.
         *
         * @return true if the buffer may be used again, false if the receiver keeps it
         */
        boolean receive(Worker worker, int fd, NativeBuffer buffer, int length);

        /** The kernel ended the session; called once. */
        void onEnded();
    }

    private final int[] fds;
    private final Workers workers;
    private final boolean dedicated;
    private final Receiver receiver;
    private final Buffers buffers;

    /** One for each descriptor that is served, one for each answer that is owed. */
    private final AtomicInteger users;

    private final AtomicInteger serving;
    private final boolean[] over;
    private final @Nullable NativeBuffer[] current;

    private DeviceChannel(int[] fds, Workers workers, Receiver receiver, Buffers buffers) {
        this.fds = fds;
        this.workers = workers;
        this.dedicated = workers.reserve();
        this.receiver = receiver;
        this.buffers = buffers;
        this.users = new AtomicInteger(fds.length);
        this.serving = new AtomicInteger(fds.length);
        this.over = new boolean[fds.length];
        this.current = new NativeBuffer[fds.length];
    }

    /** Takes over a mounted /dev/fuse descriptor and serves it with all workers, once {@code connect} knows the channel. */
    public static void serve(
            int fuseFd, Workers workers, Receiver receiver, Buffers buffers, Consumer<DeviceChannel> connect)
            throws IOException {
        int[] fds = new int[workers.count()];
        fds[0] = fuseFd;
        for (int i = 1; i < fds.length; i++) {
            fds[i] = cloneOf(fuseFd);
        }
        DeviceChannel channel = new DeviceChannel(fds, workers, receiver, buffers);
        connect.accept(channel);
        workers.attach(channel, fds, channel.dedicated);
    }

    private static int cloneOf(int fuseFd) throws IOException {
        byte[] device = "/dev/fuse".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int fd = Descriptors.open(device, OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC, 0);
        check("/dev/fuse", fd);
        check("FUSE_DEV_IOC_CLONE", Descriptors.ioctlWithInt(fd, DeviceIoctl.CLONE, fuseFd));
        return fd;
    }

    private static void check(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + Errnos.name(result));
        }
    }

    @Override
    public boolean serve(Worker worker, int fd) {
        int index = indexOf(fd);
        for (int i = 0; i < MAX_REQUESTS; i++) {
            NativeBuffer buffer = current[index];
            if (buffer == null) {
                buffer = buffers.takeRequest();
                current[index] = buffer;
            }
            long length = FileIo.read(fd, buffer.address(), buffer.sizeBytes());
            if (length == -Errnos.EAGAIN) {
                return true;
            }
            if (length <= 0) {
                if (isPassing(length)) {
                    continue;
                }
                if (length != 0 && length != -Errnos.ENODEV) { // 0: not of /dev/fuse, but of a socket
                    log.error("reading /dev/fuse failed: {}; the session ends", Errnos.name((int) length));
                }
                return false;
            }
            if (!receiver.receive(worker, fd, buffer, (int) length)) {
                current[index] = null;
            }
            if (worker.hasCall()) {
                return true;
            }
        }
        return true;
    }

    /** A request that was interrupted before we read it, or a signal. */
    private static boolean isPassing(long error) {
        return error == -Errnos.ENOENT || error == -Errnos.EINTR;
    }

    @Override
    public void ended(int fd) {
        end(indexOf(fd));
    }

    private void end(int index) {
        NativeBuffer buffer = current[index];
        if (buffer != null) {
            buffers.giveRequest(buffer);
            current[index] = null;
        }
        over[index] = true;
        if (serving.decrementAndGet() == 0) {
            if (dedicated) {
                workers.release();
            }
            receiver.onEnded();
        }
        leave();
    }

    /**
     * Ends the session from this side if the workers that served it have stopped: then the kernel fails whatever it still asks.
     * Workers of its own go on, for nothing but the kernel ends their read(2).
     */
    public void abandon() {
        if (dedicated || workers.areAlive()) {
            return;
        }
        for (int index = 0; index < fds.length; index++) {
            if (!over[index]) {
                end(index);
            }
        }
    }

    /** An answer is owed: the descriptors stay open for it. */
    public void enter() {
        users.incrementAndGet();
    }

    /** An answer was given. */
    public void leave() {
        if (users.decrementAndGet() == 0) {
            for (int fd : fds) {
                Descriptors.close(fd);
            }
            buffers.close();
        }
    }

    /** Writes an answer or a notification; 0 or -errno. */
    public int write(int fd, ReplyBuffer buffer, int length) {
        long written = FileIo.write(fd, buffer.address(), length);
        return written < 0 ? (int) written : 0;
    }

    /** The descriptor for notifications. */
    public int notificationFd() {
        return fds[0];
    }

    private int indexOf(int fd) {
        for (int i = 0; i < fds.length; i++) {
            if (fds[i] == fd) {
                return i;
            }
        }
        throw new IllegalStateException("not a descriptor of this channel: " + fd);
    }
}
