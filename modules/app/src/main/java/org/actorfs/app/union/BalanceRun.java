package org.actorfs.app.union;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.actorfs.app.terminal.Table;
import org.actorfs.app.union.Balance.Target;
import org.actorfs.app.union.Candidates.File;
import org.jspecify.annotations.Nullable;

/** Moves files until the disks are equally full: rounds of looking for the largest that help, and moving those. */
final class BalanceRun {
    private static final int CANDIDATES = 100_000;

    private final Workplace workplace;
    private final Selection selection;
    private final Moves moves;
    private final boolean dryRun;
    private final List<Disk> disks;
    private final Balance balance;

    /** Inode numbers of files that could not be moved, or that a dry run counts as moved. */
    private final Set<Long> done = new HashSet<>();

    BalanceRun(Workplace workplace, Moves moves, Selection selection, double tolerancePercent, boolean dryRun) {
        this.workplace = workplace;
        this.selection = selection;
        this.dryRun = dryRun;
        this.moves = moves;
        this.disks = Disk.all(workplace.trees());
        this.balance = new Balance(disks, tolerancePercent);
    }

    /** Says in any case what was done. */
    void run() {
        try (Progress progress =
                workplace.report().show(dryRun ? Progress.ofNames("dry run") : Progress.ofBytes("balance"))) {
            progress.expect(balance.neededBytes());
            boolean moved = true;
            while (moved && !balance.isBalanced()) {
                moved = round(progress);
            }
        } finally {
            tell();
        }
    }

    /** Whether something was moved. */
    private boolean round(Progress progress) {
        Candidates candidates = new Candidates(CANDIDATES / Math.max(1, disks.size()));
        workplace.eachDirectory(directory -> directory.entries(entry -> {
            progress.looked();
            consider(entry, candidates);
        }));
        candidates.sort();
        boolean moved = false;
        for (Disk from = next(candidates); from != null; from = next(candidates)) {
            moved |= move(from, candidates.removeLargest(from), progress);
        }
        return moved;
    }

    private @Nullable Disk next(Candidates candidates) {
        return balance.isBalanced() ? null : candidates.fullest().orElse(null);
    }

    private void consider(Entry entry, Candidates candidates) {
        Stat stat = entry.stat();
        boolean wanted = stat.isRegular()
                && stat.nlink() == 1
                && stat.usedBytes() > 0
                && selection.has(entry.path(), stat.sizeBytes())
                && !done.contains(stat.ino());
        Optional<Branch> branch =
                wanted ? workplace.mount().shown(entry.directory(), entry.path().name()) : Optional.empty();
        Disk from = branch.map(balance::diskOf).orElse(null);
        if (from != null && balance.target(from, stat.usedBytes()).isPresent()) {
            candidates.add(from, new File(entry.path(), stat, branch.get()));
        }
    }

    private boolean move(Disk from, File file, Progress progress) {
        long bytes = file.stat().usedBytes();
        Optional<Target> target = balance.target(from, bytes);
        if (target.isEmpty()) {
            return false;
        }
        Disk to = target.get().disk();
        Moves.Result result =
                moves.move(file.path(), file.stat(), file.branch(), target.get().branch());
        switch (result) {
            case MOVED -> {
                balance.moved(from, to, bytes);
                progress.moved(bytes);
            }
            case NO_ROOM -> balance.refused(to, bytes);
            case LEFT -> {}
        }
        if (dryRun || result == Moves.Result.LEFT) {
            done.add(file.stat().ino());
        }
        return result == Moves.Result.MOVED;
    }

    private void tell() {
        Table table = new Table("BRANCHES", "BEFORE", "AFTER");
        disks.forEach(disk -> table.add(
                disk.toString(), "%.1f%%".formatted(disk.percentBefore()), "%.1f%%".formatted(disk.percent())));
        workplace
                .report()
                .say(moves.summary() + (balance.isBalanced() ? "" : "; nothing more that helps can be moved"));
        table.lines().forEach(workplace.report()::say);
    }
}
