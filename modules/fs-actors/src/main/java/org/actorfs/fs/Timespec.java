package org.actorfs.fs;

/** A point in time as struct timespec has it: seconds since 1970 (may be negative) and 0 to 999,999,999 nanoseconds. */
public record Timespec(long seconds, int nanos) implements Comparable<Timespec> {
    public static final Timespec EPOCH = new Timespec(0, 0);

    @Override
    public int compareTo(Timespec other) {
        int order = Long.compare(seconds, other.seconds);
        return order != 0 ? order : Integer.compare(nanos, other.nanos);
    }
}
