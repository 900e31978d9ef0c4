package org.actorfs.fuse.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.actorfs.fuse.protocol.Agreed;
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
public final class DeviceChannel implements Channel, KernelLink {
    private static final Logger log = LoggerFactory.getLogger(DeviceChannel.class);

    /** Requests between two looks at the other sessions of a worker. */
    private static final int MAX_REQUESTS = 64;

    private static final byte[] DEVICE = "/dev/fuse".getBytes(StandardCharsets.US_ASCII);
    private static final int NO_FD = -1;

    private final int[] fds;
    private final DevicePort[] ports;
    private final Nudge nudge;
    private final Workers workers;
    private final boolean dedicated;
    private final Receiver receiver;
    private final Buffers buffers;

    /** One for each descriptor whose {@link Users} are not all gone, one for whoever else needs them: notifications, who gives them up. */
    private final AtomicInteger users;

    private final AtomicInteger serving;
    private volatile boolean abandoned;
    private final boolean[] over;
    private final @Nullable NativeBuffer[] current;

    private DeviceChannel(int[] fds, Workers workers, Receiver receiver, Buffers buffers) {
        this.fds = fds;
        this.ports = Arrays.stream(fds)
                .mapToObj(fd -> new DevicePort(fd, buffers, new Users(() -> {}, this::leave)))
                .toArray(DevicePort[]::new);
        this.nudge = new Nudge(this, receiver);
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
            int fuseFd, Workers workers, Receiver receiver, Buffers buffers, Consumer<KernelLink> connect)
            throws IOException {
        DeviceChannel channel = new DeviceChannel(withClones(fuseFd, workers.count()), workers, receiver, buffers);
        connect.accept(channel);
        workers.attach(channel, channel.fds, channel.dedicated);
    }

    private static int[] withClones(int fuseFd, int count) throws IOException {
        int[] fds = new int[count];
        Arrays.fill(fds, NO_FD);
        fds[0] = fuseFd;
        try {
            for (int i = 1; i < count; i++) {
                fds[i] = Descriptors.open(DEVICE, OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC, 0);
                check("/dev/fuse", fds[i]);
                check("FUSE_DEV_IOC_CLONE", Descriptors.ioctlWithInt(fds[i], DeviceIoctl.CLONE, fuseFd));
            }
            return fds;
        } catch (IOException e) {
            Arrays.stream(fds).filter(fd -> fd >= 0).forEach(Descriptors::close);
            throw e;
        }
    }

    static void check(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + Errnos.name(result));
        }
    }

    @Override
    public boolean serve(Worker worker, int fd) {
        int index = indexOf(fd);
        for (int i = 0; i < MAX_REQUESTS && !abandoned; i++) {
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
            buffer.used(length);
            if (!receiver.receive(worker, new DeviceRequest(buffer, (int) length, buffers), ports[index])) {
                current[index] = null;
            }
            if (worker.hasCall()) {
                return true;
            }
        }
        return !abandoned;
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
        ports[index].users().leave();
    }

    /** {@inheritDoc} The descriptors close then. */
    @Override
    public void abandon() {
        if (!stayOpen()) {
            return;
        }
        abandoned = true;
        if (dedicated || workers.areAlive()) {
            wakeReaders();
        } else {
            endAll();
        }
        leave();
    }

    /** False if the descriptors are closed already; else they stay open until {@link #leave}. */
    private boolean stayOpen() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /**
     * Nothing but a request ends a worker's read(2), so the kernel is made to ask something of each. A worker that comes from anything else
     * sees that the session is over before it reads again.
     */
    private void wakeReaders() {
        if (nudge.send(fds.length) < fds.length) {
            log.debug(
                    "the kernel knows no file to ask for: the workers of a session that was given up end with its next request");
        }
    }

    private void endAll() {
        for (int index = 0; index < fds.length; index++) {
            if (!over[index]) {
                end(index);
            }
        }
    }

    @Override
    public void enter() {
        users.incrementAndGet();
    }

    @Override
    public void leave() {
        if (users.decrementAndGet() == 0) {
            for (int fd : fds) {
                Descriptors.close(fd);
            }
            buffers.close();
        }
    }

    @Override
    public int notify(ReplyBuffer buffer, int length) {
        return ports[0].write(buffer, length);
    }

    @Override
    public String transport() {
        return "dev";
    }

    @Override
    public long wishes() {
        return 0;
    }

    @Override
    public void agreed(Agreed agreed) {}

    @Override
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
