package org.actorfs.app.union;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whose mode and owner the copies of a name should have. */
enum Fix {
    /** Those that the union shows. */
    SHOWN,
    /** Those of the copy that was modified last. */
    NEWEST,
    /** Those of the first copy that is root's. */
    ROOT,
    /** Those of the first copy that is not root's. */
    NONROOT;

    /** What became of a copy, or would. */
    enum Step {
        NOTHING("as it should be"),
        CHANGE("changed"),
        OTHER_TYPE("it is of another type"),
        READ_ONLY("its branch is read-only"),
        SET_ID("a file does not get set-id bits from another"),
        SEVERAL_NAMES("it has several names");

        private final String meaning;

        Step(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }
    }

    /** Empty if there is none. */
    Optional<Copy> model(List<Copy> copies, Optional<Copy> shown) {
        return switch (this) {
            case SHOWN -> shown;
            case NEWEST ->
                copies.stream().max(Comparator.comparing(copy -> copy.stat().modified()));
            case ROOT -> copies.stream().filter(copy -> copy.stat().uid() == 0).findFirst();
            case NONROOT ->
                copies.stream().filter(copy -> copy.stat().uid() != 0).findFirst();
        };
    }

    /**
     * What to do so that a copy is like the model. The owner of a branch's directory chooses what is in it: so no file becomes a set-id program
     * this way, and none that has another name elsewhere is given away.
     */
    static Step step(Copy copy, Stat model) {
        Stat stat = copy.stat();
        if (stat.type() != model.type()) {
            return Step.OTHER_TYPE;
        }
        if (stat.permissions() == model.permissions() && stat.uid() == model.uid() && stat.gid() == model.gid()) {
            return Step.NOTHING;
        }
        if (!copy.mayChange()) {
            return Step.READ_ONLY;
        }
        if (!stat.isDirectory() && model.hasSetId()) {
            return Step.SET_ID;
        }
        return stat.hasSeveralNames() ? Step.SEVERAL_NAMES : Step.CHANGE;
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
