package org.actorfs.app.union;

import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.OpenFlags;

/**
 * Removes a copy that has the content of another. From before the comparison until it is gone it is leased, so that nobody has it open:
 * whoever opens it meanwhile waits, the comparison stops at once, and the copy stays.
 */
final class Removal implements AutoCloseable {
    private static final int READ = OpenFlags.O_RDONLY | OpenFlags.O_NOATIME;

    private final BranchTrees trees;
    private final boolean ignoreContent;
    private final boolean dryRun;
    private final Content content = new Content();

    /** What became of a copy. */
    enum Result {
        REMOVED("removed"),
        DIFFERENT("its content is another"),
        OPEN("somebody has it open, or its filesystem cannot tell"),
        READ_ONLY("its branch is read-only"),
        CHANGED("it was changed meanwhile"),
        FAILED("it cannot be read or removed");

        private final String meaning;

        Result(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }
    }

    /** @param dryRun everything but the removal */
    Removal(BranchTrees trees, boolean ignoreContent, boolean dryRun) {
        this.trees = trees;
        this.ignoreContent = ignoreContent;
        this.dryRun = dryRun;
    }

    Result remove(Copy copy, Copy kept) {
        if (!copy.branch().mayChange()) {
            return Result.READ_ONLY;
        }
        if (!ignoreContent && copy.stat().sizeBytes() != kept.stat().sizeBytes()) {
            return Result.DIFFERENT;
        }
        try (Fd file = reopened(copy);
                Fd other = reopened(kept)) {
            if (file.failed() || other.failed()) {
                return failure(file.failed() ? file.number() : other.number());
            }
            return remove(copy, file, other);
        }
    }

    private Result remove(Copy copy, Fd file, Fd kept) {
        if (Descriptors.takeLease(file.number()) < 0) {
            return Result.OPEN;
        }
        Content.Verdict verdict = ignoreContent
                ? Content.Verdict.SAME
                : content.compare(file, kept, () -> Descriptors.holdsLease(file.number()));
        if (verdict == Content.Verdict.DIFFERENT) {
            return Result.DIFFERENT;
        }
        if (!Descriptors.holdsLease(file.number())) {
            return Result.OPEN;
        }
        if (verdict == Content.Verdict.UNKNOWN) {
            return Result.FAILED;
        }
        int result = dryRun ? 0 : trees.unlink(copy);
        return result < 0 ? failure(result) : Result.REMOVED;
    }

    private Fd reopened(Copy copy) {
        try (Fd path = trees.open(copy)) {
            return path.failed() ? path : path.again(READ);
        }
    }

    private static Result failure(int result) {
        return switch (-result) {
            case Errnos.ESTALE, Errnos.ENOENT -> Result.CHANGED;
            case Errnos.EROFS -> Result.READ_ONLY;
            default -> Result.FAILED;
        };
    }

    @Override
    public void close() {
        content.close();
    }
}
