package org.actorfs.app.union;

import java.util.Optional;
import org.actorfs.app.union.Comparison.Verdict;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Statx;

/**
 * Removes a copy that has the content of another, which is on its storage by then. From before the comparison until it is gone it is leased,
 * so that nobody has it open: whoever opens it meanwhile waits, the comparison stops at once, and the copy stays.
 *
 * <p>Last it gets another name, so that nobody finds it any more, and one can see whether the other is still there without it: it would not
 * be if two branches were two views of one directory. Only then it is unlinked, or gets its name back.
 *
 * <p>What cannot be excluded: who looked the copy up before it got the other name, and opens it after it was unlinked, has a file
 * without a name. The one that stays is not leased: it can be written to at any time, and the comparison notices by its times only.
 */
final class Removal {
    private static final int READ = OpenFlags.O_RDONLY | OpenFlags.O_NOATIME | OpenFlags.O_NONBLOCK;

    private final BranchTrees trees;
    private final Comparison comparison;
    private final boolean dryRun;
    private final UnbrokenSteps steps = new UnbrokenSteps();
    private final Statx statx = new Statx();

    /** What became of a copy. */
    enum Result {
        REMOVED("removed"),
        DIFFERENT("its content is another"),
        OPEN("somebody has it open, or its filesystem cannot tell"),
        READ_ONLY("its branch or the filesystem is read-only"),
        SEVERAL_NAMES("it has several names"),
        CHANGED("one of the two was changed meanwhile, or they are the same file seen twice"),
        FAILED("it cannot be read or removed"),
        LEFT_ASIDE("it could not get its name back, and is beside it as .actorfs-dedup-NAME");

        private final String meaning;

        Result(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }

        /** Whether it stays though it should not. */
        boolean isFailure() {
            return this == FAILED || this == LEFT_ASIDE;
        }
    }

    /** @param dryRun everything but the removal */
    Removal(BranchTrees trees, Comparison comparison, boolean dryRun) {
        this.trees = trees;
        this.comparison = comparison;
        this.dryRun = dryRun;
    }

    Result remove(Copy copy, Copy kept) {
        if (!copy.mayChange()) {
            return Result.READ_ONLY;
        }
        if (copy.stat().hasSeveralNames()) {
            return Result.SEVERAL_NAMES;
        }
        try (Fd file = reopened(copy);
                Fd other = reopened(kept)) {
            if (file.failed() || other.failed()) {
                return failure(file.failed() ? file.number() : other.number());
            }
            return remove(new Pair(copy, file, kept, other));
        }
    }

    /** The two copies, and a descriptor of each. */
    private record Pair(Copy copy, Fd file, Copy kept, Fd keptFile) {}

    private Result remove(Pair pair) {
        if (Descriptors.takeLease(pair.file().number()) < 0) {
            return Result.OPEN;
        }
        Optional<Stat> copy = pair.file().stat(statx);
        Optional<Stat> kept = pair.keptFile().stat(statx);
        if (copy.filter(pair.copy().stat()::hasSameData).isEmpty()
                || kept.filter(pair.kept().stat()::hasSameData).isEmpty()) {
            return Result.CHANGED;
        }
        Verdict verdict = comparison.compare(pair.file(), pair.keptFile(), () -> isLeased(pair));
        if (verdict == Verdict.DIFFERENT) {
            return Result.DIFFERENT;
        }
        if (!isLeased(pair)) {
            return Result.OPEN;
        }
        if (verdict == Verdict.UNKNOWN) {
            return Result.FAILED;
        }
        if (pair.keptFile().stat(statx).filter(kept.get()::isUnchangedSince).isEmpty()) {
            return Result.CHANGED;
        }
        return dryRun ? Result.REMOVED : removeSame(pair);
    }

    private static boolean isLeased(Pair pair) {
        return Descriptors.holdsLease(pair.file().number());
    }

    private Result removeSame(Pair pair) {
        try (Fd keptDirectory = trees.openParent(pair.kept(), OpenFlags.O_RDONLY);
                Fd directory = trees.openParent(pair.copy(), OpenFlags.O_PATH)) {
            int obstacle = Math.min(directory.number(), Math.min(sync(pair.keptFile()), sync(keptDirectory)));
            return obstacle < 0
                    ? failure(obstacle)
                    : steps.run(() -> setAside(pair, new Aside(directory, pair.copy())), Result.FAILED);
        }
    }

    /** Some filesystems cannot sync a directory, and say so. */
    private static int sync(Fd file) {
        int result = file.failed() ? file.number() : FileIo.fsync(file.number());
        return result == -Errnos.EINVAL ? 0 : result;
    }

    private Result setAside(Pair pair, Aside aside) {
        int put = aside.put();
        if (put < 0) {
            return failure(put);
        }
        Result result = removeAside(pair, aside);
        return result == Result.REMOVED || aside.giveBack() == 0 ? result : Result.LEFT_ASIDE;
    }

    private Result removeAside(Pair pair, Aside aside) {
        if (!trees.isThere(pair.kept()) || !aside.isTheCopy()) {
            return Result.CHANGED;
        }
        if (!isLeased(pair)) {
            return Result.OPEN;
        }
        int result = aside.unlink();
        return result < 0 ? failure(result) : Result.REMOVED;
    }

    private Fd reopened(Copy copy) {
        try (Fd path = trees.open(copy)) {
            return path.failed() ? path : path.again(READ);
        }
    }

    private static Result failure(int result) {
        return switch (-result) {
            case Errnos.EAGAIN -> Result.OPEN;
            case Errnos.ESTALE, Errnos.ENOENT -> Result.CHANGED;
            case Errnos.EROFS -> Result.READ_ONLY;
            default -> Result.FAILED;
        };
    }
}
