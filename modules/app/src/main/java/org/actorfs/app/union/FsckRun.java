package org.actorfs.app.union;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Statx;
import org.jspecify.annotations.Nullable;

/** Goes through the names of a union, tells of copies that differ, and makes mode and owner the same if it is asked to. */
final class FsckRun {
    private static final int DONE = 0;
    private static final Set<Difference> FIXABLE = EnumSet.of(Difference.MODE, Difference.OWNER);

    private final Workplace workplace;
    private final @Nullable Fix fix;
    private final boolean dryRun;
    private final Statx statx = new Statx();
    private final UnbrokenSteps steps = new UnbrokenSteps();
    private long names;
    private long differing;
    private long fixed;

    FsckRun(Workplace workplace, @Nullable Fix fix, boolean dryRun) {
        this.workplace = workplace;
        this.fix = fix;
        this.dryRun = dryRun;
    }

    /** Whether all copies were looked at, and are alike at the end. */
    boolean run() {
        try (Progress progress = workplace.report().show(Progress.ofNames(dryRun ? "dry run" : "fsck"))) {
            workplace.eachDirectory(directory -> {
                if (directory.path().equals(workplace.path())) {
                    workplace
                            .mount()
                            .stat(directory.path())
                            .ifPresent(stat -> look(new Entry(directory.fd(), directory.path(), stat), TreePath.ROOT));
                }
                directory.entries(entry -> {
                    progress.looked();
                    look(entry, entry.path());
                });
            });
        }
        workplace
                .report()
                .say("looked at %s: %d with copies that differ, %d of these fixed"
                        .formatted(Sizes.count(names, "name", "names"), differing, fixed));
        return differing == fixed && workplace.report().warnings() == 0;
    }

    /** @param fromDirectory where it is from the entry's descriptor on */
    private void look(Entry entry, TreePath fromDirectory) {
        names++;
        List<Copy> copies = workplace.trees().copies(entry.path());
        Set<Difference> differences = Difference.among(copies);
        if (differences.isEmpty()) {
            return;
        }
        differing++;
        Optional<Branch> branch = workplace.mount().shown(entry.directory(), fromDirectory.name());
        Optional<Copy> shown = CopyTable.shown(copies, branch, entry.stat());
        workplace.report().say("%s: %s".formatted(entry.path(), Difference.text(differences)));
        CopyTable.lines(copies, shown).forEach(workplace.report()::say);
        if (fix != null && isFixed(copies, fix.model(copies, shown)) && FIXABLE.containsAll(differences)) {
            fixed++;
        }
    }

    /** Whether mode and owner of all are alike now. */
    private boolean isFixed(List<Copy> copies, Optional<Copy> model) {
        if (model.isEmpty()) {
            workplace.report().say("  stays: none of them is the one to go by");
            return false;
        }
        boolean all = true;
        for (Copy copy : copies) {
            all &= isFixed(copy, model.get().stat());
        }
        return all;
    }

    private boolean isFixed(Copy copy, Stat model) {
        Fix.Step step = Fix.step(copy, model);
        return switch (step) {
            case NOTHING -> true;
            case CHANGE -> change(copy, model);
            case OTHER_TYPE, READ_ONLY, SET_ID, SEVERAL_NAMES -> {
                workplace.report().say("  stays: %s: %s".formatted(copy, step.meaning()));
                yield false;
            }
        };
    }

    private boolean change(Copy copy, Stat model) {
        int result = dryRun ? DONE : steps.run(() -> changed(copy, model), -Errnos.ECANCELED);
        if (result < 0) {
            String reason = result == -Errnos.ESTALE ? "it was changed meanwhile" : Errnos.name(result);
            workplace.report().warn("%s stays: %s".formatted(copy, reason));
            return false;
        }
        String form = dryRun ? "  would change: %s: %s to %s" : "  changed: %s: %s to %s";
        workplace.report().say(form.formatted(copy, copy.stat().rights(), model.rights()));
        return !dryRun;
    }

    /** The owner first, because that takes set-id bits away, and capabilities, too; a symbolic link has no mode of its own. */
    private int changed(Copy copy, Stat model) {
        try (Fd file = workplace.trees().open(copy)) {
            if (file.failed()) {
                return file.number();
            }
            if (file.stat(statx).filter(copy.stat()::hasSameRights).isEmpty()) {
                return -Errnos.ESTALE;
            }
            boolean owned = copy.stat().owner().equals(model.owner());
            int result = owned ? 0 : Paths.fchown(file.number(), model.uid(), model.gid());
            boolean hasMode = copy.stat().type() != Statx.S_IFLNK;
            return result < 0 || !hasMode
                    ? result
                    : Paths.fchmodat(Descriptors.AT_FDCWD, file.path(), model.permissions(), 0);
        }
    }
}
