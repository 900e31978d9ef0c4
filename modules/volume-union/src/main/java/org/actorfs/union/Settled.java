package org.actorfs.union;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;

/** What comes after an outcome, also after a failure. */
final class Settled {
    private Settled() {}

    /** The next step, which is given the outcome whatever it is. */
    static <T, R> Outcome<R> then(Outcome<T> outcome, Function<Outcome.Ready<T>, Outcome<R>> next) {
        return outcome instanceof Outcome.Ready<T> ready
                ? next.apply(ready)
                : settled(outcome).then(next);
    }

    /** The outcome; but something else if it failed with this errno. */
    static <T> Outcome<T> instead(Outcome<T> outcome, Errno errno, Supplier<Outcome<T>> other) {
        return then(outcome, told -> told instanceof Outcome.Failed<T>(Errno why) && why == errno ? other.get() : told);
    }

    /** Succeeds with what the outcome comes to be. */
    private static <T> Outcome<Outcome.Ready<T>> settled(Outcome<T> outcome) {
        Later<Outcome.Ready<T>> later = new Later<>();
        outcome.whenReady(ready -> later.complete(new Outcome.Done<>(ready)));
        return later;
    }

    /** Does it with each, one after the other, whatever the outcomes are. */
    static <T, R> Outcome<List<Outcome.Ready<R>>> each(List<T> all, Function<T, Outcome<R>> step) {
        return each(all, 0, new ArrayList<>(all.size()), step);
    }

    private static <T, R> Outcome<List<Outcome.Ready<R>>> each(
            List<T> all, int index, List<Outcome.Ready<R>> before, Function<T, Outcome<R>> step) {
        for (int i = index; i < all.size(); i++) {
            Outcome<R> outcome = step.apply(all.get(i));
            if (!(outcome instanceof Outcome.Ready<R> ready)) {
                int next = i + 1;
                return then(outcome, late -> {
                    before.add(late);
                    return each(all, next, before, step);
                });
            }
            before.add(ready);
        }
        return Outcome.of(before);
    }

    /** The first success if there is one, else the first failure. */
    static <R> Outcome<R> firstSuccess(List<Outcome.Ready<R>> outcomes) {
        for (Outcome.Ready<R> outcome : outcomes) {
            if (outcome instanceof Outcome.Done<R>) {
                return outcome;
            }
        }
        return outcomes.getFirst();
    }

    /** The first failure if there is one, else the first success. */
    static <R> Outcome<R> firstFailure(List<Outcome.Ready<R>> outcomes) {
        for (Outcome.Ready<R> outcome : outcomes) {
            if (outcome instanceof Outcome.Failed<R>) {
                return outcome;
            }
        }
        return outcomes.getFirst();
    }
}
