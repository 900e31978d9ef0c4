package org.actorfs.fuse.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.actorfs.fs.Name;
import org.actorfs.fuse.protocol.Agreed;
import org.actorfs.fuse.protocol.NotificationEncoder;
import org.actorfs.fuse.transport.KernelLink;
import org.actorfs.fuse.transport.ReplyBuffer;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a session that tells the kernel something unasked. The kernel may make it wait for locks that a request in progress
 * holds, so no answer may depend on it. Started with the session's service, closed with its end.
 */
final class Notifier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Notifier.class);

    /** Node ids in one NOTIFY_PRUNE: what fits in a small buffer. */
    static final int PRUNE_BATCH = 512;

    /** Between two rounds of pruning, so that the forgets of one can arrive before the next is judged. */
    private static final long PRUNE_PAUSE_MILLIS = 50;

    private final KernelLink link;
    private final Agreed agreed;
    private final ReplyBuffer buffer = ReplyBuffer.forNotifications();
    private final NotificationEncoder encoder = new NotificationEncoder(buffer.memory());
    private final AtomicBoolean pruning = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            work -> Thread.ofPlatform().daemon().name("notifier").unstarted(Processes.unpinned(work)));

    Notifier(KernelLink link, Agreed agreed) {
        this.link = link;
        this.agreed = agreed;
        link.enter();
    }

    boolean canPrune() {
        return agreed.supportsPrune();
    }

    /**
     * A name stands for something else, or for nothing, or what it stands for has changed: drops the name, what the directory is known to
     * hold, and attributes and pages of {@code child}. Completes when that is done.
     */
    CompletionStage<Void> invalidate(long parent, Name name, Optional<Long> child) {
        return tell(() -> {
            send(encoder.invalEntry(parent, name.bytes()));
            send(encoder.invalInode(parent, 0, 0));
            child.ifPresent(nodeid -> send(encoder.invalInode(nodeid, 0, 0)));
        });
    }

    /** Anything may have changed: drops all names, and attributes and pages of all inodes. Before Linux 6.16 names stay. */
    CompletionStage<Void> invalidateAll(Supplier<long[]> nodeids) {
        return tell(() -> {
            if (agreed.supportsIncEpoch()) {
                send(encoder.incEpoch());
            }
            for (long nodeid : nodeids.get()) {
                send(encoder.invalInode(nodeid, 0, 0));
            }
        });
    }

    private CompletionStage<Void> tell(Runnable notifications) {
        try {
            return CompletableFuture.runAsync(notifications, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Asks the kernel to let go of inodes that nobody uses (NOTIFY_PRUNE), unless it is being asked already. */
    void prune(Supplier<long[]> nodeids) {
        if (pruning.compareAndSet(false, true)) {
            submit(() -> {
                try {
                    long[] batch = nodeids.get();
                    if (batch.length > 0) {
                        send(encoder.prune(batch, batch.length));
                        TimeUnit.MILLISECONDS.sleep(PRUNE_PAUSE_MILLIS);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    pruning.set(false);
                }
            });
        }
    }

    private void submit(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("the session has ended; the kernel needs no notification", e);
        }
    }

    private void send(int length) {
        int result = link.notify(buffer, length);
        if (result < 0 && result != -Errnos.ENOENT) {
            log.debug("a notification was refused: {}", Errnos.name(result));
        }
    }

    /** Lets what is under way end, then frees the buffer. */
    @Override
    public void close() {
        submit(() -> {
            buffer.close();
            link.leave();
        });
        thread.shutdown();
    }
}
