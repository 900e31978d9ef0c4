package org.actorfs.app.union;

import java.util.function.IntSupplier;
import org.actorfs.posix.Errnos;

/** Steps that belong together: Ctrl-C and SIGTERM end the process before or after them, not in between. */
final class UnbrokenSteps {
    private final Object inProgress = new Object();
    private boolean ending;

    UnbrokenSteps() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "last-step"));
    }

    /** What the steps answer; -ECANCELED if the process ends. */
    int run(IntSupplier steps) {
        synchronized (inProgress) {
            return ending ? -Errnos.ECANCELED : steps.getAsInt();
        }
    }

    private void end() {
        synchronized (inProgress) {
            ending = true;
        }
    }
}
