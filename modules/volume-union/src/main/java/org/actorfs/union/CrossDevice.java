package org.actorfs.union;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
import org.actorfs.union.UnionLocator.Place;
import org.actorfs.union.UnionOptions.LinkExdev;
import org.actorfs.union.UnionOptions.RenameExdev;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What link(2) and rename(2) do instead of EXDEV if that is asked for: a symbolic link. Until the new name is looked up again the kernel
 * takes it for the file itself.
 */
final class CrossDevice {
    private static final Logger log = LoggerFactory.getLogger(CrossDevice.class);
    private static final Name ASIDE = Name.of(".mergerfs_rename_exdev");
    private static final Name UP = Name.of("..");
    private static final int MAX_ATTEMPTS = 100;

    private final UnionTree tree;
    private final Chooser chooser;
    private final PathCloner cloner;
    private final Births births;
    private final Supplier<UnionSettings> settings;
    private final Optional<Path> mountpoint;

    CrossDevice(
            UnionTree tree,
            Chooser chooser,
            PathCloner cloner,
            Births births,
            Supplier<UnionSettings> settings,
            Optional<Path> mountpoint) {
        this.tree = tree;
        this.chooser = chooser;
        this.cloner = cloner;
        this.births = births;
        this.settings = settings;
        this.mountpoint = mountpoint;
    }

    /** The outcome of a link(2), or of a symbolic link in its stead. */
    Outcome<Linked> link(Outcome<Linked> linked, Node node, Node newParent, Name newName, Caller caller) {
        LinkExdev instead = settings.get().value(UnionOptions.LINK_EXDEV);
        return ifExdev(
                linked,
                instead != LinkExdev.PASSTHROUGH,
                () -> text(instead, node, newParent)
                        .then(text -> births.symlink(newParent, newName, text, caller))
                        .map(_ -> new Linked(node, null)));
    }

    private Outcome<byte[]> text(LinkExdev instead, Node node, Node newParent) {
        UnionLocator inode = UnionLocator.of(node);
        List<Name> path = List.copyOf(inode.path());
        return switch (instead) {
            case PASSTHROUGH -> Outcome.failed(Errno.EXDEV);
            case REL_SYMLINK -> Outcome.of(relative(UnionLocator.of(newParent), path));
            case ABS_BASE_SYMLINK -> Whereabouts.FULLPATH.tell(chooser, inode);
            case ABS_POOL_SYMLINK -> belowMountpoint(path);
        };
    }

    private static <T> Outcome<T> ifExdev(Outcome<T> outcome, boolean wanted, Supplier<Outcome<T>> instead) {
        return wanted ? Settled.instead(outcome, Errno.EXDEV, instead) : outcome;
    }

    /**
     * The outcome of a rename(2), or of putting the file aside on its branch, with a link at its new name. Directories, files of which several
     * branches have a copy, and names that are taken stay EXDEV.
     */
    Outcome<Renamed> rename(Outcome<Renamed> renamed, RenameCall call, Caller caller) {
        RenameExdev instead = settings.get().value(UnionOptions.RENAME_EXDEV);
        boolean possible = !call.exchange()
                && call.replaced() == null
                && !call.moved().attributes().isDirectory();
        return ifExdev(renamed, possible && instead != RenameExdev.PASSTHROUGH, () -> {
            Place from = new Place(UnionLocator.of(call.sourceParent()), call.sourceName());
            return chooser.everywhere(from)
                    .map(Found::existing)
                    .then(copies -> copies.size() == 1
                                    && !copies.getFirst().branch().isReadOnly()
                            ? putAside(copies.getFirst().knownTo(UnionLocator.of(call.moved())), from, call, caller)
                            : Outcome.failed(Errno.EXDEV));
        });
    }

    /** A file that was put aside on its branch. */
    private record Aside(Node directory, Name name) {}

    private Outcome<Renamed> putAside(Found copy, Place from, RenameCall call, Caller caller) {
        Branch branch = copy.branch();
        return branch.run(() -> putAside(copy, from)).then(aside -> {
            List<Name> path = new ArrayList<>();
            path.add(ASIDE);
            path.addAll(from.directory().path());
            path.add(aside.name);
            Outcome<byte[]> text = settings.get().value(UnionOptions.RENAME_EXDEV) == RenameExdev.REL_SYMLINK
                    ? Outcome.of(relative(UnionLocator.of(call.targetParent()), path))
                    : belowMountpoint(path);
            Outcome<Renamed> linked = text.then(
                            target -> births.symlink(call.targetParent(), call.targetName(), target, caller))
                    .map(_ -> new Renamed(null, null, null, null));
            return Settled.then(linked, told -> switch (told) {
                case Outcome.Done<Renamed> done -> {
                    tree.left(UnionLocator.of(call.moved()), from);
                    yield done;
                }
                case Outcome.Failed<Renamed> failed ->
                    Settled.then(branch.run(() -> takeBack(copy, from, aside)), back -> {
                        if (back instanceof Outcome.Failed<Renamed>(Errno errno)) {
                            log.error(
                                    "{} keeps {}/{}, which could not be renamed nor take its old name: {}",
                                    branch,
                                    ASIDE,
                                    aside.name,
                                    errno);
                        }
                        return failed;
                    });
            });
        });
    }

    private Outcome<Aside> putAside(Found copy, Place from) {
        Branch branch = copy.branch();
        return tree.copyOf(from.directory(), branch, Wait.ALLOWED)
                .then(source -> cloner.repeatedBelow(ASIDE, from.directory(), branch)
                        .then(directory -> putAside(copy, source, from.name(), directory, 0)));
    }

    /** What is there already is the target of another link. */
    private static Outcome<Aside> putAside(Found copy, Node source, Name name, Node directory, int attempt) {
        Name free = attempt == 0 ? name : Name.of(name + "." + attempt);
        BackingDirectory backing = copy.branch().backing();
        RenameCall call = new RenameCall(source, name, copy.node(), directory, free, null, false, true);
        return Settled.then(backing.rename(call), told -> {
            boolean taken = told instanceof Outcome.Failed<Renamed>(Errno errno) && errno == Errno.EEXIST;
            if (taken) {
                return attempt < MAX_ATTEMPTS
                        ? putAside(copy, source, name, directory, attempt + 1)
                        : Outcome.failed(Errno.EXDEV);
            }
            return told.map(_ -> new Aside(directory, free));
        });
    }

    private Outcome<Renamed> takeBack(Found copy, Place from, Aside aside) {
        Branch branch = copy.branch();
        return tree.copyOf(from.directory(), branch, Wait.ALLOWED)
                .then(source -> branch.backing()
                        .rename(new RenameCall(
                                aside.directory, aside.name, copy.node(), source, from.name(), null, false, true)))
                .map(back -> {
                    from.directory().filled();
                    return back;
                });
    }

    private Outcome<byte[]> belowMountpoint(List<Name> path) {
        return mountpoint
                .map(above -> Outcome.of(Whereabouts.below(above, path)))
                .orElse(Outcome.failed(Errno.EXDEV));
    }

    /** From a directory to a path within the volume. */
    private static byte[] relative(UnionLocator directory, List<Name> path) {
        List<Name> start = List.copyOf(directory.path());
        int common = 0;
        while (common < start.size()
                && common < path.size() - 1
                && start.get(common).equals(path.get(common))) {
            common++;
        }
        List<Name> names = new ArrayList<>();
        for (int i = common; i < start.size(); i++) {
            names.add(UP);
        }
        names.addAll(path.subList(common, path.size()));
        byte[] joined = Whereabouts.path(names);
        return Arrays.copyOfRange(joined, 1, joined.length);
    }
}
