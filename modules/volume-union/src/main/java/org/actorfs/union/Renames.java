package org.actorfs.union;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Done;
import org.actorfs.fs.Outcome.Failed;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.mirror.Wait;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;
import org.jspecify.annotations.Nullable;

/**
 * rename(2). Each copy that the policy chooses is renamed on its own branch; when one of them is, the target goes from the branches that
 * had no source, and the source from those that could not rename. Where paths are preserved a branch that lacks the new directory cannot
 * (EXDEV if none can); else it is made there.
 */
final class Renames {
    private final UnionTree tree;
    private final Chooser chooser;
    private final Names names;

    Renames(UnionTree tree, Chooser chooser, Names names) {
        this.tree = tree;
        this.chooser = chooser;
        this.names = names;
    }

    /** The two names of one call. */
    private record Move(RenameCall call, Place from, Place to) {
        boolean movesDirectory() {
            Node replaced = call.replaced();
            return call.moved().attributes().isDirectory()
                    || (call.exchange()
                            && replaced != null
                            && replaced.attributes().isDirectory());
        }
    }

    /** One branch's part: what it has under both names. */
    private record Part(
            Branch branch, @Nullable Node source, @Nullable Node target) {}

    /** How a branch's part ended. */
    private record Ended(Part part, Outcome.Ready<Renamed> outcome) {
        boolean succeeded() {
            return outcome instanceof Done<Renamed>;
        }

        /** Its branch has no place for the new name, so that the old one would stay. */
        boolean couldNotFollow() {
            return outcome instanceof Failed<Renamed>(Errno errno) && (errno == Errno.EXDEV || errno == Errno.ENOENT);
        }
    }

    Outcome<Renamed> rename(RenameCall call) {
        Move move = new Move(
                call,
                new Place(UnionLocator.of(call.sourceParent()), call.sourceName()),
                new Place(UnionLocator.of(call.targetParent()), call.targetName()));
        return move.movesDirectory() ? tree.moving(() -> publishing(move)) : start(move);
    }

    /** While it lasts, a directory is found at both places. */
    private Outcome<Renamed> publishing(Move move) {
        UnionLocator moved = UnionLocator.of(move.call.moved());
        Node over = move.call.exchange() ? move.call.replaced() : null;
        boolean intoItself = isInto(move.to, moved) || (over != null && isInto(move.from, UnionLocator.of(over)));
        if (intoItself) {
            return Outcome.failed(Errno.EINVAL);
        }
        moved.startMoving(move.to);
        if (over != null) {
            UnionLocator.of(over).startMoving(move.from);
        }
        Outcome<Renamed> started;
        try {
            started = start(move);
        } catch (RuntimeException | Error e) {
            stayed(move, moved, over);
            throw e;
        }
        return Settled.then(started, ended -> {
            if (ended instanceof Failed<Renamed>) {
                stayed(move, moved, over);
            }
            return ended;
        });
    }

    private static void stayed(Move move, UnionLocator moved, @Nullable Node over) {
        moved.remove(move.to);
        if (over != null) {
            UnionLocator.of(over).remove(move.from);
        }
    }

    /** Of a directory that is reached by a link, it is the link that moves. */
    private static boolean isInto(Place to, UnionLocator moved) {
        return !moved.isBehindLink() && to.directory().isWithin(moved);
    }

    private Outcome<Renamed> start(Move move) {
        Outcome<List<Found>> chosen =
                move.call.exchange() ? chooser.everywhere(move.from) : chooser.atPlace(Func.RENAME, move.from);
        return chosen.then(sources -> chooser.everywhere(move.to).then(targets -> start(move, sources, targets)));
    }

    private Outcome<Renamed> start(Move move, List<Found> sources, List<Found> targets) {
        List<Part> parts = parts(known(sources, move.call.moved()), known(targets, move.call.replaced()));
        if (move.call.exchange()) {
            return exchange(move, parts);
        }
        boolean taken = targets.stream().anyMatch(Found::exists);
        if (move.call.noReplace() && taken) {
            return Outcome.failed(Errno.EEXIST);
        }
        boolean movesDirectory = move.call.moved().attributes().isDirectory();
        if (targets.stream().anyMatch(found -> found.exists() && Directories.isDirectory(found) != movesDirectory)) {
            return Outcome.failed(movesDirectory ? Errno.ENOTDIR : Errno.EISDIR);
        }
        if (targets.stream().anyMatch(found -> found.exists() && found.branch().isReadOnly())) {
            return Outcome.failed(Errno.EROFS); // what is to be replaced would stay
        }
        Errno reason = Found.absence(targets);
        if (!taken && reason != Errno.ENOENT) {
            return Outcome.failed(reason);
        }
        return Directories.empty(targets).then(_ -> moveEach(move, parts));
    }

    private static List<Found> known(List<Found> copies, @Nullable Node node) {
        return node == null
                ? copies
                : copies.stream()
                        .map(copy -> copy.knownTo(UnionLocator.of(node)))
                        .toList();
    }

    /** A part for each branch that has something under either name; without those whose source is not to be renamed. */
    private static List<Part> parts(List<Found> sources, List<Found> targets) {
        List<Part> parts = new ArrayList<>();
        for (Found target : targets) {
            Node source = null;
            for (Found found : sources) {
                if (found.branch() == target.branch()) {
                    source = found.nodeOrNull();
                }
            }
            Node replaced = target.nodeOrNull();
            if (source != null || replaced != null) {
                parts.add(new Part(target.branch(), source, replaced));
            }
        }
        return parts;
    }

    private Outcome<Renamed> moveEach(Move move, List<Part> parts) {
        List<Part> movable = parts.stream().filter(part -> part.source != null).toList();
        return Settled.each(movable, part -> moveOne(move, part)).then(outcomes -> {
            List<Ended> ended = new ArrayList<>();
            for (int i = 0; i < outcomes.size(); i++) {
                ended.add(new Ended(movable.get(i), outcomes.get(i)));
            }
            if (ended.stream().noneMatch(Ended::succeeded)) {
                return ended.isEmpty() ? Outcome.failed(Errno.ENOENT) : ended.getFirst().outcome;
            }
            return tidy(move, parts, ended).then(_ -> succeeded(move, ended));
        });
    }

    private Outcome<Renamed> moveOne(Move move, Part part) {
        How how = move.call.noReplace() ? How.ONLY_NEW : How.REPLACE;
        return renameOn(part.branch, move.from, part.source, move.to, part.target, how);
    }

    /** The flags of renameat2(2). */
    private enum How {
        REPLACE,
        ONLY_NEW,
        EXCHANGE
    }

    private Outcome<Renamed> renameOn(
            Branch branch, Place from, @Nullable Node source, Place to, @Nullable Node target, How how) {
        if (source == null) {
            return Outcome.failed(Errno.ENOENT);
        }
        return names.target(to.directory(), branch, true)
                .then(toDirectory -> branch.run(() -> tree.copyOf(from.directory(), branch, Wait.ALLOWED)
                        .then(fromDirectory -> branch.backing()
                                .rename(new RenameCall(
                                        fromDirectory,
                                        from.name(),
                                        source,
                                        toDirectory,
                                        to.name(),
                                        target,
                                        how == How.EXCHANGE,
                                        how == How.ONLY_NEW)))));
    }

    /** What the renamed copies have left behind elsewhere goes; if it cannot, it stays, as mergerfs has it. */
    private Outcome<?> tidy(Move move, List<Part> parts, List<Ended> ended) {
        List<Found> left = new ArrayList<>();
        for (Part part : parts) {
            if (part.source == null && part.target != null) {
                left.add(new Found(part.branch, new Done<>(part.target)));
            }
        }
        List<Found> failed = ended.stream()
                .filter(Ended::couldNotFollow)
                .map(each -> each.part)
                .map(part -> sourceOf(part))
                .toList();
        return Settled.each(left, copy -> names.remove(move.to, copy))
                .then(_ -> Settled.each(failed, copy -> names.remove(move.from, copy)));
    }

    private static Found sourceOf(Part part) {
        return part.source == null
                ? new Found(part.branch, new Failed<>(Errno.ENOENT))
                : new Found(part.branch, new Done<>(part.source));
    }

    private Outcome<Renamed> succeeded(Move move, List<Ended> ended) {
        Node over = move.call.replaced();
        if (over != null) {
            tree.left(UnionLocator.of(over), move.to);
        }
        tree.arrived(UnionLocator.of(move.call.moved()), move.from, move.to);
        for (Ended each : ended) {
            if (each.succeeded()) {
                see(UnionLocator.of(move.call.moved()), each.part.branch, each.part.source);
            }
        }
        return Outcome.of(new Renamed(null, null, null, null));
    }

    private void see(UnionLocator inode, Branch branch, @Nullable Node copy) {
        if (copy != null) {
            inode.see(new Copy(branch, copy, tree.now()));
        }
    }

    /** On a branch that has both they change places; elsewhere the one takes the other's name, and if a later branch fails, goes back. */
    private Outcome<Renamed> exchange(Move move, List<Part> parts) {
        boolean both = parts.stream().anyMatch(part -> part.source != null)
                && parts.stream().anyMatch(part -> part.target != null);
        if (!both) {
            return Outcome.failed(Errno.ENOENT);
        }
        if (parts.stream().anyMatch(part -> part.branch.isReadOnly())) {
            return Outcome.failed(Errno.EROFS);
        }
        return exchange(move, parts, 0).then(_ -> {
            Node over = move.call.replaced();
            UnionLocator moved = UnionLocator.of(move.call.moved());
            tree.arrived(moved, move.from, move.to);
            if (over != null) {
                UnionLocator replaced = UnionLocator.of(over);
                tree.arrived(replaced, move.to, move.from);
                parts.forEach(part -> see(replaced, part.branch, part.target));
            }
            parts.forEach(part -> see(moved, part.branch, part.source));
            return Outcome.of(new Renamed(null, null, null, null));
        });
    }

    private Outcome<Outcome.Nothing> exchange(Move move, List<Part> parts, int index) {
        if (index == parts.size()) {
            return Outcome.done();
        }
        Part part = parts.get(index);
        return swap(part.branch, move.from, part.source, move.to, part.target)
                .then(_ -> Settled.then(exchange(move, parts, index + 1), rest -> switch (rest) {
                    case Done<Outcome.Nothing> done -> done;
                    case Failed<Outcome.Nothing> failed ->
                        Settled.then(swap(part.branch, move.from, part.target, move.to, part.source), _ -> {
                            move.from.directory().filled();
                            move.to.directory().filled();
                            return failed;
                        });
                }));
    }

    /** What is at the two places of a branch changes place; of which one may be vacant. */
    private Outcome<Renamed> swap(Branch branch, Place one, @Nullable Node atOne, Place other, @Nullable Node atOther) {
        if (atOne == null) {
            return renameOn(branch, other, atOther, one, null, How.ONLY_NEW);
        }
        How how = atOther == null ? How.ONLY_NEW : How.EXCHANGE;
        return renameOn(branch, one, atOne, other, atOther, how);
    }
}
