package org.actorfs.fs;

import org.jspecify.annotations.Nullable;

/**
 * What fallocate(2) does with a range of a file.
 *
 * @param keepSize the file does not grow, though space beyond its end may be reserved
 * @param offset in bytes, not negative
 * @param length in bytes, above 0; the range ends at or below {@link Long#MAX_VALUE}
 */
public record Allocation(Kind kind, boolean keepSize, long offset, long length) {
    public Allocation {
        if (!isRange(offset, length)) {
            throw new IllegalArgumentException("no range: " + length + " bytes at " + offset);
        }
    }

    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int ZERO_RANGE = 16;

    /** The kinds that we know; the others of Linux move data (EOPNOTSUPP). */
    public enum Kind {
        /** Space for the range; what is in it stays. */
        RESERVE,
        /** The range reads as zeros and takes no space; the file keeps its size. */
        PUNCH_HOLE,
        /** The range reads as zeros and has space. */
        ZERO
    }

    /** Whether there is such a range; else EINVAL. */
    public static boolean isRange(long offset, long length) {
        return offset >= 0 && length > 0 && offset <= Long.MAX_VALUE - length;
    }

    /** The call with this mode, or null for one that is not served. */
    public static @Nullable Allocation of(int mode, long offset, long length) {
        boolean keepSize = (mode & KEEP_SIZE) != 0;
        return switch (mode & ~KEEP_SIZE) {
            case 0 -> new Allocation(Kind.RESERVE, keepSize, offset, length);
            case PUNCH_HOLE -> keepSize ? new Allocation(Kind.PUNCH_HOLE, true, offset, length) : null;
            case ZERO_RANGE -> new Allocation(Kind.ZERO, keepSize, offset, length);
            default -> null;
        };
    }

    /** The start of the range; the size is left to {@link #after}. */
    public Allocation first(long bytes) {
        return new Allocation(kind, true, offset, bytes);
    }

    /** What {@link #first} leaves. */
    public Allocation after(long bytes) {
        return new Allocation(kind, keepSize, offset + bytes, length - bytes);
    }

    /** The mode of fallocate(2). */
    public int mode() {
        int flags =
                switch (kind) {
                    case RESERVE -> 0;
                    case PUNCH_HOLE -> PUNCH_HOLE;
                    case ZERO -> ZERO_RANGE;
                };
        return flags | (keepSize ? KEEP_SIZE : 0);
    }

    /** The offset after the range. */
    public long end() {
        return offset + length;
    }
}
