package org.actorfs.union;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.union.UnionLocator.Place;
import org.actorfs.union.UnionOptions.FollowSymlinks;

/**
 * What is shown as something else. symlinkify: old files that nobody may write are links to their copies, and inodes of their own, so that
 * who has such a file open keeps it. follow-symlinks: links are what they lead to within the volume; a file is the same inode as under its
 * own name, a directory is an inode of its own, because the kernel knows a directory at one place only.
 */
final class Disguises {
    /** Of names on the way to a target, over all links: more are a loop, or not worth the looks. */
    private static final int MAX_STEPS = 256;

    /** The execute permission of others. */
    private static final int SEARCHED_BY_ALL = 01;

    private static final int WRITABLE = 0222;
    private static final int LINK_MODE = Mode.SYMLINK | 0777;
    private static final Name UP = Name.of("..");

    /** What is there, undisguised. */
    interface Truth {
        /** What is there, where these branches are believed to have nothing. */
        Outcome<Node> at(Place place, Set<Branch> without);

        Outcome<Node> of(UnionLocator inode);

        /** The target of a link. */
        Outcome<byte[]> text(Node link);
    }

    private final UnionTree tree;
    private final Chooser chooser;
    private final Supplier<UnionSettings> settings;
    private final Supplier<List<Branch>> branches;
    private final TimeSource clock;
    private final Optional<Path> mountpoint;
    private final Truth truth;

    Disguises(
            UnionTree tree,
            Chooser chooser,
            Supplier<UnionSettings> settings,
            Supplier<List<Branch>> branches,
            TimeSource clock,
            Optional<Path> mountpoint,
            Truth truth) {
        this.tree = tree;
        this.chooser = chooser;
        this.settings = settings;
        this.branches = branches;
        this.clock = clock;
        this.mountpoint = mountpoint;
        this.truth = truth;
    }

    /** What a look-up shows of what is at a place. */
    Outcome<Node> at(Place place) {
        return at(place, Set.of());
    }

    /** As {@link #at}, where these branches are believed to have nothing there. */
    Outcome<Node> at(Place place, Set<Branch> without) {
        return truth.at(place, without).then(found -> {
            Attributes attributes = found.attributes();
            if (isOldAndUnwritable(attributes)) {
                return asLink(tree.inodes().linkTo(UnionLocator.of(found), place), found);
            }
            return attributes.isSymlink() && follows() ? followed(place, found) : Outcome.of(found);
        });
    }

    /** What stat(2) shows of an inode; ESTALE if what was shown as a link is not to be any more. */
    Outcome<Node> of(UnionLocator inode) {
        Outcome<Node> found = truth.of(inode);
        return inode.isLinkToFile()
                ? found.then(file ->
                        isOldAndUnwritable(file.attributes()) ? asLink(inode, file) : Outcome.failed(Errno.ESTALE))
                : found;
    }

    /** Whether a listing can tell the type of an entry. */
    boolean isTypeKnown(int direntType) {
        boolean mayBeLink =
                settings.get().value(UnionOptions.SYMLINKIFY) && direntType == Mode.direntType(Mode.REGULAR);
        boolean mayBeOther = follows() && direntType == Mode.direntType(Mode.SYMLINK);
        return !mayBeLink && !mayBeOther;
    }

    /** Whether links are shown as what they lead to. */
    boolean follows() {
        return settings.get().value(UnionOptions.FOLLOW_SYMLINKS) != FollowSymlinks.NEVER;
    }

    private boolean isOldAndUnwritable(Attributes attributes) {
        return settings.get().value(UnionOptions.SYMLINKIFY)
                && attributes.isRegular()
                && (attributes.mode() & WRITABLE) == 0
                && isOld(attributes.mtime())
                && isOld(attributes.ctime());
    }

    private boolean isOld(Timespec time) {
        Timespec now = clock.now();
        long nanos = TimeUnit.SECONDS.toNanos(now.seconds() - time.seconds()) + now.nanos() - time.nanos();
        return nanos > settings.get().value(UnionOptions.SYMLINKIFY_NANOS);
    }

    private Outcome<Node> asLink(UnionLocator link, Node file) {
        return Whereabouts.FULLPATH.tell(chooser, link).map(path -> {
            Attributes attributes = file.attributes().withMode(LINK_MODE).withSize(path.length, 0);
            return new Node(link.key(), file.ino(), 0, attributes, link);
        });
    }

    /** The link itself if it leads nowhere, out of the volume, through a directory that not everybody may search, or to what is not shown so. */
    private Outcome<Node> followed(Place place, Node link) {
        Outcome<Node> target = truth.text(link).then(text -> walk(place.directory(), text, List.of(), MAX_STEPS));
        return Settled.then(target, reached -> switch (reached) {
            case Outcome.Done<Node>(Node node)
            when isShown(node) ->
                node.attributes().isDirectory() ? behind(place, UnionLocator.of(node)) : Outcome.of(node);
            default -> Outcome.of(link);
        });
    }

    private boolean isShown(Node target) {
        return settings.get()
                .value(UnionOptions.FOLLOW_SYMLINKS)
                .isFor(target.attributes().mode());
    }

    private Outcome<Node> behind(Place link, UnionLocator target) {
        return truth.of(tree.inodes().behind(link, target));
    }

    /** Along the target of a link in a directory, and then further. */
    private Outcome<Node> walk(UnionLocator directory, byte[] text, List<Name> further, int stepsLeft) {
        Optional<byte[]> inside = text.length > 0 && text[0] == '/' ? withinVolume(text) : Optional.of(text);
        if (inside.isEmpty()) {
            return Outcome.failed(Errno.ENOENT);
        }
        List<Name> names = names(inside.get());
        names.addAll(further);
        return walk(text[0] == '/' ? tree.root() : directory, names, stepsLeft);
    }

    private Outcome<Node> walk(UnionLocator directory, List<Name> names, int stepsLeft) {
        if (names.isEmpty()) {
            return Outcome.failed(Errno.ENOENT); // the root: it cannot be below itself
        }
        if (stepsLeft == 0) {
            return Outcome.failed(Errno.ELOOP);
        }
        Name name = names.getFirst();
        List<Name> rest = names.subList(1, names.size());
        if (name.equals(UP)) {
            List<Place> above = directory.places();
            return above.isEmpty()
                    ? Outcome.failed(Errno.ENOENT)
                    : walkOn(truth.of(above.getFirst().directory()), directory, rest, stepsLeft - 1);
        }
        return walkOn(truth.at(new Place(directory, name), Set.of()), directory, rest, stepsLeft - 1);
    }

    private Outcome<Node> walkOn(Outcome<Node> reached, UnionLocator directory, List<Name> rest, int stepsLeft) {
        return reached.then(node -> {
            if (node.attributes().isSymlink()) {
                return truth.text(node).then(text -> walk(directory, text, rest, stepsLeft));
            }
            if (rest.isEmpty()) {
                return Outcome.of(node);
            }
            UnionLocator next = UnionLocator.of(node);
            boolean isOpenToAll = (node.attributes().mode() & SEARCHED_BY_ALL) != 0; // who asks is not known here
            return next.isDirectory() && isOpenToAll ? walk(next, rest, stepsLeft) : Outcome.failed(Errno.EACCES);
        });
    }

    /** What an absolute path is from the volume's root: below its mountpoint, or below a branch. */
    private Optional<byte[]> withinVolume(byte[] path) {
        return Stream.concat(
                        mountpoint.stream(),
                        branches.get().stream().map(branch -> branch.spec().path()))
                .map(above -> above.toString().getBytes(StandardCharsets.UTF_8))
                .filter(above -> isBelow(above, path))
                .map(above -> Arrays.copyOfRange(path, above.length, path.length))
                .findFirst();
    }

    private static boolean isBelow(byte[] above, byte[] path) {
        return path.length > above.length
                && path[above.length] == '/'
                && Arrays.equals(above, 0, above.length, path, 0, above.length);
    }

    /** Without those that mean nothing. */
    private static List<Name> names(byte[] path) {
        List<Name> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                boolean meansNothing = i == start || (i == start + 1 && path[start] == '.');
                if (!meansNothing) {
                    names.add(Name.of(Arrays.copyOfRange(path, start, i)));
                }
                start = i + 1;
            }
        }
        return names;
    }
}
