package org.actorfs.app.mounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * How often the start of one mount was tried again, and when it is next. Counts from the start that somebody asked for, or from a run that
 * went well. Part of the {@link MountEntity}, and ends with it: its successor counts anew.
 */
final class Retries {
    private final RetryPolicy policy;
    private final Clock clock;
    private final TimerScheduler<MountEntity.Command> timers;
    private int tried;
    private Instant startedAt = Instant.EPOCH;

    Retries(RetryPolicy policy, Clock clock, TimerScheduler<MountEntity.Command> timers) {
        this.policy = policy;
        this.clock = clock;
        this.timers = timers;
    }

    /** Somebody asks for a start. */
    void countAnew() {
        tried = 0;
    }

    /** It runs now. */
    void started() {
        startedAt = clock.instant();
    }

    /** None is due any more. */
    void callOff() {
        timers.cancel(new MountEntity.RetryDue());
    }

    boolean isDue() {
        return timers.isTimerActive(new MountEntity.RetryDue());
    }

    /** After a start that failed: when it is tried again, in words; empty if it is not. */
    Optional<String> afterFailure() {
        return later(policy);
    }

    /** As above, of a mount that died: what has once run is started again once at least. */
    Optional<String> afterDeath() {
        if (startedAt.plus(policy.longestDelay()).isBefore(clock.instant())) {
            tried = 0; // it had run well
        }
        return later(new RetryPolicy(Math.max(1, policy.attempts()), policy.firstDelay(), policy.longestDelay()));
    }

    private Optional<String> later(RetryPolicy atMost) {
        Optional<Duration> delay = atMost.delay(tried);
        delay.ifPresent(wait -> {
            tried++;
            in(wait);
        });
        return delay.map(wait -> "it is started again in %d ms".formatted(wait.toMillis()));
    }

    /** One that is due now waits for the journal, and is not counted. */
    void putOff() {
        in(RetryPolicy.ENDLESS.firstDelay());
    }

    private void in(Duration wait) {
        timers.startSingleTimer(new MountEntity.RetryDue(), wait);
    }
}
