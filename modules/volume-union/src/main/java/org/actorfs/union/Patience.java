package org.actorfs.union;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What somebody waits for of one branch. While the branch has answered nothing for a second, what it said last will do where it said something:
 * a disk that hangs is not to keep people from the directories that they know. Any thread.
 */
final class Patience {
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Question<?>> unanswered = ConcurrentHashMap.newKeySet();

    /** By System.nanoTime: the last answer, or when it began to owe one. */
    private volatile long sinceNanos = System.nanoTime();

    /** One question; told once. */
    private static final class Question<T> {
        private final Later<T> answer = new Later<>();
        private final AtomicBoolean told = new AtomicBoolean();
        private final Supplier<Outcome.@Nullable Ready<T>> lastKnown;

        Question(Supplier<Outcome.@Nullable Ready<T>> lastKnown) {
            this.lastKnown = lastKnown;
        }

        void tell(Outcome.Ready<T> outcome) {
            if (told.compareAndSet(false, true)) {
                answer.complete(outcome);
            }
        }

        void tellLastKnown() {
            Outcome.Ready<T> known = told.get() ? null : lastKnown.get();
            if (known != null) {
                tell(known);
            }
        }
    }

    /** Whether it owes answers and has given none for a while. */
    boolean isSilent() {
        return !unanswered.isEmpty() && System.nanoTime() - sinceNanos > SILENCE_NANOS;
    }

    /** @param lastKnown what was the answer last; null if that is not known */
    <T> Outcome<T> ask(Supplier<Outcome<T>> question, Supplier<Outcome.@Nullable Ready<T>> lastKnown) {
        if (isSilent()) {
            Outcome.Ready<T> known = lastKnown.get();
            if (known != null) {
                return known;
            }
        }
        Outcome<T> asked = question.get();
        if (asked instanceof Outcome.Ready<T>) {
            return asked;
        }
        Question<T> owed = new Question<>(lastKnown);
        if (unanswered.isEmpty()) {
            sinceNanos = System.nanoTime();
        }
        unanswered.add(owed);
        asked.whenReady(answer -> {
            sinceNanos = System.nanoTime();
            unanswered.remove(owed);
            owed.tell(answer);
        });
        return owed.answer;
    }

    /** Nobody is to wait any more. */
    void end() {
        unanswered.forEach(question -> question.tell(new Outcome.Failed<>(Errno.EIO)));
    }

    /** To be called now and then: who waits already is told, too. */
    void check() {
        if (isSilent()) {
            unanswered.forEach(Question::tellLastKnown);
        }
    }
}
