package org.actorfs.fuse.session;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of a session that were not answered at once, for interrupts and the watchdog; bounded by what the kernel has in flight. */
final class Pending {
    private static final Logger log = LoggerFactory.getLogger(Pending.class);

    /** Interrupts that came before their request was seen; more than the kernel has in flight would be a broken kernel. */
    private static final int MAX_EARLY = 4096;

    private record Waiting(Answer<?> answer, String what, long sinceNanos) {}

    private final ConcurrentMap<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, Boolean> early = new ConcurrentHashMap<>();

    /** The request was handed on and is not answered yet. */
    void add(Answer<?> answer, String what) {
        waiting.put(answer.unique(), new Waiting(answer, what, System.nanoTime()));
        if (answer.isComplete()) {
            waiting.remove(answer.unique());
        } else if (!early.isEmpty() && early.remove(answer.unique()) != null) {
            answer.interrupt();
        }
    }

    /** The request was answered. */
    void remove(Answer<?> answer) {
        if (!waiting.isEmpty()) {
            waiting.remove(answer.unique());
        }
    }

    /** INTERRUPT: ends the request with EINTR if nothing has begun on it. */
    void interrupt(long unique) {
        Waiting request = waiting.get(unique);
        if (request != null) {
            request.answer().interrupt();
        } else if (early.size() < MAX_EARLY) {
            early.put(unique, true);
        }
    }

    /** Logs what waits for longer than the limit. */
    void logOlderThan(Duration limit) {
        long now = System.nanoTime();
        for (Waiting request : waiting.values()) {
            long age = now - request.sinceNanos();
            if (age > limit.toNanos()) {
                log.warn(
                        "request {} ({}) waits for {} s",
                        request.answer().unique(),
                        request.what(),
                        age / 1_000_000_000);
            }
        }
    }
}
