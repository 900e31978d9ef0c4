package org.actorfs.app.system;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Failed;

/**
 * Trouble with names of a certain beginning: {@code CALL-throws}, {@code CALL-fails-ERRNO}, {@code CALL-never}, {@code CALL-late}, {@code
 * CALL-twice}, where CALL is lookup, open, read or write. Whoever never answers is made to by {@link #close}: the volume would never end; and whoever
 * is late has succeeded then.
 */
final class Misbehaving implements ForwardingDriver.Trouble, AutoCloseable {
    private volatile boolean closed;
    private final AtomicInteger driversClosed = new AtomicInteger();
    private final Queue<Later<?>> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> overdue = new ConcurrentLinkedQueue<>();

    @Override
    public <T> Outcome<T> answer(String call, Name name, Supplier<Outcome<T>> driver) {
        if (call.equals("close")) {
            driversClosed.incrementAndGet();
        }
        String text = name.toString();
        if (text.startsWith(call + "-throws")) {
            throw new IllegalStateException("the driver throws, as the test wants");
        }
        if (text.startsWith(call + "-fails-")) {
            return Outcome.failed(Errno.valueOf(text.substring((call + "-fails-").length())));
        }
        if (!closed && text.startsWith(call + "-late")) {
            Later<T> late = new Later<>();
            overdue.add(() -> late.completeWith(driver.get()));
            return late;
        }
        if (!closed && text.startsWith(call + "-never")) {
            Later<T> never = new Later<>();
            unanswered.add(never);
            return never;
        }
        if (text.startsWith(call + "-twice")) {
            Later<T> twice = new Later<>();
            driver.get().whenReady(answer -> {
                twice.complete(answer);
                twice.complete(new Failed<>(Errno.EIO));
            });
            return twice;
        }
        return driver.get();
    }

    /** Returns once there is a call that is never answered. */
    void awaitUnanswered() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (unanswered.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    /** How many calls are not answered. */
    int unanswered() {
        return unanswered.size();
    }

    /** How many of the drivers in trouble were closed. */
    int driversClosed() {
        return driversClosed.get();
    }

    @Override
    public void close() {
        closed = true;
        unanswered.forEach(later -> later.complete(new Failed<>(Errno.EIO)));
        overdue.forEach(Runnable::run);
        overdue.clear();
    }
}
