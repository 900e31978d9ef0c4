package org.actorfs.simulation;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's scheduler on the virtual clock. Pekko makes it from the configuration and can hand it nothing, so whoever made the system
 * attaches the schedule afterwards; timers that were asked for before wait for that.
 */
public final class VirtualTimers extends AbstractScheduler {
    private final List<Runnable> early = new ArrayList<>();
    private @Nullable Schedule schedule;

    /** As Pekko calls it. */
    public VirtualTimers(Config config, LoggingAdapter log, ThreadFactory threads) {}

    void attach(Schedule to) {
        schedule = to;
        early.forEach(Runnable::run);
        early.clear();
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        Timer timer = new Timer();
        start(timer, delay.toNanos(), -1, task, executor);
        return timer;
    }

    @Override
    @SuppressWarnings("deprecation") // Pekko's own timers still call it
    public Cancellable schedule(
            FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        Timer timer = new Timer();
        start(timer, delay.toNanos(), interval.toNanos(), task, executor);
        return timer;
    }

    private void start(Timer timer, long delayNanos, long intervalNanos, Runnable task, ExecutionContext executor) {
        Schedule to = schedule;
        if (to == null) {
            early.add(() -> start(timer, delayNanos, intervalNanos, task, executor));
            return;
        }
        to.later(delayNanos, () -> {
            if (!timer.isCancelled()) {
                executor.execute(task);
                if (intervalNanos >= 0) {
                    start(timer, intervalNanos, intervalNanos, task, executor);
                }
            }
        });
    }

    @Override
    public double maxFrequency() {
        return 1_000_000;
    }

    private static final class Timer implements Cancellable {
        private boolean cancelled;

        @Override
        public boolean cancel() {
            boolean first = !cancelled;
            cancelled = true;
            return first;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
