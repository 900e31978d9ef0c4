package org.actorfs.fuse.session;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.actorfs.fuse.protocol.Opcode;
import org.actorfs.fuse.protocol.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of a session that were not answered at once, for interrupts and the watchdog; bounded by what the kernel has in flight.
 *
 * <p>An interrupt says that some signal came, not that its receiver dies of it, and no program expects EINTR of unlink(2) on a local
 * disk. So a request that waits for its turn has a grace: only who waits longer, behind something that hangs, is let go with EINTR. Who waits for a
 * lock expects it, and has none.
 */
final class Pending {
    /** How long an interrupted request may still wait for its turn. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** How long an interrupt is remembered whose request is not here: answered already, or still in the hands of a worker. */
    static final Duration MEMORY = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(Pending.class);

    /** More than the kernel has in flight would be a broken kernel. */
    private static final int MAX_INTERRUPTED = 1 << 16;

    /** A request without an answer; {@code sinceNanos}: when it was handed on. */
    record Waiting(Answer<?> answer, Request request, int opcode, long sinceNanos) {}

    private final LongSupplier nanoTime;
    private final ConcurrentMap<Long, Waiting> waiting = new ConcurrentHashMap<>();

    /** When each was interrupted; its request may come only now, and may have been answered long ago. */
    private final ConcurrentMap<Long, Long> interrupted = new ConcurrentHashMap<>();

    Pending(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The request was handed on and is not answered yet. */
    void add(Answer<?> answer, Request request, int opcode) {
        waiting.put(answer.unique(), new Waiting(answer, request, opcode, nanoTime.getAsLong()));
        if (answer.waitsForOthers() && interrupted.remove(answer.unique()) != null) {
            answer.interrupt();
        }
        if (answer.isComplete()) {
            waiting.remove(answer.unique());
        }
    }

    /** The request was answered. */
    void remove(Answer<?> answer) {
        if (!waiting.isEmpty()) {
            waiting.remove(answer.unique());
        }
    }

    /** Each that waits now. */
    void forEach(Consumer<Waiting> use) {
        waiting.values().forEach(use);
    }

    /** INTERRUPT: see {@link #endInterrupted}; who waits for others is let go at once. */
    void interrupt(long unique) {
        if (interrupted.size() < MAX_INTERRUPTED) {
            interrupted.put(unique, nanoTime.getAsLong());
        }
        Waiting request = waiting.get(unique); // looked for last: it may just be coming
        if (request != null && request.answer().waitsForOthers()) {
            interrupted.remove(unique);
            request.answer().interrupt();
        }
    }

    /** Ends with EINTR what was interrupted and is past its grace, unless something has begun on it. To be called now and then. */
    void endInterrupted() {
        long now = nanoTime.getAsLong();
        interrupted.forEach((unique, since) -> {
            Waiting request = waiting.get(unique);
            Duration enough = request == null ? MEMORY : GRACE;
            if (now - since >= enough.toNanos()) {
                interrupted.remove(unique);
                if (request != null) {
                    request.answer().interrupt();
                }
            }
        });
    }

    /** Nobody waits any more for what drivers may still answer. */
    void abandon() {
        for (Waiting request : waiting.values()) {
            if (!request.answer().isComplete()) {
                request.answer().abandon();
            }
        }
    }

    /** Logs what waits for longer than the limit. */
    void logOlderThan(Duration limit) {
        long now = nanoTime.getAsLong();
        for (Waiting request : waiting.values()) {
            long age = now - request.sinceNanos();
            if (age > limit.toNanos() && !request.answer().waitsForOthers()) {
                log.warn(
                        "request {} ({}) waits for {} s",
                        request.answer().unique(),
                        Opcode.name(request.opcode()),
                        age / 1_000_000_000);
            }
        }
    }
}
