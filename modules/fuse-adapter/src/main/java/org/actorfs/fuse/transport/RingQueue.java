package org.actorfs.fuse.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.actorfs.fuse.protocol.DeviceStructs.FuseUringCmdReq;
import org.actorfs.fuse.protocol.UringCommand;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.IoUring;
import org.actorfs.posix.Memory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of the callers on one processor. The kernel always has some entries of it: whoever waits long for an answer keeps one, and
 * there is another. Used by its worker only, but for what is said of the session.
 */
final class RingQueue {
    private static final Logger log = LoggerFactory.getLogger(RingQueue.class);

    /** Entries at the start: what is asked while all are with us waits in the kernel, and comes with the next answer. */
    private static final int DEPTH = 8;

    /** Entries that the kernel shall have when we wait for it. */
    private static final int SPARE = 4;

    /** More than any kernel can have reason for. */
    private static final int MAX_FAILURES = 64;

    /**
     * Of all sessions, beyond the first of each queue. Each is a mapping of memory, of which a process may have 65,530 (vm.max_map_count); above
     * it, what is asked waits in the kernel.
     */
    private static final int MAX_EXTRA_ENTRIES = 32_768;

    private static final AtomicInteger extraEntries = new AtomicInteger();
    private static final AtomicBoolean toldOfMany = new AtomicBoolean();

    private final UringChannel channel;
    private final RingWorker worker;
    private final int qid;
    private final List<RingEntry> entries = new ArrayList<>();
    private int payloadBytes;
    private int inKernel;
    private int failures;

    /** Whether the kernel has put a request into one of the entries: from then on all queues are ready. */
    private boolean used;

    /** No more entries are to be had. */
    private boolean full;

    /** Entries that the kernel got and was not nudged for. */
    private int owedNudges;

    RingQueue(UringChannel channel, RingWorker worker, int qid) {
        this.channel = channel;
        this.worker = worker;
        this.qid = qid;
    }

    RingWorker worker() {
        return worker;
    }

    /** Whether answers reach the kernel. */
    boolean isOpen() {
        return !channel.isOver();
    }

    /** The kernel may be given entries from now on. */
    void begin(IoUring ring, int payload) {
        payloadBytes = payload;
        var _ = register(ring, DEPTH);
    }

    /**
     * Gives the kernel more entries if it has few. It puts what waits for an entry into one that comes with an answer, not into one that is
     * new; so for each of these there is something to answer. The kernel may make us wait with that while other queues have no entries yet.
     */
    void replenish(IoUring ring) {
        if (inKernel < SPARE && payloadBytes > 0 && !full) {
            owedNudges += register(ring, SPARE);
        }
        if (owedNudges > 0 && used && ring.submit() == 0) {
            int count = owedNudges;
            owedNudges = 0;
            worker.runOn(qid, () -> channel.nudge(count));
        }
    }

    /** How many it could. */
    private int register(IoUring ring, int count) {
        int before = inKernel;
        while (inKernel < count && !full) {
            RingEntry entry = allocate(entries.size() >= DEPTH);
            if (entry == null) {
                break;
            }
            entries.add(entry);
            worker.enroll(entry);
            command(ring, UringCommand.REGISTER, entry, entry.iovecs(), RingEntry.IOVECS, 0);
        }
        return inKernel - before;
    }

    /** Null if there is no more memory for any, or there are as many as may be. */
    private @Nullable RingEntry allocate(boolean extra) {
        if (extra && extraEntries.incrementAndGet() > MAX_EXTRA_ENTRIES) {
            extraEntries.decrementAndGet();
            if (!toldOfMany.getAndSet(true)) {
                log.error("{} entries of rings are in use: more of what is asked waits for these", MAX_EXTRA_ENTRIES);
            }
            return null;
        }
        try {
            return new RingEntry(this, worker.nextId(), payloadBytes, extra);
        } catch (OutOfMemoryError e) {
            log.error("no memory for more entries of a ring; what is asked waits for those that there are", e);
            extraEntries.addAndGet(extra ? -1 : 0);
            full = true;
            if (entries.isEmpty()) {
                channel.end();
            }
            return null;
        }
    }

    /** Hands in the answer that is in an entry, which is the kernel's again. */
    void commit(IoUring ring, RingEntry entry) {
        command(ring, UringCommand.COMMIT_AND_FETCH, entry, 0, 0, entry.commitId());
    }

    private void command(IoUring ring, int operation, RingEntry entry, long address, int length, long commitId) {
        long request = ring.command(operation, address, length, entry.id());
        FuseUringCmdReq.COMMIT_ID.set(Memory.ALL, request, commitId);
        FuseUringCmdReq.QID.set(Memory.ALL, request, (short) qid);
        inKernel++;
    }

    /** An entry is ours again. */
    void returned() {
        inKernel--;
    }

    /** One of its entries has a request. */
    void use() {
        used = true;
    }

    /** The kernel does not want an entry any more: if it is never to want one, it was switched to /dev/fuse while it began; else the session ends. */
    void lost(RingEntry entry, int result) {
        entries.remove(entry);
        free(entry);
        failures++;
        if (result == -Errnos.EOPNOTSUPP && !used) {
            full = true;
            channel.doWithoutRings();
        } else if (failures >= MAX_FAILURES) {
            log.error("the kernel refuses the entries of a ring: {}; the session ends", Errnos.name(result));
            channel.end();
        }
    }

    /** But for what a driver may still work in. */
    private static void free(RingEntry entry) {
        extraEntries.addAndGet(entry.isExtra() ? -1 : 0);
        if (!entry.isInUse()) {
            entry.close();
        }
    }

    /** Frees what nobody works in any more; the worker has ended. */
    void close() {
        entries.forEach(RingQueue::free);
    }
}
