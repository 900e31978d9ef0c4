package org.actorfs.fs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one answer to one request. Whoever holds it completes it once, on any thread; a later completion is logged and goes nowhere.
 * Adapters subclass it to encode the answer where it is; {@link ReplyFuture} is the form that waits.
 *
 * <p>States: waiting, begun (a driver works on it), complete. {@link #interrupt} ends only a request that has not begun.
 */
public abstract class Reply<T> {
    private static final Logger log = LoggerFactory.getLogger(Reply.class);
    private static final int WAITING = 0;
    private static final int BEGUN = 1;
    private static final int COMPLETE = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Reply.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // written through STATE
    private volatile int state;

    /** Called once, when work on the request starts and before it does; never for one that is answered without. */
    protected void onBegin() {}

    /** Called once, on the thread that completed. */
    protected abstract void onSuccess(T value);

    /** Called once instead of {@link #onSuccess(Object)}; whoever has nothing to gain from an early answer gives it afterwards. */
    protected void onSuccess(T value, Runnable rest) {
        try {
            rest.run();
        } finally {
            onSuccess(value);
        }
    }

    /** Called once, on the thread that completed. */
    protected abstract void onFailure(Errno errno);

    /** Marks that work has started which an interrupt can no longer undo; false if the request is complete, so skip it. */
    public final boolean begin() {
        if (STATE.compareAndSet(this, WAITING, BEGUN)) {
            onBegin();
            return true;
        }
        return state == BEGUN;
    }

    /** Whether work on it has started, and it is not complete. */
    public final boolean isBegun() {
        return state == BEGUN;
    }

    public final boolean isComplete() {
        return state == COMPLETE;
    }

    /** Answers with a value; false, and a line in the log, if an answer was given before. */
    public final boolean succeed(T value) {
        if (!finish(value)) {
            return false;
        }
        onSuccess(value);
        return true;
    }

    /**
     * As {@link #succeed}, for one whose work is certain but not all done: does the rest, once the answer is on its way, before anything
     * that the request lent is taken back.
     */
    public final boolean succeedThen(T value, Runnable rest) {
        if (!finish(value)) {
            rest.run();
            return false;
        }
        onSuccess(value, rest);
        return true;
    }

    /** Answers with an error; false, and a line in the log, if an answer was given before. */
    public final boolean fail(Errno errno) {
        if (!finish(errno)) {
            return false;
        }
        onFailure(errno);
        return true;
    }

    /** Answers as the outcome says. */
    public final boolean complete(Outcome.Ready<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T> done -> succeed(done.value());
            case Outcome.Failed<T> failed -> fail(failed.errno());
        };
    }

    /** Answers EINTR if no work has begun; false if it has, and then the answer comes as usual. */
    public final boolean interrupt() {
        if (!STATE.compareAndSet(this, WAITING, COMPLETE)) {
            return false;
        }
        onFailure(Errno.EINTR);
        return true;
    }

    private boolean finish(@Nullable Object answer) {
        int before = (int) STATE.getAndSet(this, COMPLETE);
        if (before != COMPLETE) {
            return true;
        }
        log.warn("a request was answered again; the late answer, {}, is dropped", answer);
        return false;
    }
}
