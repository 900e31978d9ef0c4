package org.actorfs.fuse.session;

import java.util.concurrent.atomic.AtomicBoolean;
import org.actorfs.fuse.transport.Buffers;
import org.actorfs.posix.NativeBuffer;

/** A request buffer that a write's data lies in: whoever leaves last of the worker and the answer has it. */
final class Borrow {
    private final AtomicBoolean oneLeft = new AtomicBoolean();
    private final NativeBuffer buffer;

    Borrow(NativeBuffer buffer) {
        this.buffer = buffer;
    }

    /** True if the answer was given, so the worker may read into the buffer again. */
    boolean leaveWorker() {
        return !oneLeft.compareAndSet(false, true);
    }

    /** The answer was given. */
    void leaveAnswer(Buffers home) {
        if (!oneLeft.compareAndSet(false, true)) {
            home.giveRequest(buffer);
        }
    }
}
