package org.actorfs.fuse.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import org.actorfs.posix.NativeBuffer;

/** A request buffer that a write's data lies in: whoever leaves last of the worker and the answer has it. */
public final class Borrow {
    private final AtomicBoolean oneLeft = new AtomicBoolean();
    private final NativeBuffer buffer;
    private final Buffers home;

    public Borrow(NativeBuffer buffer, Buffers home) {
        this.buffer = buffer;
        this.home = home;
    }

    /** True if the answer was given, so the worker may read into the buffer again. */
    public boolean leaveWorker() {
        return !oneLeft.compareAndSet(false, true);
    }

    /** The answer was given. */
    public void leaveAnswer() {
        if (!oneLeft.compareAndSet(false, true)) {
            home.giveRequest(buffer);
        }
    }
}
