package org.actorfs.simulation;

import java.util.List;
import org.actorfs.fs.Reply;
import org.jspecify.annotations.Nullable;

/** One request of a simulated kernel, from when it is sent until its answer has arrived. */
final class Call {
    private final int number;
    private final SimulatedKernel kernel;
    private final String what;
    private final long invoked;
    private final List<Runnable> unpins;
    private @Nullable Reply<?> reply;
    private long responded;
    private boolean waits;

    Call(int number, SimulatedKernel kernel, String what, long invoked, List<Runnable> unpins) {
        this.number = number;
        this.kernel = kernel;
        this.what = what;
        this.invoked = invoked;
        this.unpins = unpins;
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    long invoked() {
        return invoked;
    }

    long responded() {
        return responded;
    }

    void sent(Reply<?> with) {
        reply = with;
    }

    /** The answer may wait for what other calls do. */
    void mayWait() {
        waits = true;
    }

    boolean waits() {
        return waits;
    }

    /** No interrupt reaches this call. */
    void keep() {
        reply = null;
    }

    void interrupt() {
        if (reply != null) {
            reply.interrupt();
        }
    }

    /** The answer has arrived: what the kernel held on to for this call is free. */
    void arrived(long when) {
        responded = when;
        unpins.forEach(Runnable::run);
    }

    @Override
    public String toString() {
        return "#" + number + " kernel " + kernel.number() + " " + what;
    }
}
