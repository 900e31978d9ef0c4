package org.actorfs.fuse.transport;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that requests are read although workers wait: looks every few milliseconds at the seats of one session while their workers run calls
 * that may wait, and gives a seat that stays free to a new worker. Ends when the last seat is {@link #end given up}.
 */
final class Substitutes {
    private static final Logger log = LoggerFactory.getLogger(Substitutes.class);

    /** Most calls that take longer wait for something. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Between two looks; each takes a processor from who has work to do. */
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    /** Rounds without a call in progress before it sleeps. */
    private static final int MAX_IDLE_ROUNDS = 20;

    private final String name;
    private final Queue<Runnable> orphans = new ConcurrentLinkedQueue<>();
    private final List<Seat> seats = new CopyOnWriteArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private final Thread watcher;
    private volatile boolean asleep;
    private volatile boolean ended;

    Substitutes(String name) {
        this.name = name;
        this.watcher = Thread.ofPlatform().daemon().name(name + "-watch").unstarted(this::run);
    }

    /** Gives each seat its first worker. */
    void start(List<Seat> all) {
        seats.addAll(all);
        watcher.start();
        all.forEach(this::seat);
    }

    /** A new worker for a seat that has none. */
    void seat(Seat seat) {
        new DedicatedWorker(name + "." + made.getAndIncrement(), seat, this).start();
    }

    /** Somebody runs a call that may wait. */
    void watch() {
        if (asleep) {
            LockSupport.unpark(watcher);
        }
    }

    /** A call that its worker can run no more. Its thread is not to start others, which would be whoever it is now. */
    void adopt(Runnable call) {
        orphans.add(call);
        watch();
    }

    /** Nobody is to read at a seat any more. */
    void end(Seat seat) {
        seats.remove(seat);
        if (seats.isEmpty()) {
            ended = true;
            LockSupport.unpark(watcher);
        }
    }

    private void run() {
        int idle = 0;
        while (!ended) {
            idle = fill() ? 0 : idle + 1;
            if (idle < MAX_IDLE_ROUNDS) {
                LockSupport.parkNanos(this, PERIOD_NANOS);
            } else {
                sleep();
                idle = 0;
            }
        }
    }

    /** Until somebody watches; who left a seat just before that it was asleep is seen here. */
    private void sleep() {
        asleep = true;
        while (!ended && orphans.isEmpty() && seats.stream().noneMatch(Seat::isFree)) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private void fill(Seat seat) {
        try {
            seat(seat);
        } catch (OutOfMemoryError e) { // no thread is to be had
            log.error("no thread for a worker; another attempt follows", e);
            seat.leave(Seat.NOBODY);
        }
    }

    /** False if all workers are at their seats. */
    private boolean fill() {
        boolean any = false;
        for (Seat seat : seats) {
            any |= seat.isFree();
            if (seat.take(LONG_NANOS)) {
                fill(seat);
            }
        }
        for (Runnable call = orphans.poll(); call != null; call = orphans.poll()) {
            Thread.ofPlatform().daemon().name(name + "-last").start(call);
        }
        return any;
    }
}
