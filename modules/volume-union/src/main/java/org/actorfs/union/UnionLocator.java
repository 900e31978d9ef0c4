package org.actorfs.union;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Locator;
import org.actorfs.fs.driver.Node;
import org.jspecify.annotations.Nullable;

/**
 * Where an inode of the union was last seen: its names, and what it is on the branches. Of a directory that is a copy on any number of
 * branches; of anything else the one copy that was found, by which it is recognized. One object for each inode, see {@link Inodes}.
 */
final class UnionLocator implements Locator {
    /** A place that is not true any more costs one failed search, once. */
    private static final int MAX_PLACES = 8;

    /** A name in a directory. */
    record Place(UnionLocator directory, Name name) {
        boolean isSameAs(Place other) {
            return name.equals(other.name) && directory.key.equals(other.directory.key);
        }
    }

    /**
     * What a branch has of this inode.
     *
     * @param node of the branch; null: it has nothing
     * @param since what was true just before it was looked at
     */
    record Copy(Branch branch, @Nullable Node node, Moment since) {
        /** What a branch has of a directory: nothing, too, if it has something else there; null if it does not tell. */
        static @Nullable Copy ofDirectory(Found found, Moment since) {
            boolean silent = found.outcome() instanceof Outcome.Failed<Node>(Errno errno) && errno != Errno.ENOENT;
            return silent
                    ? null
                    : new Copy(found.branch(), Directories.isDirectory(found) ? found.nodeOrNull() : null, since);
        }
    }

    /**
     * A name that no branch had.
     *
     * @param asked the branches
     * @param since what was true when the first of them was asked
     */
    record Vacancy(Name name, List<Branch> asked, Moment since) {}

    private final InodeKey key;
    private final boolean isDirectory;

    /** A directory that is reached by a link: it is where this one is. */
    private final @Nullable UnionLocator target;

    private final boolean isLinkToFile;
    private final AtomicReference<List<Place>> places;
    private final AtomicReference<List<Copy>> copies = new AtomicReference<>(List.of());

    /** Of a file that was ever opened. */
    private final AtomicReference<@Nullable OpenFiles> openFiles = new AtomicReference<>();

    /** What a file is about to become. */
    private volatile @Nullable Node upcoming;

    /** When every branch was asked for a file that then was on one; null if nobody knows. */
    private volatile @Nullable Moment alone;

    private final AtomicReference<Subdirectories.@Nullable Known> links = new AtomicReference<>();
    private volatile long ino;

    /** Of a directory: the name that was last found nowhere in it. */
    private volatile @Nullable Vacancy vacancy;

    /** When the union last put something into it, by System.nanoTime; 0: never. */
    private volatile long filledNanos;

    UnionLocator(InodeKey key, boolean isDirectory, List<Place> places) {
        this(key, isDirectory, places, null, false);
    }

    private UnionLocator(
            InodeKey key,
            boolean isDirectory,
            List<Place> places,
            @Nullable UnionLocator target,
            boolean isLinkToFile) {
        this.key = key;
        this.isDirectory = isDirectory;
        this.places = new AtomicReference<>(places);
        this.target = target;
        this.isLinkToFile = isLinkToFile;
    }

    /** A directory that is reached by a link; it is on the branches where the other one is. */
    static UnionLocator behindLink(InodeKey key, UnionLocator target) {
        return new UnionLocator(key, true, List.of(), target, false);
    }

    /** A file that is shown as a link to itself. */
    static UnionLocator linkToFile(InodeKey key, Place place) {
        return new UnionLocator(key, false, List.of(place), null, true);
    }

    static UnionLocator of(Node node) {
        return (UnionLocator) node.locator();
    }

    InodeKey key() {
        return key;
    }

    boolean isDirectory() {
        return isDirectory;
    }

    /** Freshest first; empty for the root and for an inode that has lost its names. */
    List<Place> places() {
        return target == null ? places.get() : target.places();
    }

    /** Whether it is a directory that is reached by a link, and has no place of its own. */
    boolean isBehindLink() {
        return target != null;
    }

    /** Whether it is a file that is shown as a link. */
    boolean isLinkToFile() {
        return isLinkToFile;
    }

    List<Copy> copies() {
        return copies.get();
    }

    @Nullable
    Copy copyOn(Branch branch) {
        return on(branch, copies.get());
    }

    private static @Nullable Copy on(Branch branch, List<Copy> copies) {
        for (Copy copy : copies) {
            if (copy.branch == branch) {
                return copy;
            }
        }
        return null;
    }

    /** The copy by which a file is recognized; null before it was found, and of a directory that is nowhere. */
    @Nullable
    Copy primary() {
        for (Copy copy : copies.get()) {
            if (copy.node != null) {
                return copy;
            }
        }
        return null;
    }

    /** Whether this copy is the one by which the file is recognized. */
    boolean isShownBy(Node copy) {
        Copy first = primary();
        Node known = first == null ? null : first.node;
        Node next = upcoming;
        return (known != null && known.key().equals(copy.key()))
                || (next != null && next.key().equals(copy.key()));
    }

    /** A file that is moved to another branch is recognized by both copies; null ends that. */
    void alsoShownBy(@Nullable Node copy) {
        alone = null;
        upcoming = copy;
    }

    /** It is this from now on. */
    void becomes(List<Copy> newCopies) {
        alone = null;
        copies.set(newCopies);
        upcoming = null;
    }

    /** It was just made on one branch; no other had anything at its place then. */
    void madeAlone(Moment asked) {
        alone = asked;
    }

    /** When a file was on one branch and at one place only; null if nobody knows. */
    @Nullable
    Moment alone() {
        return alone;
    }

    /** What is open of a file, with the gate that leads to it. */
    OpenFiles openFiles() {
        OpenFiles known = openFiles.get();
        if (known != null) {
            return known;
        }
        OpenFiles fresh = new OpenFiles();
        return openFiles.compareAndSet(null, fresh) ? fresh : openFiles();
    }

    /** Does something to a file while nobody moves it to another branch. */
    <T> Outcome<T> steadily(Supplier<Outcome<T>> step) {
        OpenFiles gate = openFiles.get();
        return gate == null ? step.get() : gate.pass(step);
    }

    /** Unless something newer is known, or a file is known by another copy. */
    void see(Copy seen) {
        Node node = seen.node();
        Copy copy = node == null ? seen : new Copy(seen.branch, known(seen.branch, node), seen.since);
        copies.updateAndGet(before -> {
            boolean isAnother =
                    !isDirectory && node != null && primary() != null && (!isShownBy(node) || upcoming != null);
            Copy last = on(copy.branch, before);
            if (isAnother || (last != null && last.since.isAfter(copy.since))) {
                return before;
            }
            List<Copy> after = new ArrayList<>(before.size() + 1);
            for (Copy other : before) {
                if (isDirectory && other.branch != copy.branch) {
                    after.add(other);
                }
            }
            after.add(copy);
            return List.copyOf(after);
        });
    }

    /** As {@link #see}, what all branches have of a directory; of one that does not tell, or was not asked, nothing new. */
    void seeAll(List<Found> all, Set<Branch> unasked, Moment since) {
        copies.updateAndGet(before -> {
            List<Copy> after = new ArrayList<>(all.size());
            for (Found found : all) {
                Copy last = on(found.branch(), before);
                boolean silent =
                        unasked.contains(found.branch()) || found.branch().isSilent();
                Copy seen = silent ? null : Copy.ofDirectory(found, since);
                if (last != null && (seen == null || last.since.isAfter(since))) {
                    after.add(last);
                } else if (seen != null) {
                    Node node = seen.node;
                    after.add(node == null ? seen : new Copy(seen.branch, known(seen.branch, node), since));
                }
            }
            return List.copyOf(after);
        });
    }

    /** The node that was found on a branch; with the locator that is kept, if it is the same copy, which then knows what this one knows. */
    Node known(Branch branch, Node found) {
        Copy copy = copyOn(branch);
        Node before = copy == null ? null : copy.node;
        if (before == null || !before.key().equals(found.key())) {
            return found;
        }
        before.locator().adopt(found.locator());
        return before.with(found.attributes());
    }

    /** st_ino, the same for as long as the inode is known; 0 before {@link #number}. */
    long ino() {
        return ino;
    }

    void number(long newIno) {
        ino = newIno;
    }

    /** What is known of a directory's link count. */
    Subdirectories.@Nullable Known links() {
        return links.get();
    }

    void know(UnaryOperator<Subdirectories.@Nullable Known> news) {
        links.updateAndGet(news);
    }

    /** No branch has this name in this directory, or none had when it was asked. */
    void lacks(Vacancy seen) {
        vacancy = seen;
    }

    /** The union has put something into this directory. */
    void filled() {
        filledNanos = System.nanoTime();
    }

    /** The name that was last found nowhere in this directory; null if something was put into it since. */
    @Nullable
    Vacancy vacancy() {
        Vacancy last = vacancy;
        long filled = filledNanos;
        return last != null && (filled == 0 || last.since().nanos() - filled > 0) ? last : null;
    }

    /** The very same inode is one object, see {@link Inodes}. */
    @Override
    public void adopt(Locator fresher) {}

    /** It was seen here. A directory has one place only, but while it moves. */
    void add(Place place) {
        places.updateAndGet(before -> {
            if (isDirectory
                    ? isAmong(before, place)
                    : !before.isEmpty() && before.getFirst().isSameAs(place)) {
                return before;
            }
            alone = null;
            return isDirectory ? List.of(place) : withFirst(place, before);
        });
    }

    private static boolean isAmong(List<Place> places, Place place) {
        for (Place other : places) {
            if (other.isSameAs(place)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is one of its places. */
    boolean isAt(Place place) {
        return isAmong(places(), place);
    }

    /** It will be there on one branch after the other; {@link #remove} one of the places when that is done, or given up. */
    void startMoving(Place to) {
        alone = null;
        places.updateAndGet(before -> withLast(before, to));
    }

    private static List<Place> withLast(List<Place> before, Place last) {
        List<Place> after = new ArrayList<>(before);
        after.removeIf(other -> other.isSameAs(last));
        after.add(last);
        return List.copyOf(after);
    }

    /** The names that lead here from the root; none for the root, and for an inode that has lost its names. */
    Deque<Name> path() {
        Deque<Name> names = new ArrayDeque<>();
        List<Place> above = places();
        while (!above.isEmpty()) {
            names.push(above.getFirst().name);
            above = above.getFirst().directory.places();
        }
        return names;
    }

    /** Whether this is the other directory, or below it. */
    boolean isWithin(UnionLocator other) {
        UnionLocator at = this;
        while (!at.real().key.equals(other.real().key)) {
            List<Place> above = at.places();
            if (above.isEmpty()) {
                return false;
            }
            at = above.getFirst().directory;
        }
        return true;
    }

    /** The directory that this one is, if it is reached by a link. */
    private UnionLocator real() {
        return target == null ? this : target;
    }

    /** It has left here. */
    void remove(Place place) {
        alone = null;
        places.updateAndGet(before ->
                before.stream().filter(other -> !other.isSameAs(place)).toList());
    }

    private static List<Place> withFirst(Place place, List<Place> before) {
        List<Place> after = new ArrayList<>(before.size() + 1);
        after.add(place);
        for (Place other : before) {
            if (after.size() < MAX_PLACES && !other.isSameAs(place)) {
                after.add(other);
            }
        }
        return List.copyOf(after);
    }
}
