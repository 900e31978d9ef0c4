package org.actorfs.union;

import java.util.List;
import java.util.random.RandomGenerator;
import org.actorfs.fs.Errno;

/**
 * How branches are chosen: a pure function of what it is told of them.
 *
 * @param name as in {@code func.create=mfs}
 * @param existing makes things only where their directory is there already
 * @param preservesPaths rename and link do not make directories on other branches for it
 * @param walksUp where no branch will do, asks again with the directory above
 * @param make chooses where something is made
 * @param find chooses among the copies of what is there
 */
record Policy(String name, boolean existing, boolean preservesPaths, boolean walksUp, Pick make, Pick find) {
    Selection select(Category category, List<Candidate> candidates, RandomGenerator random) {
        if (find == Pick.NONE) {
            return new Selection.Refused(Errno.EROFS);
        }
        Eligibility eligible = Eligibility.of(category, existing, candidates);
        if (eligible.indices().isEmpty()) {
            return new Selection.Refused(eligible.refusal());
        }
        Pick pick = category == Category.CREATE ? make : find;
        return new Selection.Chosen(pick.among(eligible.indices(), candidates, random));
    }

    /** Whether nobody can tell by where something is made how much space the branches had at that very moment. */
    boolean makesAtRandom() {
        return make == Pick.AT_RANDOM || make == Pick.AT_RANDOM_BY_FREE_SPACE;
    }

    /** Whether the first branch that has it decides a search, so that the others need not be asked. */
    boolean isFirstFound() {
        return find == Pick.FIRST;
    }
}
