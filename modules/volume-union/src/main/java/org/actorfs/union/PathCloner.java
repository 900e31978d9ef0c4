package org.actorfs.union;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Done;
import org.actorfs.fs.Outcome.Failed;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;

/**
 * Makes the directories that a branch lacks before something can be made there: with the mode, owner, extended attributes, lists and
 * times of the copy that stat(2) shows. Nobody but root can use one before it is done.
 */
final class PathCloner {
    private static final int NOBODY = 0;

    private final UnionTree tree;
    private final Chooser chooser;

    PathCloner(UnionTree tree, Chooser chooser) {
        this.tree = tree;
        this.chooser = chooser;
    }

    /** The directory on the branch, made there if need be. ENOENT if it is nowhere any more. */
    Outcome<Node> onBranch(UnionLocator directory, Branch target) {
        Outcome<Node> there = target.run(() -> tree.copyOf(directory, target, Wait.ALLOWED));
        return Settled.then(there, found -> {
            List<Place> places = directory.places();
            boolean missing = found instanceof Failed<Node>(Errno errno) && errno == Errno.ENOENT;
            return missing && !places.isEmpty() ? cloned(directory, places.getFirst(), target) : found;
        });
    }

    private Outcome<Node> cloned(UnionLocator directory, Place place, Branch target) {
        return chooser.of(Func.GETATTR, directory).then(found -> {
            Found source = found.getFirst();
            return onBranch(place.directory(), target)
                    .then(above -> source.branch()
                            .run(() -> Original.of(source))
                            .then(original ->
                                    target.run(() -> clone(original, directory, target, above, place.name()))));
        });
    }

    /** What a directory has beside its entries. */
    private record Original(Attributes attributes, List<XattrUpdate> xattrs) {
        static Outcome<Original> of(Found source) {
            BackingDirectory backing = source.branch().backing();
            Node node = source.node();
            return backing.getattr(node, null, Wait.ALLOWED)
                    .map(attributes -> new Original(attributes, xattrs(backing, node)));
        }

        private static List<XattrUpdate> xattrs(BackingDirectory backing, Node node) {
            List<XattrUpdate> updates = new ArrayList<>();
            if (backing.listxattr(node, null) instanceof Done<List<Name>>(List<Name> names)) {
                for (Name name : names) {
                    if (backing.getxattr(node, null, name) instanceof Done<byte[]>(byte[] value)) {
                        updates.add(new XattrUpdate(name, value, XattrUpdate.Condition.ANY, false));
                    }
                }
            }
            return updates;
        }
    }

    private Outcome<Node> clone(Original original, UnionLocator directory, Branch target, Node above, Name name) {
        BackingDirectory backing = target.backing();
        Moment since = tree.now();
        return Settled.then(backing.mkdir(above, name, NOBODY, 0, Caller.ROOT), made -> switch (made) {
            case Done<Created>(var created) ->
                Settled.then(dress(backing, created.child(), original), dressed -> switch (dressed) {
                    case Done<Attributes>(Attributes after) -> {
                        Node copy = created.child().with(after);
                        directory.see(new Copy(target, copy, since));
                        yield Outcome.of(copy);
                    }
                    case Failed<Attributes>(Errno errno) -> {
                        backing.rmdir(above, name, created.child());
                        yield Outcome.failed(errno);
                    }
                });
            case Failed<Created>(Errno errno) ->
                errno == Errno.EEXIST ? backing.lookup(above, name, Wait.ALLOWED) : Outcome.failed(errno);
        });
    }

    /** Owner, attributes, mode, times: each would undo part of the next. What the filesystem cannot keep is left out. */
    private static Outcome<Attributes> dress(BackingDirectory backing, Node copy, Original original) {
        Attributes like = original.attributes();
        Outcome<Attributes> owned = backing.setattr(copy, null, AttributeChanges.ofOwner(like.uid(), like.gid()));
        if (owned instanceof Failed<Attributes>) {
            return owned;
        }
        for (XattrUpdate update : original.xattrs()) {
            Outcome<Attributes> set = backing.setxattr(copy, null, update);
            if (set instanceof Failed<Attributes>(Errno errno)
                    && errno != Errno.ENOTSUP
                    && XattrNames.isAcl(update.name())) {
                return set;
            }
        }
        Outcome<Attributes> moded = backing.setattr(copy, null, AttributeChanges.ofMode(like.mode()));
        return moded instanceof Failed<Attributes>
                ? moded
                : backing.setattr(copy, null, AttributeChanges.ofTimes(like.atime(), like.mtime()));
    }
}
