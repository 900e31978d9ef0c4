package org.actorfs.union;

import java.util.List;
import java.util.function.Function;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;

/** mknod, mkdir, symlink, create, tmpfile: on the branches that the policy chooses. */
final class Births {
    private final UnionTree tree;
    private final Chooser chooser;
    private final PathCloner cloner;
    private final TemporaryNames temporary;
    private final Relocation relocation;

    Births(UnionTree tree, Chooser chooser, PathCloner cloner, TemporaryNames temporary, Relocation relocation) {
        this.temporary = temporary;
        this.relocation = relocation;
        this.tree = tree;
        this.chooser = chooser;
        this.cloner = cloner;
    }

    /** Makes something in a directory of a branch. */
    @FunctionalInterface
    interface Birth<T> {
        Outcome<T> in(BackingDirectory backing, Node directory);
    }

    Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return make(Func.MKNOD, parent, name, (on, in) -> on.mknod(in, name, mode, rdev, umask, caller));
    }

    Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return make(Func.MKDIR, parent, name, (on, in) -> on.mkdir(in, name, mode, umask, caller));
    }

    Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return make(Func.SYMLINK, parent, name, (on, in) -> on.symlink(in, name, target, caller));
    }

    /** On one branch, whatever the policy: a file that is written on several would soon not be the same on all. */
    Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        Place place = new Place(UnionLocator.of(parent), name);
        Moment asked = tree.now();
        return vacant(place)
                .then(_ -> onChosen(Func.CREATE, place.directory(), branches -> {
                    Branch branch = branches.getFirst();
                    return born(branch, place.directory(), (on, in) -> on.create(in, name, mode, flags, umask, caller))
                            .map(born -> {
                                Node child = shown(place, branch, born.child());
                                UnionLocator.of(child).madeAlone(asked);
                                return opened(child, branch, born, flags, caller);
                            });
                }));
    }

    Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        UnionLocator where = UnionLocator.of(directory);
        return onChosen(Func.CREATE, where, branches -> {
            Branch branch = branches.getFirst();
            return born(branch, where, (on, in) -> on.tmpfile(in, mode, flags, umask, caller))
                    .map(born -> {
                        Copy copy = new Copy(branch, born.child(), tree.now());
                        UnionLocator locator = tree.inodes().nameless(copy, born.child());
                        return opened(tree.node(locator, born.child()), branch, born, flags, caller);
                    });
        });
    }

    private CreatedOpen opened(Node child, Branch branch, CreatedOpen born, int flags, Caller caller) {
        UnionFile.Part part = new UnionFile.Part(branch, born.child(), born.file());
        return new CreatedOpen(
                child,
                new UnionFile(
                        UnionLocator.of(child),
                        part,
                        flags,
                        caller.uid(),
                        Mode.hasSetId(child.attributes().mode()),
                        relocation),
                null);
    }

    private Outcome<Created> make(Func func, Node parent, Name name, Birth<Created> birth) {
        Place place = new Place(UnionLocator.of(parent), name);
        return vacant(place)
                .then(_ -> onChosen(
                        func,
                        place.directory(),
                        branches -> Settled.each(
                                        branches,
                                        branch -> born(branch, place.directory(), birth)
                                                .map(born -> made(place, branch, born)))
                                .then(Settled::firstSuccess)));
    }

    /** What was just made at a place, as the union shows it. */
    private Node shown(Place place, Branch branch, Node made) {
        Node child = tree.node(place, branch, made, tree.now());
        place.directory().filled();
        return child;
    }

    private Created made(Place place, Branch branch, Created born) {
        Node child = shown(place, branch, born.child());
        if (child.attributes().isDirectory()) {
            Subdirectories.made(place.directory(), branch, place.name());
        }
        return new Created(child, null);
    }

    /** On the branches that the policy chooses; once more if that is refused, because one of them may have become read-only. */
    private <T> Outcome<T> onChosen(Func func, UnionLocator directory, Function<List<Branch>, Outcome<T>> make) {
        return chooser.forNew(func, directory)
                .then(branches -> Settled.then(
                        make.apply(branches),
                        told -> isRefused(told)
                                ? chooser.forNew(func, directory).then(make)
                                : told));
    }

    private static boolean isRefused(Outcome.Ready<?> told) {
        return told instanceof Outcome.Failed<?>(Errno errno) && errno == Errno.EROFS;
    }

    private <T> Outcome<T> born(Branch branch, UnionLocator directory, Birth<T> birth) {
        Outcome<T> born = cloner.onBranch(directory, branch)
                .then(copy -> branch.runAt(copy, () -> birth.in(branch.backing(), copy)));
        return Settled.then(
                born,
                told -> isRefused(told)
                        ? branch.refusedToChange(temporary.next()).then(_ -> told)
                        : told);
    }

    /** EEXIST if any branch has something there. */
    Outcome<Outcome.Nothing> vacant(Place place) {
        if (!place.directory().isDirectory()) {
            return Outcome.failed(Errno.ENOTDIR);
        }
        return chooser.wasVacantJustNow(place)
                ? Outcome.done()
                : chooser.everywhere(place).then(Births::vacant);
    }

    private static Outcome<Outcome.Nothing> vacant(List<Found> all) {
        if (all.stream().anyMatch(Found::exists)) {
            return Outcome.failed(Errno.EEXIST);
        }
        Errno reason = Found.absence(all);
        return reason == Errno.ENOENT ? Outcome.done() : Outcome.failed(reason);
    }
}
