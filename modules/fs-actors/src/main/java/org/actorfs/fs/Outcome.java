package org.actorfs.fs;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** What a driver's call gives back: a value, an expected failure, or the promise of either later. */
public sealed interface Outcome<T> permits Outcome.Ready, Later {

    /** An outcome that is known now. */
    sealed interface Ready<T> extends Outcome<T> {}

    /** The call did what was asked. */
    record Done<T>(T value) implements Ready<T> {}

    /** The call changed nothing, or what it says in its own documentation. */
    record Failed<T>(Errno errno) implements Ready<T> {}

    /** The answer of calls that give nothing back. */
    enum Nothing {
        NOTHING
    }

    static <T> Outcome<T> of(T value) {
        return new Done<>(value);
    }

    static <T> Outcome<T> failed(Errno errno) {
        return new Failed<>(errno);
    }

    static Outcome<Nothing> done() {
        return Constants.DONE;
    }

    /** Calls back once, at once if the outcome is known, else on the thread that completes it. */
    default void whenReady(Consumer<Ready<T>> callback) {
        switch (this) {
            case Ready<T> ready -> callback.accept(ready);
            case Later<T> later -> later.listen(callback);
        }
    }

    /** The same outcome with its value changed; a failure stays as it is. */
    default <R> Outcome<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Done<T> done -> new Done<>(change.apply(done.value()));
            case Failed<T> failure -> new Failed<>(failure.errno());
            case Later<T> later -> {
                Later<R> mapped = new Later<>();
                later.listen(ready -> mapped.completeWith(safely(() -> ready.map(change))));
                yield mapped;
            }
        };
    }

    /** The outcome of the next step, which is given the value; a failure stays as it is. */
    default <R> Outcome<R> then(Function<? super T, Outcome<R>> next) {
        return switch (this) {
            case Done<T> done -> next.apply(done.value());
            case Failed<T> failure -> new Failed<>(failure.errno());
            case Later<T> later -> {
                Later<R> chained = new Later<>();
                later.listen(ready -> safely(() -> ready.then(next)).whenReady(chained::completeWith));
                yield chained;
            }
        };
    }

    /** What a step that throws would otherwise never answer becomes EIO; a step that is asked for at once throws to who asked. */
    private static <T> Outcome<T> safely(Supplier<Outcome<T>> step) {
        try {
            return step.get();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            LoggerFactory.getLogger(Outcome.class).error("what follows a late answer failed; its caller gets EIO", e);
            return new Failed<>(Errno.EIO);
        }
    }

    /** Keeps the shared success out of the interface's public names. */
    final class Constants {
        private static final Outcome<Nothing> DONE = new Done<>(Nothing.NOTHING);

        private Constants() {}
    }
}
