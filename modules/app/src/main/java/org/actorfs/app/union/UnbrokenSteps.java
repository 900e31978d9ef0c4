package org.actorfs.app.union;

import java.util.function.IntSupplier;

/** Steps that belong together: Ctrl-C and SIGTERM end the process before or after them, not in between. */
final class UnbrokenSteps {
    private final Object inProgress = new Object();

    UnbrokenSteps() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::await, "last-step"));
    }

    int run(IntSupplier steps) {
        synchronized (inProgress) {
            return steps.getAsInt();
        }
    }

    private void await() {
        synchronized (inProgress) {
            return;
        }
    }
}
