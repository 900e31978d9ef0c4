package org.actorfs.app.union;

import java.util.function.Supplier;

/** Steps that belong together: Ctrl-C and SIGTERM end the process before or after them, not in between. */
final class UnbrokenSteps {
    private final Object inProgress = new Object();
    private boolean ending;

    UnbrokenSteps() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "last-step"));
    }

    /** What the steps answer, or that the process ends and they are not taken. */
    <T> T run(Supplier<T> steps, T ifEnding) {
        synchronized (inProgress) {
            return ending ? ifEnding : steps.get();
        }
    }

    private void end() {
        synchronized (inProgress) {
            ending = true;
        }
    }
}
