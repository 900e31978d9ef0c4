package org.actorfs.union;

import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
import org.actorfs.union.FileCopier.Stopped;
import org.actorfs.union.FileCopier.Unfinished;
import org.actorfs.union.UnionLocator.Place;

/**
 * link_cow: before a file of several names is written, the name gets a copy of its own. An open does not tell by which name; the one that was
 * looked up last is it, because the kernel looks a file's name up before each use then. (A descriptor that is opened again through /proc has
 * no name: ESTALE.)
 */
final class LinkBreaker {
    private final UnionTree tree;
    private final Chooser chooser;
    private final FileCopier copier;

    LinkBreaker(UnionTree tree, Chooser chooser, FileCopier copier) {
        this.tree = tree;
        this.chooser = chooser;
        this.copier = copier;
    }

    /**
     * Takes a name away from an inode that has others, too, and gives it to a copy.
     *
     * @param place of the name
     * @return whether the name has to be looked up again; else it is the only one, or the branch is not to be changed
     */
    Outcome<Boolean> separate(UnionLocator inode, Place place) {
        return inode.openFiles()
                .alone(() -> chooser.of(Func.OPEN, inode).then(copies -> {
                    Found copy = copies.getFirst();
                    return copy.branch().isReadOnly()
                            ? Outcome.of(false)
                            : copy.branch().pool().runApart(() -> separate(inode, copy, place));
                }));
    }

    private Outcome<Boolean> separate(UnionLocator inode, Found copy, Place place) {
        try {
            PathCloner.Original original = FileCopier.value("stat", PathCloner.Original.of(copy));
            if (original.attributes().nlink() <= 1) {
                return Outcome.of(!inode.isAt(place)); // somebody else may have separated it just now
            }
            Branch branch = copy.branch();
            BackingDirectory backing = branch.backing();
            Node directory = FileCopier.value("its directory", tree.copyOf(place.directory(), branch, Wait.ALLOWED));
            Outcome<Node> there = backing.lookup(directory, place.name(), Wait.ALLOWED);
            if (there instanceof Outcome.Done<Node>(Node found)
                    && found.key().equals(copy.node().key())) {
                replace(found, copier.copy(copy, original, branch, directory), place.name());
                tree.left(inode, place);
            }
            return Outcome.of(true);
        } catch (Stopped e) {
            return Outcome.failed(e.errno());
        }
    }

    private static void replace(Node found, Unfinished fresh, Name name) throws Stopped {
        Node directory = fresh.directory();
        RenameCall naming = new RenameCall(directory, fresh.name(), fresh.node(), directory, name, found, false, false);
        try {
            FileCopier.value("rename", fresh.branch().backing().rename(naming));
        } catch (Stopped | RuntimeException | Error e) {
            fresh.remove();
            throw e;
        }
    }
}
