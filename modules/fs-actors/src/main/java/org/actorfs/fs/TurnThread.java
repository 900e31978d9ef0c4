package org.actorfs.fs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs the actors' turns which its own work caused, right after that work: to wake another thread for them costs more than
 * most turns do. The actors' dispatcher calls {@link #enqueue}, on this thread; whoever gives the thread its work calls {@link #drain}.
 */
public abstract class TurnThread extends Thread {
    private static final Logger log = LoggerFactory.getLogger(TurnThread.class);

    /** Turns after one piece of work; what is left then goes to the pool, so that no actor can keep the thread from the next. */
    private static final int MAX_TURNS = 512;

    /** Errands that a thread takes at a time, so that what waits for it does not wait long. */
    private static final int MAX_ERRANDS = 32;

    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private final ArrayDeque<Errand> errands = new ArrayDeque<>();
    private Executor overflow = Runnable::run;

    /** What it runs now that may wait, if it does. */
    private @Nullable Runnable call;

    /** What it has taken that may wait. */
    private @Nullable Runnable taken;

    /** @param work null for one that overrides {@link #run} */
    protected TurnThread(@Nullable Runnable work, String name) {
        super(work, name);
    }

    /** Whether turns that this thread causes are its own. Whoever says so drains or hands over after everything that the thread does. */
    public abstract boolean takesTurns();

    /** Whether it takes calls, because it can have its own work done elsewhere while they wait. Whoever says so runs every {@link #nextCall}. */
    protected boolean takesCalls() {
        return false;
    }

    /**
     * Leaves a call that may wait to this thread, which calls: it runs it after its turns. Answers false where it cannot, or has one
     * already.
     */
    public boolean takeCall(Runnable waiting) {
        if (taken != null || !takesCalls()) {
            return false;
        }
        taken = waiting;
        return true;
    }

    /** As {@link #takeCall}, for what nobody waits for; it takes some of these, and gives them to their owners if they would have to wait. */
    public final boolean takeErrand(Executor owner, Runnable work) {
        return errands.size() < MAX_ERRANDS && takesCalls() && errands.add(new Errand(owner, work));
    }

    /** Something to do, and who else does it: the owner of the device that it may wait for. */
    private record Errand(Executor owner, Runnable work) {}

    /** Whether there is something that {@link #nextCall} answers. */
    public final boolean hasCall() {
        return taken != null || !errands.isEmpty();
    }

    /** What it has taken and not run yet; it is the caller's now. No errand of another device is left behind it: it may wait for long. */
    protected final @Nullable Runnable nextCall() {
        Runnable call = taken;
        taken = null;
        Errand first = call == null ? errands.poll() : null;
        giveErrandsOfOthers(first == null ? null : first.owner);
        return first == null ? call : first.work;
    }

    private void giveErrandsOfOthers(@Nullable Executor owner) {
        if (errands.isEmpty()) {
            return; // as after most requests
        }
        Map<Executor, List<Runnable>> others = new HashMap<>();
        errands.removeIf(errand -> !errand.owner.equals(owner)
                && others.computeIfAbsent(errand.owner, _ -> new ArrayList<>()).add(errand.work));
        others.forEach((other, work) -> other.execute(() -> work.forEach(Runnable::run)));
    }

    /** Runs a call that may wait, on this thread, which calls. */
    public final void runCall(Runnable waiting) {
        call = waiting;
        try {
            waiting.run();
        } finally {
            call = null;
        }
    }

    /** The call that {@link #runCall} runs now. */
    public final @Nullable Runnable currentCall() {
        return call;
    }

    /** A turn for this thread, which calls. */
    public final void enqueue(Runnable turn, Executor pool) {
        overflow = pool;
        turns.add(turn);
    }

    /** Runs the turns that have come, and those that they cause. */
    public final void drain() {
        for (int i = 0; i < MAX_TURNS; i++) {
            Runnable turn = turns.poll();
            if (turn == null) {
                return;
            }
            run(turn);
        }
        handOver();
    }

    /** Gives the turns that have come to the pool. */
    public final void handOver() {
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            overflow.execute(turn);
        }
    }

    private static void run(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException | AssertionError e) {
            log.error("an actor's turn failed", e);
        }
    }
}
