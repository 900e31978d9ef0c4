package org.actorfs.union;

/**
 * When a directory of a branch was looked for: taken before the look, so that what has happened since may not be in what was seen.
 *
 * @param nanos by System.nanoTime
 * @param moves how often directories had begun or ended to move until then
 */
record Moment(long nanos, long moves) {
    boolean isAfter(Moment other) {
        return nanos - other.nanos > 0;
    }
}
