package org.actorfs.fuse.transport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.actorfs.fuse.protocol.Agreed;
import org.actorfs.fuse.protocol.InitFlags;
import org.actorfs.fuse.protocol.Protocol;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.IoUring;
import org.actorfs.posix.Memory;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Poll;
import org.actorfs.posix.Processors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The FUSE-over-io_uring transport of one session (Linux 6.14): a ring and a pinned worker a processor, with entries for the requests that
 * are made there. What the kernel does not put into rings (INIT, FORGET, INTERRUPT) the first of the workers reads from /dev/fuse.
 */
public final class UringChannel implements KernelLink {
    private static final Logger log = LoggerFactory.getLogger(UringChannel.class);

    /** Where an administrator says whether the kernel may: Y or N. */
    public static final String SWITCH = "/sys/module/fuse/parameters/enable_uring";

    /** Requests between two looks at the ring. */
    private static final int MAX_REQUESTS = 64;

    private static final AtomicLong ids = new AtomicLong();

    private final int fd;
    private final Workers all;
    private final boolean dedicated;
    private final Receiver receiver;
    private final Buffers buffers;
    private final DevicePort port; // of the first worker
    private final Nudge nudge;
    private final List<RingWorker> workers = new ArrayList<>();
    private final List<RingQueue> queues = new ArrayList<>();
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();

    /** One for each worker whose {@link Users} are not all gone, one for whoever else needs the descriptor: notifications, who gives it up. */
    private final AtomicInteger users = new AtomicInteger();

    private final AtomicInteger serving = new AtomicInteger();
    private final AtomicBoolean deviceOnly = new AtomicBoolean();
    private volatile boolean over;
    private volatile boolean abandoned;

    private UringChannel(int fd, Workers all, Receiver receiver, Buffers buffers) {
        this.fd = fd;
        this.all = all;
        this.dedicated = all.reserve();
        this.receiver = receiver;
        this.buffers = buffers;
        this.nudge = new Nudge(this, receiver);
        int[] cpus = Processors.online();
        int count = Math.min(all.count(), cpus.length);
        long id = ids.incrementAndGet();
        for (int i = 0; i < count; i++) {
            int[] own = count == cpus.length ? new int[] {cpus[i]} : cpus;
            workers.add(new RingWorker("worker-ring-%d.%d".formatted(id, i), this, own, i == 0));
        }
        this.port = new DevicePort(fd, buffers, workers.getFirst().users());
        for (int qid = 0; qid < Processors.possible(); qid++) {
            RingWorker worker = workers.get(indexOf(qid, cpus) % count);
            RingQueue queue = new RingQueue(this, worker, qid);
            worker.add(queue);
            queues.add(queue);
        }
        users.set(count);
        serving.set(count);
    }

    private static int indexOf(int cpu, int[] cpus) {
        for (int i = 0; i < cpus.length; i++) {
            if (cpus[i] == cpu) {
                return i;
            }
        }
        return cpu;
    }

    /** Whether this kernel can, and may. */
    public static boolean isAvailable() {
        return need().isEmpty();
    }

    /** What is lacking, and what to do about it; empty if nothing is. A sentence without its end. */
    public static Optional<String> need() {
        return switch (Processors.readLine(SWITCH)) {
            case "Y" -> ringsNeed();
            case "N" ->
                Optional.of(
                        "FUSE over io_uring is switched off: root switches it on with  echo Y >%s".formatted(SWITCH));
            default -> Optional.of("FUSE over io_uring comes with Linux 6.14, and this kernel has it not");
        };
    }

    private static Optional<String> ringsNeed() {
        if (!Processors.allAllowed()) {
            return Optional.of("FUSE over io_uring needs a process that may run on every processor, and this may not");
        }
        int any = Poll.eventFd();
        try {
            IoUring.open(1, 2, any).close();
            return Optional.empty();
        } catch (UnsupportedOperationException e) {
            return Optional.of(
                    "FUSE over io_uring needs io_uring, which is not let to us (%s): see /proc/sys/kernel/io_uring_disabled, or what confines this process"
                            .formatted(e.getMessage()));
        } finally {
            Descriptors.close(any);
        }
    }

    /** Takes over a mounted /dev/fuse descriptor and serves it, once {@code connect} knows the channel; if it throws, it has taken over nothing. */
    public static void serve(
            int fuseFd, Workers workers, Receiver receiver, Buffers buffers, Consumer<KernelLink> connect)
            throws IOException {
        UringChannel channel = new UringChannel(fuseFd, workers, receiver, buffers);
        boolean ready = false;
        try {
            channel.workers.forEach(Thread::start);
            channel.workers.forEach(worker -> worker.opened().join());
            DeviceChannel.check("fcntl", Descriptors.setStatusFlags(fuseFd, OpenFlags.O_NONBLOCK));
            connect.accept(channel);
            ready = true;
        } catch (CompletionException e) {
            throw new IOException("no ring for a worker: " + e.getCause(), e);
        } catch (OutOfMemoryError e) { // no thread is to be had
            throw new IOException("no worker for a ring: " + e.getMessage(), e);
        } finally {
            if (!ready) {
                channel.release();
            }
            channel.started.complete(ready);
        }
    }

    /** Waits until what is read can be served; false: never. */
    boolean awaitStart() {
        return started.join();
    }

    Receiver receiver() {
        return receiver;
    }

    /** The kernel has ended the session, or it cannot go on: no answer reaches anybody. */
    boolean isOver() {
        return over;
    }

    /** It was given up, and nobody but the workers uses it any more; until then they answer, with EIO. */
    boolean isDone() {
        return abandoned && users.get() + answersOwed() <= serving.get();
    }

    private int answersOwed() {
        return workers.stream().mapToInt(worker -> worker.users().others()).sum();
    }

    @Override
    public String transport() {
        return "uring";
    }

    @Override
    public long wishes() {
        return InitFlags.OVER_IO_URING;
    }

    /** From its answer to INIT on the kernel lets all callers wait until each queue has an entry. */
    @Override
    public void agreed(Agreed agreed) {
        if (agreed.has(InitFlags.OVER_IO_URING)) {
            int payloadBytes = Math.max(
                    Math.max(agreed.maxWriteBytes(), Protocol.MIN_READ_BUFFER),
                    agreed.maxPages() * Memory.pageSizeBytes());
            workers.forEach(worker -> worker.begin(payloadBytes));
        } else {
            doWithoutRings();
        }
    }

    /** The kernel puts nothing into rings: then all comes through /dev/fuse. */
    void doWithoutRings() {
        if (!deviceOnly.getAndSet(true)) {
            log.warn("the kernel does not agree on io_uring: this session is served through /dev/fuse, by one worker");
        }
    }

    /** Serves what is not in rings; false if the session has ended. Called by the first worker. */
    boolean read(Worker worker) {
        NativeBuffer buffer = buffers.takeRequest();
        try {
            for (int i = 0; i < MAX_REQUESTS; i++) {
                long length = FileIo.read(fd, buffer.address(), buffer.sizeBytes());
                if (length == -Errnos.EAGAIN) {
                    return true;
                }
                if (length == -Errnos.ENOENT || length == -Errnos.EINTR) {
                    continue;
                }
                if (length <= 0) {
                    if (length != -Errnos.ENODEV) {
                        log.error("reading /dev/fuse failed: {}; the session ends", Errnos.name((int) length));
                    }
                    end();
                    return false;
                }
                if (!receiver.receive(worker, new DeviceRequest(buffer, (int) length, buffers), port)) {
                    buffer = buffers.takeRequest();
                }
            }
            return true;
        } finally {
            buffers.giveRequest(buffer);
        }
    }

    /** Lets the kernel ask of the queue of the processor that this runs on. */
    void nudge(int times) {
        if (nudge.send(times) < times && !over) {
            log.debug("the kernel knows no file to ask for: what waits in a queue comes with its next answer");
        }
    }

    /** No worker goes on. */
    void end() {
        over = true;
        workers.forEach(RingWorker::wake);
    }

    /** A worker has ended, and its ring is closed. */
    void ended() {
        if (serving.decrementAndGet() == 0) {
            release();
            receiver.onEnded();
        }
    }

    private void release() {
        if (dedicated) {
            all.release();
        }
    }

    @Override
    public void abandon() {
        if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0) {
            abandoned = true;
            leave();
        }
    }

    @Override
    public void enter() {
        users.incrementAndGet();
    }

    @Override
    public void leave() {
        if (users.decrementAndGet() == 0) {
            Descriptors.close(fd);
            queues.forEach(RingQueue::close);
            workers.forEach(RingWorker::close);
            buffers.close();
        } else {
            left();
        }
    }

    /** Somebody needs it no more. */
    void left() {
        if (abandoned) {
            workers.forEach(RingWorker::wake);
        }
    }

    @Override
    public int notificationFd() {
        return fd;
    }

    @Override
    public int notify(ReplyBuffer buffer, int length) {
        return port.write(buffer, length);
    }
}
