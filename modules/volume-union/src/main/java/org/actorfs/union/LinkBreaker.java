package org.actorfs.union;

import java.util.List;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
import org.actorfs.union.FileCopier.Stopped;
import org.actorfs.union.FileCopier.Unfinished;
import org.actorfs.union.UnionLocator.Place;

/**
 * link_cow: before a file of several names is written, the name gets a copy of its own. An open does not tell by which name; the one that was
 * looked up last is it, unless somebody looked up another at the same moment, which then gets the copy: that is right, too.
 */
final class LinkBreaker {
    private final UnionTree tree;
    private final FileCopier copier;

    LinkBreaker(UnionTree tree, FileCopier copier) {
        this.tree = tree;
        this.copier = copier;
    }

    /** Takes a name away from an inode and gives it to a copy, which whoever looks the name up again finds. */
    Outcome<Nothing> separate(UnionLocator inode, Found copy) {
        return inode.openFiles()
                .alone(() -> copy.branch().pool().runApart(() -> {
                    try {
                        separateNow(inode, copy);
                        return Outcome.done();
                    } catch (Stopped e) {
                        return Outcome.failed(e.errno());
                    }
                }));
    }

    private void separateNow(UnionLocator inode, Found copy) throws Stopped {
        Branch branch = copy.branch();
        BackingDirectory backing = branch.backing();
        PathCloner.Original original = FileCopier.value("stat", PathCloner.Original.of(copy));
        List<Place> places = original.attributes().nlink() > 1 ? inode.places() : List.of();
        for (Place place : places) {
            Outcome<Node> directory = tree.copyOf(place.directory(), branch, Wait.ALLOWED);
            Outcome<Node> there = directory.then(above -> backing.lookup(above, place.name(), Wait.ALLOWED));
            if (directory instanceof Outcome.Done<Node>(Node above)
                    && there instanceof Outcome.Done<Node>(Node found)
                    && found.key().equals(copy.node().key())) {
                Unfinished fresh = copier.copy(copy, original, branch, above);
                RenameCall naming =
                        new RenameCall(above, fresh.name(), fresh.node(), above, place.name(), found, false, false);
                try {
                    FileCopier.value("rename", backing.rename(naming));
                } catch (Stopped | RuntimeException | Error e) {
                    fresh.remove();
                    throw e;
                }
                tree.left(inode, place);
                return;
            }
        }
    }
}
