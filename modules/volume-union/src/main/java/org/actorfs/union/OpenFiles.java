package org.actorfs.union;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;

/**
 * What is open of one file, and a gate for all that is done to it: many pass at a time, or one is alone there, who moves the file to another
 * branch. In the order in which they come, and without a thread that waits. One for each inode that was ever opened; any thread.
 */
final class OpenFiles {
    private final Object lock = new Object();
    private final Set<UnionFile> files = new LinkedHashSet<>();
    private final Deque<Turn> queue = new ArrayDeque<>();
    private int passing;
    private boolean alone;

    // INVARIANT: if somebody is alone then nobody passes; who comes while there is a queue goes to its end.

    private record Turn(boolean alone, Later<Nothing> granted) {}

    void add(UnionFile file) {
        synchronized (lock) {
            files.add(file);
        }
    }

    void remove(UnionFile file) {
        synchronized (lock) {
            files.remove(file);
        }
    }

    List<UnionFile> all() {
        synchronized (lock) {
            return List.copyOf(files);
        }
    }

    /** Does a step while nobody moves the file. */
    <T> Outcome<T> pass(Supplier<Outcome<T>> step) {
        return inTurn(false, step);
    }

    /** Does a step with nobody else there. Never within another step: it would wait for itself. */
    <T> Outcome<T> alone(Supplier<Outcome<T>> step) {
        return inTurn(true, step);
    }

    private <T> Outcome<T> inTurn(boolean wantsAlone, Supplier<Outcome<T>> step) {
        Later<Nothing> granted;
        synchronized (lock) {
            if (queue.isEmpty() && isFree(wantsAlone)) {
                take(wantsAlone);
                granted = null;
            } else {
                granted = new Later<>();
                queue.add(new Turn(wantsAlone, granted));
            }
        }
        return granted == null ? done(wantsAlone, step) : granted.then(_ -> done(wantsAlone, step));
    }

    private boolean isFree(boolean forOne) {
        return !alone && (!forOne || passing == 0);
    }

    private void take(boolean forOne) {
        alone = forOne;
        passing += forOne ? 0 : 1;
    }

    private <T> Outcome<T> done(boolean wasAlone, Supplier<Outcome<T>> step) {
        Outcome<T> outcome;
        try {
            outcome = step.get();
        } catch (RuntimeException | Error e) {
            leave(wasAlone);
            throw e;
        }
        if (outcome instanceof Outcome.Ready<T>) {
            leave(wasAlone);
            return outcome;
        }
        Later<T> settled = new Later<>();
        outcome.whenReady(ready -> {
            leave(wasAlone);
            settled.complete(ready);
        });
        return settled;
    }

    private void leave(boolean wasAlone) {
        List<Turn> next = new ArrayList<>();
        synchronized (lock) {
            if (wasAlone) {
                alone = false;
            } else {
                passing--;
            }
            while (!queue.isEmpty() && isFree(queue.getFirst().alone)) {
                Turn turn = queue.removeFirst();
                take(turn.alone);
                next.add(turn);
            }
        }
        next.forEach(turn -> turn.granted.completeWith(Outcome.done()));
    }
}
