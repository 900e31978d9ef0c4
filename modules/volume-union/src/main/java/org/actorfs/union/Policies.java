package org.actorfs.union;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All policies there are. To add one: a way to pick if it needs a new one, and a line here. */
final class Policies {
    private static final List<Policy> ALL = List.of(
            anywhere("all", Pick.ALL, Pick.ALL),
            anywhere("ff", Pick.FIRST, Pick.FIRST),
            anywhere("lfs", Pick.LEAST_FREE, Pick.LEAST_FREE),
            anywhere("lus", Pick.LEAST_USED, Pick.LEAST_USED),
            anywhere("mfs", Pick.MOST_FREE, Pick.MOST_FREE),
            anywhere("pfrd", Pick.AT_RANDOM_BY_FREE_SPACE, Pick.AT_RANDOM_BY_FREE_SPACE),
            anywhere("rand", Pick.AT_RANDOM, Pick.AT_RANDOM),
            anywhere("erofs", Pick.NONE, Pick.NONE),
            new Policy("newest", true, false, false, Pick.NEWEST, Pick.NEWEST),
            existing("epall", Pick.ALL),
            existing("epff", Pick.FIRST),
            existing("eplfs", Pick.LEAST_FREE),
            existing("eplus", Pick.LEAST_USED),
            existing("epmfs", Pick.MOST_FREE),
            existing("eppfrd", Pick.AT_RANDOM_BY_FREE_SPACE),
            existing("eprand", Pick.AT_RANDOM),
            mostShared("msplfs", Pick.LEAST_FREE),
            mostShared("msplus", Pick.LEAST_USED),
            mostShared("mspmfs", Pick.MOST_FREE),
            mostShared("msppfrd", Pick.AT_RANDOM_BY_FREE_SPACE));

    private Policies() {}

    static Optional<Policy> named(String name) {
        return ALL.stream().filter(policy -> policy.name().equals(name)).findFirst();
    }

    /** As {@link #named}, for a setting. */
    static Policy of(String word, String name) throws BadSetting {
        return named(name)
                .orElseThrow(() -> new BadSetting(
                        "'%s=%s': there is no such policy; there are: %s".formatted(word, name, names())));
    }

    static List<Policy> all() {
        return ALL;
    }

    /** For a message. */
    static String names() {
        return ALL.stream().map(Policy::name).sorted().collect(Collectors.joining(" "));
    }

    private static Policy anywhere(String name, Pick make, Pick find) {
        return new Policy(name, false, false, false, make, find);
    }

    private static Policy existing(String name, Pick pick) {
        return new Policy(name, true, true, false, pick, pick);
    }

    private static Policy mostShared(String name, Pick pick) {
        return new Policy(name, true, true, true, pick, pick);
    }
}
