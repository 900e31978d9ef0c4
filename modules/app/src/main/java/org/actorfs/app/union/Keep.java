package org.actorfs.app.union;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Which of several copies stays; of equals the one that is shown, then the first. None but {@link #SHOWN} keeps one that cannot be changed
 * as long as there is another: that one stays anyway, and the file could not be written to any more.
 */
enum Keep {
    /** What the union shows. */
    SHOWN,
    /** The last modified. */
    NEWEST,
    /** The first modified. */
    OLDEST,
    LARGEST,
    SMALLEST,
    /** Whose filesystem has most free space. */
    MOST_FREE;

    /** @param copies at least one */
    Copy choose(List<Copy> copies, Optional<Copy> shown, ToLongFunction<Branch> freeBytes) {
        Comparator<Copy> isShown =
                Comparator.comparing(copy -> shown.filter(copy::equals).isEmpty());
        Comparator<Copy> modified = Comparator.comparing(copy -> copy.stat().modified());
        Comparator<Copy> size = Comparator.comparingLong(copy -> copy.stat().sizeBytes());
        Comparator<Copy> free = Comparator.comparingLong(copy -> freeBytes.applyAsLong(copy.branch()));
        Comparator<Copy> best =
                switch (this) {
                    case SHOWN -> isShown;
                    case NEWEST -> modified.reversed();
                    case OLDEST -> modified;
                    case LARGEST -> size.reversed();
                    case SMALLEST -> size;
                    case MOST_FREE -> free.reversed();
                };
        Comparator<Copy> isFixed = Comparator.comparing(copy -> this != SHOWN && !copy.mayChange());
        return copies.stream()
                .min(isFixed.thenComparing(best).thenComparing(isShown))
                .orElseThrow();
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
