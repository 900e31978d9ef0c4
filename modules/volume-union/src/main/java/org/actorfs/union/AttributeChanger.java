package org.actorfs.union;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * setattr and setxattr: on all the copies that the policy chooses. If some copies change and some do not, what counts is the one that
 * stat(2) shows.
 */
final class AttributeChanger {
    private final Chooser chooser;

    AttributeChanger(Chooser chooser) {
        this.chooser = chooser;
    }

    /** @param open an open file of the inode; through it is changed what has no name, or is on a branch that was removed */
    Outcome<Attributes> setattr(Node node, @Nullable UnionFile open, AttributeChanges changes) {
        return inTurn(UnionLocator.of(node), open, parts(changes), 0);
    }

    /** What one function of mergerfs changes. */
    private record Part(Func func, AttributeChanges changes) {}

    /** Size, then owner, then mode, then times: each of the first three would undo part of a later one. */
    private static List<Part> parts(AttributeChanges all) {
        List<Part> parts = new ArrayList<>();
        boolean kill = all.killSuidGid();
        if (all.sizeBytes() != null) {
            parts.add(new Part(
                    Func.TRUNCATE,
                    new AttributeChanges(null, null, null, all.sizeBytes(), null, false, null, false, null, kill)));
        }
        if (all.uid() != null || all.gid() != null) {
            parts.add(new Part(
                    Func.CHOWN,
                    new AttributeChanges(null, all.uid(), all.gid(), null, null, false, null, false, null, kill)));
        }
        Integer mode = all.mode();
        if (mode != null) {
            parts.add(new Part(Func.CHMOD, AttributeChanges.ofMode(mode)));
        }
        if (all.atime() != null || all.atimeNow() || all.mtime() != null || all.mtimeNow()) {
            parts.add(new Part(
                    Func.UTIMENS,
                    new AttributeChanges(
                            null,
                            null,
                            null,
                            null,
                            all.atime(),
                            all.atimeNow(),
                            all.mtime(),
                            all.mtimeNow(),
                            null,
                            false)));
        }
        return parts.isEmpty() ? List.of(new Part(Func.UTIMENS, all)) : parts;
    }

    private Outcome<Attributes> inTurn(UnionLocator inode, @Nullable UnionFile open, List<Part> parts, int index) {
        Part part = parts.get(index);
        Outcome<Attributes> changed = onCopies(
                part.func,
                inode,
                open,
                part.changes.sizeBytes() != null,
                (copy, file) -> copy.branch().backing().setattr(copy.node(), file, part.changes));
        return index == parts.size() - 1 ? changed : changed.then(_ -> inTurn(inode, open, parts, index + 1));
    }

    Outcome<Attributes> setxattr(Node node, @Nullable UnionFile open, XattrUpdate update) {
        return onCopies(
                update.value() == null ? Func.REMOVEXATTR : Func.SETXATTR,
                UnionLocator.of(node),
                open,
                false,
                (copy, file) -> copy.branch().backing().setxattr(copy.node(), file, update));
    }

    /** A change of one copy, where its branch may wait; through a file of it that is open, if there is one. */
    @FunctionalInterface
    private interface Change {
        Outcome<Attributes> of(Found copy, @Nullable OpenFile file);
    }

    /** @param cuts whether it may free much of the file, which takes long also in memory */
    private Outcome<Attributes> onCopies(
            Func func, UnionLocator inode, @Nullable UnionFile open, boolean cuts, Change change) {
        if (open != null && (inode.places().isEmpty() || !chooser.uses(open.branch()))) {
            Found held = new Found(open.branch(), new Outcome.Done<>(open.copy()));
            return open.branch().run(() -> change.of(held, open.file()));
        }
        Found only = chooser.onlyLately(inode);
        Supplier<Outcome<Attributes>> anew =
                () -> chooser.of(func, inode).then(copies -> changed(inode, copies, open, cuts, change));
        return only == null
                ? anew.get()
                : Settled.then(
                        chooser.chosen(func, List.of(only)).then(copies -> changed(inode, copies, open, cuts, change)),
                        told -> told instanceof Outcome.Failed<Attributes>(Errno errno) && errno == Errno.ESTALE
                                ? anew.get()
                                : told);
    }

    private Outcome<Attributes> changed(
            UnionLocator inode, List<Found> copies, @Nullable UnionFile open, boolean cuts, Change change) {
        if (copies.size() == 1) {
            return changed(copies.getFirst(), open, cuts, change);
        }
        return Settled.each(copies, copy -> changed(copy, open, cuts, change))
                .then(told -> decisive(inode, copies, told));
    }

    private static Outcome<Attributes> changed(Found copy, @Nullable UnionFile open, boolean cuts, Change change) {
        boolean isOpen = open != null && open.copy().key().equals(copy.node().key());
        Branch branch = copy.branch();
        return branch.run(
                !cuts && branch.backing().neverWaits(copy.node()),
                () -> change.of(copy, open != null && isOpen ? open.file() : null));
    }

    private Outcome<Attributes> decisive(UnionLocator inode, List<Found> copies, List<Outcome.Ready<Attributes>> told) {
        boolean mixed = told.stream().anyMatch(each -> each instanceof Outcome.Failed<Attributes>)
                && told.stream().anyMatch(each -> each instanceof Outcome.Done<Attributes>);
        if (!mixed) {
            return told.getFirst();
        }
        return chooser.of(Func.GETATTR, inode).then(shown -> {
            for (int i = 0; i < copies.size(); i++) {
                if (copies.get(i).branch() == shown.getFirst().branch()) {
                    return told.get(i);
                }
            }
            return Settled.firstSuccess(told);
        });
    }
}
