package org.actorfs.union;

import java.util.List;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.union.UnionLocator.Place;

/** link, unlink, rmdir: on all the copies that the policy chooses. */
final class Names {
    private final UnionTree tree;
    private final Chooser chooser;
    private final PathCloner cloner;
    private final Births births;
    private final Supplier<UnionSettings> settings;

    Names(UnionTree tree, Chooser chooser, PathCloner cloner, Births births, Supplier<UnionSettings> settings) {
        this.tree = tree;
        this.chooser = chooser;
        this.cloner = cloner;
        this.births = births;
        this.settings = settings;
    }

    /** Where paths are preserved, EXDEV if the new directory is on none of the file's branches. */
    Outcome<Linked> link(Node node, Node newParent, Name newName) {
        UnionLocator inode = UnionLocator.of(node);
        Place place = new Place(UnionLocator.of(newParent), newName);
        return births.vacant(place)
                .then(_ -> chooser.of(Func.LINK, inode))
                .then(copies -> Settled.each(copies, copy -> link(copy, place)))
                .then(Settled::firstSuccess)
                .map(linked -> {
                    inode.add(place);
                    place.directory().filled();
                    return new Linked(
                            inode.isLinkToFile()
                                    ? node
                                    : node.with(linked.node().attributes()),
                            null);
                });
    }

    private Outcome<Linked> link(Found copy, Place place) {
        Branch branch = copy.branch();
        return target(place.directory(), branch, false)
                .then(directory -> branch.run(
                        branch.backing().neverWaits(directory)
                                && branch.backing().neverWaits(copy.node()),
                        () -> branch.backing().link(copy.node(), directory, place.name())));
    }

    /** The directory on the branch, made there unless paths are preserved: then EXDEV if it is not there. */
    Outcome<Node> target(UnionLocator directory, Branch branch, boolean whileMoving) {
        if (!settings.get().preservesPaths()) {
            return whileMoving ? cloner.onBranchWhileMoving(directory, branch) : cloner.onBranch(directory, branch);
        }
        Outcome<Node> there = branch.tryNow(wait -> tree.copyOf(directory, branch, wait));
        return Settled.instead(there, Errno.ENOENT, () -> Outcome.failed(Errno.EXDEV));
    }

    Outcome<Removed> unlink(Node parent, Name name, Node child) {
        if (child.attributes().isDirectory()) {
            return Outcome.failed(Errno.EISDIR);
        }
        Place place = new Place(UnionLocator.of(parent), name);
        return chooser.atPlace(Func.UNLINK, place).then(copies -> remove(place, child, copies));
    }

    /** ENOTEMPTY before anything is removed, if any branch has something in it. */
    Outcome<Removed> rmdir(Node parent, Name name, Node child) {
        if (!child.attributes().isDirectory()) {
            return Outcome.failed(Errno.ENOTDIR);
        }
        Place place = new Place(UnionLocator.of(parent), name);
        if (UnionLocator.of(child).isBehindLink()) {
            return chooser.atPlace(Func.UNLINK, place).then(copies -> removeLink(place, child, copies));
        }
        return chooser.everywhere(place)
                .then(Directories::empty)
                .then(_ -> chooser.atPlace(Func.RMDIR, place))
                .then(copies -> remove(place, child, copies));
    }

    private Outcome<Removed> removeLink(Place place, Node child, List<Found> copies) {
        return copies.stream().allMatch(Names::isSymlink)
                ? removeEach(place, child, copies)
                : Outcome.failed(Errno.ESTALE); // it is one no more
    }

    private static boolean isSymlink(Found copy) {
        Node node = copy.nodeOrNull();
        return node != null && node.attributes().isSymlink();
    }

    private Outcome<Removed> remove(Place place, Node child, List<Found> copies) {
        UnionLocator inode = UnionLocator.of(child);
        List<Found> alike = copies.stream()
                .filter(copy -> Directories.isDirectory(copy) == inode.isDirectory())
                .map(copy -> copy.knownTo(inode))
                .toList();
        return alike.isEmpty() ? Outcome.failed(Errno.ENOENT) : removeEach(place, child, alike);
    }

    private Outcome<Removed> removeEach(Place place, Node child, List<Found> copies) {
        return Settled.each(copies, copy -> remove(place, copy))
                .then(told -> Settled.firstSuccess(told).map(removed -> {
                    tree.left(UnionLocator.of(child), place);
                    return removed;
                }));
    }

    Outcome<Removed> remove(Place place, Found copy) {
        Branch branch = copy.branch();
        BackingDirectory backing = branch.backing();
        boolean isDirectory = Directories.isDirectory(copy);
        return branch.tryNow(wait -> tree.copyOf(place.directory(), branch, wait))
                .then(directory -> branch.run(
                        backing.neverWaits(directory) && backing.neverWaits(copy.node()),
                        () -> isDirectory
                                ? backing.rmdir(directory, place.name(), copy.node())
                                : backing.unlink(directory, place.name(), copy.node())))
                .map(removed -> {
                    if (isDirectory) {
                        Subdirectories.removed(place.directory(), branch, place.name());
                    }
                    return removed;
                });
    }
}
