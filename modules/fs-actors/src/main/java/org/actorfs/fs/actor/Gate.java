package org.actorfs.fs.actor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Orders the operations on one inode: exclusive ones alone, reads and writes together where their ranges do not conflict, and nobody
 * overtakes an earlier one that it conflicts with. Owned by the inode's actor; the queue's bound is what the transports have in
 * flight.
 */
final class Gate {
    /** One operation on its way through the gate. */
    abstract static class Turn {
        private final Kind kind;
        private final long start;
        private final long end;

        /** @param end the first byte behind the range; {@code Long.MAX_VALUE} for no end */
        Turn(Kind kind, long start, long end) {
            this.kind = kind;
            this.start = start;
            this.end = end;
        }

        /** The way is free. Whoever starts must {@link Gate#leave} once. */
        abstract void start();

        boolean conflictsWith(Turn other) {
            if (kind == Kind.EXCLUSIVE || other.kind == Kind.EXCLUSIVE) {
                return true;
            }
            boolean bothRead = kind == Kind.READ && other.kind == Kind.READ;
            return !bothRead && start < other.reach() && other.start < reach();
        }

        /** The first byte behind what the operation depends on: asked each time, for it may shrink while the turn waits or runs. */
        long reach() {
            return end;
        }
    }

    enum Kind {
        READ,
        WRITE,
        EXCLUSIVE
    }

    // INVARIANT: no two of running conflict; every waiter conflicts with a running turn or with an earlier waiter.
    private final List<Turn> running = new ArrayList<>(1);
    private final ArrayDeque<Turn> waiting = new ArrayDeque<>(1);
    private boolean starting;

    /** Starts the turn now, or when nothing before it conflicts any more. */
    void enter(Turn turn) {
        if (conflicts(turn, running) || conflicts(turn, waiting)) {
            waiting.add(turn);
            return;
        }
        running.add(turn);
        turn.start();
    }

    /** The turn is over: starts whoever waited for it. */
    void leave(Turn turn) {
        if (!running.remove(turn)) {
            throw new IllegalStateException("a turn left that was not running");
        }
        startWaiters();
    }

    boolean isIdle() {
        return running.isEmpty() && waiting.isEmpty();
    }

    int running() {
        return running.size();
    }

    int waiters() {
        return waiting.size();
    }

    /** A loop, for a turn that ends as it starts comes back here: a long queue of such must not become a deep stack. */
    private void startWaiters() {
        if (starting) {
            return;
        }
        starting = true;
        try {
            boolean more = true;
            while (more && !waiting.isEmpty()) {
                more = startFreeWaiters();
            }
        } finally {
            starting = false;
        }
    }

    private boolean startFreeWaiters() {
        List<Turn> started = new ArrayList<>();
        List<Turn> passed = new ArrayList<>();
        for (Iterator<Turn> queue = waiting.iterator(); queue.hasNext(); ) {
            Turn turn = queue.next();
            if (conflicts(turn, running) || conflicts(turn, passed)) {
                passed.add(turn);
            } else {
                queue.remove();
                running.add(turn);
                started.add(turn);
            }
            if (turn.kind == Kind.EXCLUSIVE) {
                break; // all behind it wait for it
            }
        }
        started.forEach(Turn::start);
        return !started.isEmpty();
    }

    private static boolean conflicts(Turn turn, Iterable<Turn> others) {
        for (Turn other : others) {
            if (turn.conflictsWith(other)) {
                return true;
            }
        }
        return false;
    }

    void checkInvariants() {
        for (int i = 0; i < running.size(); i++) {
            for (int j = i + 1; j < running.size(); j++) {
                if (running.get(i).conflictsWith(running.get(j))) {
                    throw new AssertionError("two operations run that conflict");
                }
            }
        }
    }
}
