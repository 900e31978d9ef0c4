package org.actorfs.union;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Done;
import org.actorfs.fs.Outcome.Failed;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
import org.actorfs.posix.Processes;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;

/**
 * Makes the directories that a branch lacks before something can be made there: with the mode, owner, extended attributes, lists and
 * times of the copy that stat(2) shows. Nobody sees one before it is done.
 */
final class PathCloner {
    /** Until it is done. */
    private static final int OWNER_ONLY = 0700;

    private static final int SEARCHABLE = 0755;

    private final UnionTree tree;
    private final Chooser chooser;
    private final TemporaryNames temporary;

    PathCloner(UnionTree tree, Chooser chooser, TemporaryNames temporary) {
        this.tree = tree;
        this.chooser = chooser;
        this.temporary = temporary;
    }

    /** The directory on the branch, made there if need be, when no directory moves. ENOENT if it is nowhere any more. */
    Outcome<Node> onBranch(UnionLocator directory, Branch target) {
        return onBranch(directory, target, true);
    }

    /** For somebody who moves a directory, and not below that one. */
    Outcome<Node> onBranchWhileMoving(UnionLocator directory, Branch target) {
        return onBranch(directory, target, false);
    }

    private Outcome<Node> onBranch(UnionLocator directory, Branch target, boolean steady) {
        Outcome<Node> there = target.tryNow(wait -> tree.copyOf(directory, target, wait));
        return Settled.instead(
                there,
                Errno.ENOENT,
                () -> steady
                        ? tree.whenSteady(() -> cloned(directory, target, true))
                        : cloned(directory, target, false));
    }

    private Outcome<Node> cloned(UnionLocator directory, Branch target, boolean steady) {
        List<Place> places = directory.places();
        if (places.isEmpty()) {
            return Outcome.failed(Errno.ENOENT);
        }
        Place place = places.getFirst();
        return chooser.atPlace(Func.GETATTR, place).then(found -> {
            Found source = found.getFirst();
            if (!Directories.isDirectory(source)) {
                return Outcome.failed(Errno.ENOENT);
            }
            return onBranch(place.directory(), target, steady)
                    .then(above -> source.branch()
                            .runAt(source.node(), () -> Outcome.of(Original.asSeen(source)))
                            .then(original ->
                                    target.runAt(above, () -> clone(original, directory, target, above, place.name()))))
                    .map(copy -> {
                        Subdirectories.made(place.directory(), target, place.name());
                        return copy;
                    });
        });
    }

    /** What a directory has beside its entries, or a file beside its data. */
    record Original(Attributes attributes, List<XattrUpdate> xattrs) {
        static Outcome<Original> of(Found source) {
            BackingDirectory backing = source.branch().backing();
            Node node = source.node();
            return backing.getattr(node, null, Wait.ALLOWED)
                    .map(attributes -> new Original(attributes, xattrs(backing, node)));
        }

        /** Of what was looked up just now. */
        private static Original asSeen(Found source) {
            Node node = source.node();
            return new Original(node.attributes(), xattrs(source.branch().backing(), node));
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

    /**
     * The path of a directory of the branch repeated below a directory of its root that belongs to the daemon, each part like its original.
     * On a thread of the branch. EXDEV if others made that directory.
     */
    Outcome<Node> repeatedBelow(Name below, UnionLocator directory, Branch branch) {
        BackingDirectory backing = branch.backing();
        List<Place> places = directory.places();
        if (places.isEmpty()) {
            return Settled.instead(
                            backing.lookup(branch.root(), below, Wait.ALLOWED),
                            Errno.ENOENT,
                            () -> backing.mkdir(branch.root(), below, SEARCHABLE, 0, Caller.ROOT)
                                    .map(Created::child))
                    .then(top -> top.attributes().uid() == Processes.geteuid()
                            ? Outcome.of(top)
                            : Outcome.failed(Errno.EXDEV));
        }
        Place place = places.getFirst();
        return repeatedBelow(below, place.directory(), branch)
                .then(above -> tree.copyOf(directory, branch, Wait.ALLOWED)
                        .then(copy -> Original.of(new Found(branch, new Done<>(copy))))
                        .then(original -> Settled.instead(
                                backing.lookup(above, place.name(), Wait.ALLOWED)
                                        .then(there ->
                                                dress(backing, there, original).map(there::with)),
                                Errno.ENOENT,
                                () -> made(original, backing, above, place.name()))));
    }

    /** What is above shows no change by this: its times stay. */
    private Outcome<Node> clone(Original original, UnionLocator directory, Branch target, Node above, Name name) {
        BackingDirectory backing = target.backing();
        Moment since = tree.now(); // what is seen of it on the way is not what it is like in the end
        Outcome<Attributes> before = backing.getattr(above, null, Wait.ALLOWED);
        Outcome<Node> made = made(original, backing, above, name);
        if (before instanceof Done<Attributes>(Attributes was)) {
            backing.change(above, AttributeChanges.ofTimes(was.atime(), was.mtime()));
        }
        return made.map(copy -> {
            directory.see(new Copy(target, copy, since));
            return copy;
        });
    }

    private Outcome<Node> made(Original original, BackingDirectory backing, Node above, Name name) {
        Name unfinished = temporary.next();
        return backing.mkdir(above, unfinished, OWNER_ONLY, 0, Caller.ROOT).then(created -> {
            Node copy = created.child();
            Outcome<Node> named = dress(backing, copy, original)
                    .then(dressed -> backing.publish(above, unfinished, copy, name)
                            .then(_ -> backing.isLocal()
                                    ? Outcome.of(copy.with(dressed))
                                    : backing.lookup(
                                            above, name, Wait.ALLOWED))); // by another name it may be another inode
            return switch (named) {
                case Done<Node> done -> done;
                case Failed<Node>(Errno errno) -> {
                    backing.rmdir(above, unfinished, copy);
                    yield errno == Errno.EEXIST
                            ? backing.lookup(above, name, Wait.ALLOWED) // somebody else was as quick
                            : Outcome.failed(errno);
                }
                case Later<Node> later -> throw new IllegalStateException("a call of a branch answers at once");
            };
        });
    }

    /** Owner, attributes, mode, times: each would undo part of the next. What the filesystem cannot keep is left out. */
    static Outcome<Attributes> dress(BackingDirectory backing, Node copy, Original original) {
        Attributes like = original.attributes();
        Attributes has = copy.attributes();
        Outcome<Nothing> owned = has.uid() == like.uid() && has.gid() == like.gid()
                ? Outcome.done()
                : backing.change(copy, AttributeChanges.ofOwner(like.uid(), like.gid()));
        if (owned instanceof Failed<Nothing>(Errno errno)
                && errno != Errno.EPERM) { // others than root own what they make
            return Outcome.failed(errno);
        }
        for (XattrUpdate update : original.xattrs()) {
            Outcome<Attributes> set = backing.setxattr(copy, null, update);
            if (set instanceof Failed<Attributes>(Errno errno)
                    && errno != Errno.ENOTSUP
                    && XattrNames.isAcl(update.name())) {
                return set;
            }
        }
        for (Name acl : inheritedLists(backing, copy)) {
            if (original.xattrs().stream().noneMatch(update -> update.name().equals(acl))) {
                backing.setxattr(copy, null, XattrUpdate.remove(acl));
            }
        }
        return backing.setattr(copy, null, AttributeChanges.ofModeAndTimes(like.mode(), like.atime(), like.mtime()));
    }

    /** The access control lists that it has from above. */
    private static List<Name> inheritedLists(BackingDirectory backing, Node copy) {
        return backing.listxattr(copy, null) instanceof Done<List<Name>>(List<Name> names)
                ? names.stream().filter(XattrNames::isAcl).toList()
                : List.of(XattrNames.ACCESS_ACL, XattrNames.DEFAULT_ACL);
    }
}
