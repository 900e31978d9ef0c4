package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.TimeSource;

/**
 * All that can happen next in a simulation, and the dice that choose: mailboxes with a message, and what falls due at a virtual time.
 * One thread owns it; it is the executor of all actors and their clock. Lives as long as its actor system, and starts anew with each
 * seed.
 */
public final class Schedule implements Executor, TimeSource {
    /** Above it a run turns in circles. */
    private static final long MAX_STEPS = 2_000_000;

    private static final long STEP_NANOS = 1_000;

    /** Something that falls due; {@code order} makes equal times differ in one way only. */
    private record Due(long atNanos, long order, Runnable task) {}

    private final Thread owner = Thread.currentThread();
    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
    private Random dice = new Random(0);
    private long nowNanos;
    private long order;
    private long steps;

    /** Forgets the past: time 0, nothing to do, new dice. */
    public void begin(long seed) {
        ready.clear();
        agenda.clear();
        dice = new Random(seed);
        nowNanos = 0;
        order = 0;
        steps = 0;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    public void execute(Runnable mailbox) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("another thread than the simulation's runs actors");
        }
        ready.add(mailbox);
    }

    /** Does the task at a virtual time from now. */
    public void later(long delayNanos, Runnable task) {
        agenda.add(new Due(nowNanos + delayNanos, order++, task));
    }

    /** Where all that is left to chance comes from. */
    public Random dice() {
        return dice;
    }

    /** How many steps were done: the order of all events. */
    long steps() {
        return steps;
    }

    /** Does one thing that can happen now, any of them; else goes to when something can; false if nothing ever will. */
    public boolean step() {
        if (ready.isEmpty() && agenda.isEmpty()) {
            return false;
        }
        if (++steps > MAX_STEPS) {
            throw new CheckFailed("progress", "it was still busy after " + MAX_STEPS + " steps");
        }
        nowNanos += STEP_NANOS;
        Due next = agenda.peek();
        boolean isDue = next != null && (ready.isEmpty() || (next.atNanos() <= nowNanos && dice.nextInt(4) == 0));
        if (isDue) {
            nowNanos = Math.max(nowNanos, agenda.remove().atNanos());
            next.task().run();
        } else {
            takeAny().run();
        }
        return true;
    }

    private Runnable takeAny() {
        int chosen = dice.nextInt(ready.size());
        Runnable last = ready.removeLast();
        return chosen == ready.size() ? last : ready.set(chosen, last);
    }

    /** Goes on until nothing can happen any more. */
    public void drain() {
        while (step()) {
            // the work is in the condition
        }
    }

    /** Starts the clock at an hour of its own, so that no file is as old as the epoch. */
    @Override
    public Timespec now() {
        return new Timespec(1_000_000 + nowNanos / 1_000_000_000, (int) (nowNanos % 1_000_000_000));
    }

    @Override
    public long nanos() {
        return nowNanos;
    }
}
