package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a run, in order: always as a hash, which tells whether two runs were the same; as text for whoever wants to read it. */
final class Trace {
    private static final long PRIME = 0x100000001B3L;

    private final Schedule schedule;
    private final boolean readable;
    private final List<String> lines = new ArrayList<>();
    private long hash = 0xCBF29CE484222325L;

    Trace(Schedule schedule, boolean readable) {
        this.schedule = schedule;
        this.readable = readable;
    }

    void say(Supplier<String> what) {
        String text = what.get();
        hash = (hash ^ text.hashCode() ^ schedule.nanos() << 20 ^ schedule.steps()) * PRIME;
        if (readable) {
            lines.add("%9.3f ms  %s".formatted(schedule.nanos() / 1e6, text));
        }
    }

    /** Adds to the last line. */
    void sayIf(boolean condition, Supplier<String> what) {
        if (condition) {
            hash = (hash ^ what.get().hashCode()) * PRIME;
            if (readable) {
                lines.add(lines.removeLast() + " [" + what.get() + "]");
            }
        }
    }

    long hash() {
        return hash;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
