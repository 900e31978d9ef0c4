package org.actorfs.app.union;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** In what the copies of a name differ. */
enum Difference {
    TYPE,
    MODE,
    OWNER,
    SIZE,
    MTIME;

    /** Size and mtime count for regular files only. */
    static Set<Difference> among(List<Copy> copies) {
        Set<Difference> found = EnumSet.noneOf(Difference.class);
        boolean regular = copies.stream().allMatch(copy -> copy.stat().isRegular());
        for (Difference each : values()) {
            boolean counts = regular || (each != SIZE && each != MTIME);
            if (counts && values(copies, each::of) > 1) {
                found.add(each);
            }
        }
        return found;
    }

    private static long values(List<Copy> copies, Function<Stat, Object> value) {
        return copies.stream().map(Copy::stat).map(value).distinct().count();
    }

    private Object of(Stat stat) {
        return switch (this) {
            case TYPE -> stat.type();
            case MODE -> stat.permissions();
            case OWNER -> stat.owner();
            case SIZE -> stat.sizeBytes();
            case MTIME -> stat.modified();
        };
    }

    /** For people: {@code mode, owner}. */
    static String text(Set<Difference> differences) {
        return differences.stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
