package org.actorfs.fuse.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.IoUring;
import org.actorfs.posix.Poll;
import org.actorfs.posix.Processes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that has a ring: the kernel puts the requests of the callers on its processor into the ring's entries, and takes the answers with
 * the same system call that waits for the next. What others answer is queued to it. It takes no calls that may wait: nobody can serve its
 * entries meanwhile.
 */
final class RingWorker extends Worker {
    private static final Logger log = LoggerFactory.getLogger(RingWorker.class);

    private static final int SQ_ENTRIES = 256;
    private static final int CQ_ENTRIES = 1024;

    /** Completions that are no entries'. */
    private static final int WAKE = -1;

    private static final int DEVICE = -2;

    private static final int NO_FD = -1;

    private final UringChannel channel;
    private final int[] cpus;
    private final boolean readsDevice;
    private final List<RingQueue> queues = new ArrayList<>();
    private final CompletableFuture<IoUring> opened = new CompletableFuture<>();
    private final Users users;

    /** Of this thread, from {@link #opened} on. */
    private @Nullable IoUring own;

    /** Work of others for this thread. */
    private final Queue<Runnable> given = new ConcurrentLinkedQueue<>();

    private final List<@Nullable RingEntry> entries = new ArrayList<>();
    private final Deque<Integer> freeIds = new ArrayDeque<>();
    private volatile boolean asleep;

    /** What wakes it, while there is one; under this. */
    private int wakeFd = NO_FD;

    /**
     * @param cpus the processors to run on
     * @param readsDevice whether it also reads what the kernel does not put into rings
     */
    RingWorker(String name, UringChannel channel, int[] cpus, boolean readsDevice) {
        super(name);
        this.channel = channel;
        this.cpus = cpus;
        this.readsDevice = readsDevice;
        this.users = new Users(channel::left, channel::leave);
    }

    Users users() {
        return users;
    }

    void add(RingQueue queue) {
        queues.add(queue);
    }

    /** Completes when it has a ring; exceptionally if it gets none, and then it has ended. */
    CompletableFuture<IoUring> opened() {
        return opened;
    }

    /** The kernel is ready for entries with so much payload. */
    void begin(int payloadBytes) {
        give(() -> queues.forEach(queue -> queue.begin(ring(), payloadBytes)));
    }

    /** An entry has its answer, or will have none that matters. */
    void answered(RingEntry entry) {
        if (Thread.currentThread() == this) {
            commit(entry);
        } else {
            give(() -> commit(entry));
        }
    }

    private void give(Runnable work) {
        given.add(work);
        if (asleep) {
            wake();
        }
    }

    /** Nothing happens once it is closed: its descriptor may be somebody else's then. */
    synchronized void wake() {
        if (wakeFd != NO_FD) {
            Poll.signal(wakeFd);
        }
    }

    private IoUring ring() {
        return Objects.requireNonNull(own);
    }

    private void commit(RingEntry entry) {
        if (!channel.isOver() && !entry.isInUse()) {
            entry.queue().commit(ring(), entry);
        }
    }

    /** Does something on a processor, whatever its own is. Called on this thread. */
    void runOn(int there, Runnable work) {
        boolean moves = cpus.length > 1 || cpus[0] != there;
        if (moves && Processes.pinThread(there) < 0) {
            log.debug("processor {} cannot be run on", there);
            return;
        }
        work.run();
        if (moves) {
            Processes.pinThread(cpus);
        }
    }

    int nextId() {
        Integer free = freeIds.poll();
        return free == null ? entries.size() : free;
    }

    /** Its completions come here from now on. */
    void enroll(RingEntry entry) {
        if (entry.id() == entries.size()) {
            entries.add(entry);
        } else {
            entries.set(entry.id(), entry);
        }
    }

    private void lost(RingEntry entry, int result) {
        if (result == -Errnos.ENOTCONN || result == -Errnos.ECONNABORTED) { // the session has ended
            channel.end();
        }
        if (channel.isOver()) {
            return;
        }
        log.debug("the kernel takes no more requests into an entry: {}", Errnos.name(result));
        entries.set(entry.id(), null);
        freeIds.add(entry.id());
        entry.queue().lost(entry, result);
    }

    /** After the last answer. */
    synchronized void close() {
        if (wakeFd != NO_FD) {
            Descriptors.close(wakeFd);
            wakeFd = NO_FD;
        }
    }

    @Override
    void serve() {
        int waking = Poll.eventFd();
        IoUring ring;
        try {
            ring = IoUring.open(SQ_ENTRIES, CQ_ENTRIES, channel.notificationFd());
        } catch (RuntimeException | Error e) {
            Descriptors.close(waking);
            opened.completeExceptionally(e);
            return;
        }
        own = ring;
        synchronized (this) {
            wakeFd = waking;
        }
        boolean served = false;
        try (ring) {
            Processes.pinThread(cpus);
            ring.poll(waking, Poll.POLLIN, WAKE);
            if (readsDevice) {
                ring.poll(channel.notificationFd(), Poll.POLLIN, DEVICE);
            }
            opened.complete(ring);
            served = channel.awaitStart();
            if (served) {
                serve(ring, waking);
            }
        } catch (OutOfMemoryError e) {
            throw e; // the process ends
        } catch (Throwable e) { // nobody else serves its processor
            opened.completeExceptionally(e);
            log.error("a worker of a ring met a bug; the session ends", e);
            channel.end();
        } finally {
            if (served) {
                channel.ended();
                users.leave();
            } else {
                close();
            }
        }
    }

    private void serve(IoUring ring, int waking) {
        while (!channel.isOver() && !channel.isDone()) {
            runGiven();
            for (RingQueue queue : queues) {
                queue.replenish(ring);
            }
            asleep = true;
            int result = ring.enter(given.isEmpty() && !channel.isDone());
            asleep = false;
            if (result < 0 && !isPassing(result)) {
                log.error("io_uring_enter failed: {}; the session ends", Errnos.name(result));
                channel.end();
            }
            while (ring.advance()) {
                completed(ring, (int) ring.userData(), ring.result(), waking);
            }
        }
        runGiven();
        ring.submit();
    }

    private static boolean isPassing(int error) {
        return error == -Errnos.EINTR || error == -Errnos.EAGAIN || error == -Errnos.EBUSY;
    }

    private void runGiven() {
        for (Runnable work = given.poll(); work != null; work = given.poll()) {
            work.run();
        }
    }

    private void completed(IoUring ring, int id, int result, int waking) {
        switch (id) {
            case WAKE -> {
                requirePoll(result);
                Poll.drain(waking);
                ring.poll(waking, Poll.POLLIN, WAKE);
            }
            case DEVICE -> {
                requirePoll(result);
                if (readDevice()) {
                    ring.poll(channel.notificationFd(), Poll.POLLIN, DEVICE);
                }
            }
            default -> completed(entries.get(id), result);
        }
    }

    private static void requirePoll(int result) {
        if (result < 0) {
            throw new IllegalStateException("a poll in a ring: " + Errnos.name(result));
        }
    }

    private boolean readDevice() {
        try {
            return channel.read(this);
        } catch (RuntimeException | AssertionError e) {
            log.error("a session's channel failed; the session goes on", e);
            return true;
        }
    }

    private void completed(@Nullable RingEntry entry, int result) {
        if (entry == null) {
            return;
        }
        entry.queue().returned();
        if (result < 0) {
            lost(entry, result);
        } else {
            entry.queue().use();
            entry.arrived();
            channel.receiver().receive(this, entry, entry);
        }
    }
}
