package org.actorfs.app.union;

import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;
import org.actorfs.posix.Errnos;

/** Has files moved, or says what would be; and counts them. */
final class Moves {
    private final Mover mover;
    private final boolean dryRun;
    private final Report report;
    private long files;
    private long bytes;
    private long left;

    /** What became of one. */
    enum Result {
        MOVED,
        /** This one cannot be; the report has why. */
        LEFT,
        /** The branch has no room for it. */
        NO_ROOM
    }

    /** @param dryRun nothing is moved, and each file is told of */
    Moves(Mover mover, boolean dryRun, Report report) {
        this.mover = mover;
        this.dryRun = dryRun;
        this.report = report;
    }

    Result move(TreePath file, Stat stat, Branch from, Branch to) {
        int result = stat.nlink() > 1 ? -Errnos.EMLINK : 0;
        if (result == 0 && dryRun) {
            report.say("would move %s (%s) from %s to %s"
                    .formatted(file, Sizes.text(stat.usedBytes()), Printable.of(from.path()), Printable.of(to.path())));
        } else if (result == 0) {
            result = mover.move(file, stat, to);
        }
        return count(file, stat, to, -result);
    }

    private Result count(TreePath file, Stat stat, Branch to, int errno) {
        return switch (errno) {
            case 0 -> {
                files++;
                bytes += stat.usedBytes();
                yield Result.MOVED;
            }
            case Errnos.ENOSPC, Errnos.EDQUOT -> {
                report.warn("%s stays where it is: %s has no room for its %s"
                        .formatted(file, Printable.of(to.path()), Sizes.text(stat.usedBytes())));
                yield Result.NO_ROOM;
            }
            case Errnos.EPERM -> throw CommandFailure.failed("the daemon moves files for root only: run it with sudo");
            case Errnos.EOPNOTSUPP ->
                throw CommandFailure.failed(
                        "the daemon does not move files that the kernel writes: mount it without passthrough.io");
            case Errnos.EINVAL ->
                throw CommandFailure.failed(
                        "the daemon does not move %s to %s: its branches were changed meanwhile (then start again), or it is older than this program"
                                .formatted(file, Printable.of(to.path())));
            default -> {
                left++;
                report.warn("%s stays where it is: %s".formatted(file, reason(errno)));
                yield Result.LEFT;
            }
        };
    }

    private static String reason(int errno) {
        return switch (errno) {
            case Errnos.EEXIST -> "the other branch has a copy (see  actorfs union dedup)";
            case Errnos.EMLINK -> "it has several names";
            case Errnos.EROFS -> "its branch is read-only";
            case Errnos.ENOENT, Errnos.ESTALE -> "it was changed meanwhile";
            case Errnos.EBUSY -> "it is in use in a way that does not let it go, or was changed on its branch";
            case Errnos.EIO -> "EIO, the log of the daemon says why";
            default -> Errnos.name(errno);
        };
    }

    /** For people. */
    String summary() {
        String done = dryRun ? "would move" : "moved";
        String rest = left == 0 ? "" : "; not moved: %d".formatted(left);
        return "%s %s, %s%s".formatted(done, Sizes.count(files, "file", "files"), Sizes.text(bytes), rest);
    }
}
