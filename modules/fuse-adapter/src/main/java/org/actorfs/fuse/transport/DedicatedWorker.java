package org.actorfs.fuse.transport;

import org.actorfs.posix.Processes;

/**
 * A worker of one session: waits in read(2) itself. That takes half the system calls of a {@link SharedWorker}, and the kernel wakes a
 * reader on the CPU of the caller more often than not, which is worth more. It has the {@link Seat} at one descriptor; it ends with its
 * session, or when it has lost the seat.
 *
 * <p>It also runs calls that may wait, between two requests. If one does wait, another worker gets the seat.
 */
final class DedicatedWorker extends Worker {
    private final Seat seat;
    private final Substitutes substitutes;

    private int tid = Seat.NOBODY;

    DedicatedWorker(String name, Seat seat, Substitutes substitutes) {
        super(name);
        this.seat = seat;
        this.substitutes = substitutes;
    }

    @Override
    protected boolean takesCalls() {
        return takesTurns();
    }

    @Override
    void serve() {
        tid = Processes.gettid();
        boolean open = true;
        while (open) {
            open = serve(seat.channel(), seat.fd());
            drain();
            if (!runCalls()) {
                return;
            }
        }
        substitutes.end(seat);
        seat.channel().ended(seat.fd());
    }

    /** False if it has lost the seat meanwhile; even then it runs what it has taken. */
    private boolean runCalls() {
        boolean seated = true;
        for (Runnable call = nextCall(); call != null; call = nextCall()) {
            seated = run(call, seated);
            drain();
        }
        return seated;
    }

    private boolean run(Runnable call, boolean seated) {
        long left = seated ? seat.leave(tid) : Seat.TAKEN;
        substitutes.watch();
        try {
            call.run();
        } catch (RuntimeException
                | Error e) { // was logged by who made the call; this thread may still be somebody else
            handOver();
            for (Runnable next = nextCall(); next != null; next = nextCall()) {
                substitutes.adopt(next);
            }
            throw e; // the seat is free, and will be given to another
        }
        return seated && seat.comeBack(left);
    }
}
