package org.actorfs.union;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
     * @param since what was true when it was looked at
     */
    record Copy(Branch branch, @Nullable Node node, Moment since) {}

    private final InodeKey key;
    private final boolean isDirectory;
    private final AtomicReference<List<Place>> places;
    private final AtomicReference<List<Copy>> copies = new AtomicReference<>(List.of());

    /** Of a file that was ever opened. */
    private final AtomicReference<@Nullable OpenFiles> openFiles = new AtomicReference<>();

    /** What a file is about to become. */
    private volatile @Nullable Node other;

    private volatile Subdirectories.@Nullable Known links;
    private volatile long ino;

    UnionLocator(InodeKey key, boolean isDirectory, List<Place> places) {
        this.key = key;
        this.isDirectory = isDirectory;
        this.places = new AtomicReference<>(places);
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
        return places.get();
    }

    List<Copy> copies() {
        return copies.get();
    }

    @Nullable
    Copy copyOn(Branch branch) {
        for (Copy copy : copies.get()) {
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
        Node next = other;
        return (known != null && known.key().equals(copy.key()))
                || (next != null && next.key().equals(copy.key()));
    }

    /** A file that is moved to another branch is recognized by both copies; null ends that. */
    void alsoShownBy(@Nullable Node copy) {
        other = copy;
    }

    /** A file is this copy from now on. */
    void becomes(Copy copy) {
        copies.set(List.of(copy));
        other = null;
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
                    !isDirectory && node != null && primary() != null && (!isShownBy(node) || other != null);
            if (isAnother || fresher(before, copy) != null) {
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

    /** As {@link #see}, what all branches have of a directory; of one that does not tell, nothing new. */
    void seeAll(List<Found> all, Moment since) {
        copies.updateAndGet(before -> {
            List<Copy> after = new ArrayList<>(all.size());
            for (Found found : all) {
                Copy copy = directoryIn(found, since);
                if (copy != null) {
                    Copy fresher = fresher(before, copy);
                    after.add(fresher == null ? copy : fresher);
                }
            }
            if (after.size() < before.size()) {
                addOthers(before, after);
            }
            return List.copyOf(after);
        });
    }

    private static void addOthers(List<Copy> before, List<Copy> after) {
        for (Copy other : before) {
            if (after.stream().noneMatch(copy -> copy.branch == other.branch)) {
                after.add(other);
            }
        }
    }

    private @Nullable Copy directoryIn(Found found, Moment since) {
        Branch branch = found.branch();
        return switch (found.outcome()) {
            case Outcome.Done<Node>(Node node)
            when node.attributes().isDirectory() -> new Copy(branch, known(branch, node), since);
            case Outcome.Failed<Node>(Errno errno) when errno != Errno.ENOENT -> null;
            default -> new Copy(branch, null, since);
        };
    }

    private static @Nullable Copy fresher(List<Copy> before, Copy copy) {
        for (Copy other : before) {
            if (other.branch == copy.branch && other.since.isAfter(copy.since)) {
                return other;
            }
        }
        return null;
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
        return links;
    }

    void know(Subdirectories.Known counted) {
        links = counted;
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

    /** It will be there on one branch after the other; {@link #remove} one of the places when that is done, or given up. */
    void startMoving(Place to) {
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
        while (!at.key.equals(other.key)) {
            List<Place> above = at.places();
            if (above.isEmpty()) {
                return false;
            }
            at = above.getFirst().directory;
        }
        return true;
    }

    /** It has left here. */
    void remove(Place place) {
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
