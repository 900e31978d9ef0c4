package org.actorfs.app.union;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Brings the files of each directory together on one branch: each directory is read twice, and nothing of it kept. */
final class ConsolidateRun {
    private static final long NONE = -1;

    private final Workplace workplace;
    private final long maxFiles;
    private final long maxBytes;
    private final boolean dryRun;
    private final Moves moves;

    /** By filesystem: what was put there, in a dry run. */
    private final Map<Long, Long> supposed = new HashMap<>();

    private long expected;

    ConsolidateRun(Workplace workplace, Moves moves, long maxFiles, long maxBytes, boolean dryRun) {
        this.workplace = workplace;
        this.maxFiles = maxFiles;
        this.maxBytes = maxBytes;
        this.dryRun = dryRun;
        this.moves = moves;
    }

    /** Says in any case what was done. */
    void run() {
        try (Progress progress =
                workplace.report().show(dryRun ? Progress.ofNames("dry run") : Progress.ofBytes("consolidate"))) {
            workplace.eachDirectory(directory -> consolidate(directory, progress));
        } finally {
            workplace.report().say(moves.summary());
        }
    }

    private void consolidate(Directory directory, Progress progress) {
        Gathering gathering = new Gathering();
        eachFile(
                directory, (entry, branch) -> gathering.add(branch, entry.stat().usedBytes()));
        if (!gathering.isScattered() || gathering.files() > maxFiles || gathering.bytes() > maxBytes) {
            return;
        }
        Optional<Branch> target = gathering.target(this::room);
        if (target.isEmpty()) {
            workplace
                    .report()
                    .warn("%s stays as it is: no branch that has files of it has room for all"
                            .formatted(directory.path()));
            return;
        }
        expected += gathering.bytesOutside(target.get());
        progress.expect(expected);
        move(directory, target.get(), progress);
    }

    private void move(Directory directory, Branch to, Progress progress) {
        long[] refusedBytes = {Long.MAX_VALUE}; // what the smallest file occupied that there was no room for
        eachFile(directory, (entry, branch) -> {
            long bytes = entry.stat().usedBytes();
            if (!branch.equals(to) && bytes < refusedBytes[0]) {
                switch (moves.move(entry.path(), entry.stat(), branch, to)) {
                    case MOVED -> {
                        suppose(branch, -bytes);
                        suppose(to, bytes);
                    }
                    case NO_ROOM -> refusedBytes[0] = bytes;
                    case LEFT -> {}
                }
                progress.moved(bytes);
            }
        });
    }

    /** The regular files, and where they are; those that must stay on their branch are left out. */
    private void eachFile(Directory directory, BiConsumer<Entry, Branch> consumer) {
        directory.entries(entry -> {
            if (entry.stat().isRegular()) {
                workplace
                        .mount()
                        .shown(entry.directory(), entry.path().name())
                        .filter(Branch::mayChange)
                        .ifPresent(branch -> consumer.accept(entry, branch));
            }
        });
    }

    private long room(Branch branch) {
        return workplace
                .trees()
                .space(branch)
                .filter(space -> branch.takesNewFiles() && !space.readOnly())
                .map(space -> space.availableBytes() - branch.minFreeBytes() - supposed.getOrDefault(space.dev(), 0L))
                .orElse(NONE);
    }

    private void suppose(Branch branch, long bytes) {
        if (dryRun) {
            workplace.trees().space(branch).ifPresent(space -> supposed.merge(space.dev(), bytes, Long::sum));
        }
    }
}
