package org.actorfs.app.mounts;

import java.time.Duration;
import java.util.Optional;

/**
 * How often a start that failed, or a mount that died, is tried again, and when.
 *
 * @param attempts after the first; 0: none
 * @param firstDelay before the first of them; each next one waits twice as long
 * @param longestDelay at most
 */
public record RetryPolicy(int attempts, Duration firstDelay, Duration longestDelay) {
    /** For the journal, which is waited for as long as it takes. */
    static final RetryPolicy ENDLESS =
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(15));

    private static final int MOST_DOUBLINGS = 30;

    /** The wait before attempt {@code number}, from 0; empty when there is none any more. */
    Optional<Duration> delay(int number) {
        if (number >= attempts) {
            return Optional.empty();
        }
        Duration doubled = firstDelay.multipliedBy(1L << Math.min(number, MOST_DOUBLINGS));
        return Optional.of(doubled.compareTo(longestDelay) < 0 ? doubled : longestDelay);
    }
}
