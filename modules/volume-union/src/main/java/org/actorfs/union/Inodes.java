package org.actorfs.union;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.driver.Node;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;
import org.jspecify.annotations.Nullable;

/**
 * Which inode of the union a copy on a branch is. A directory is recognized by its place, because it may be on any number of branches;
 * anything else by the copy itself, so that all names of a file are one inode. Holds its locators weakly: an inode is known for as long as
 * somebody (its actor, its sleeper, an operation) has its locator. Any thread.
 */
final class Inodes {
    private final ConcurrentHashMap<Object, Known> known = new ConcurrentHashMap<>();
    /** The directories that do not have the number of their place, by their number. */
    private final ConcurrentHashMap<Long, WeakReference<UnionLocator>> displaced = new ConcurrentHashMap<>();

    private final ReferenceQueue<UnionLocator> gone = new ReferenceQueue<>();
    private final AtomicLong numbers = new AtomicLong();

    /** What a directory is recognized by. */
    private record DirectoryId(InodeKey parent, Name name) {}

    /** What a file that is shown as a link is recognized by. */
    private record LinkId(InodeKey file) {}

    /** What a directory that is reached by a link is recognized by. */
    private record BehindId(DirectoryId link, InodeKey target) {}

    private static final class Known extends WeakReference<UnionLocator> {
        private final Object id;

        Known(Object id, UnionLocator locator, ReferenceQueue<UnionLocator> gone) {
            super(locator, gone);
            this.id = id;
        }
    }

    UnionLocator root() {
        return new UnionLocator(nextKey(), true, List.of());
    }

    /** A file that is on no branch. */
    UnionLocator pseudo() {
        return new UnionLocator(nextKey(), false, List.of());
    }

    /** A file without a name. */
    UnionLocator nameless(Copy copy, Node node) {
        UnionLocator locator = new UnionLocator(nextKey(), false, List.of());
        locator.see(copy);
        put(node.key(), locator);
        return locator;
    }

    /** The file as the link that it is shown as here; the same as before if it is known. */
    UnionLocator linkTo(UnionLocator file, Place place) {
        purge();
        LinkId id = new LinkId(file.key());
        UnionLocator link = known(id, () -> UnionLocator.linkToFile(nextKey(), place), _ -> true);
        link.add(place);
        link.becomes(file.copies());
        return link;
    }

    /** The directory as it is reached by a link; the same as before if it is known. */
    UnionLocator behind(Place link, UnionLocator target) {
        purge();
        BehindId id = new BehindId(id(link), target.key());
        return known(id, () -> UnionLocator.behindLink(nextKey(), target), _ -> true);
    }

    /** The inode that has this copy here; the same as before if it is known. */
    UnionLocator at(Place place, Branch branch, Node node, Moment since) {
        purge();
        boolean directory = node.attributes().isDirectory();
        Object id = directory ? id(place) : node.key();
        Copy copy = new Copy(branch, node, since);
        UnionLocator locator = locator(id, directory, place, copy);
        locator.add(place);
        locator.see(copy);
        return locator;
    }

    private UnionLocator locator(Object id, boolean directory, Place place, Copy copy) {
        return known(
                id,
                () -> new UnionLocator(nextKey(), directory, List.of(place)),
                locator -> !isReplaced(locator, copy));
    }

    /** The locator that is known by an id and still right, or a new one. */
    private UnionLocator known(Object id, Supplier<UnionLocator> make, Predicate<UnionLocator> isRight) {
        while (true) {
            UnionLocator fresh = make.get();
            Known mine = new Known(id, fresh, gone);
            Known theirs = known.putIfAbsent(id, mine);
            if (theirs == null) {
                return fresh;
            }
            UnionLocator locator = theirs.get();
            if (locator != null && isRight.test(locator)) {
                return locator;
            }
            if (known.replace(id, theirs, mine)) {
                return fresh;
            }
        }
    }

    /** Whether another directory has taken this one's place on the branch. */
    private static boolean isReplaced(UnionLocator locator, Copy copy) {
        Copy before = locator.isDirectory() ? locator.copyOn(copy.branch()) : null;
        Node was = before == null ? null : before.node();
        Node is = copy.node();
        return was != null && is != null && !was.key().equals(is.key());
    }

    /** The directory that is known at a place. */
    @Nullable
    UnionLocator directoryAt(Place place) {
        Known there = known.get(id(place));
        return there == null ? null : there.get();
    }

    /** Whether a directory that has moved away from where it got this number still has it. */
    boolean isTaken(long ino) {
        WeakReference<UnionLocator> owner = displaced.get(ino);
        return owner != null && owner.get() != null;
    }

    /** A directory has moved, with all that is in it; it keeps its number. */
    void moved(UnionLocator directory, Place from, Place to) {
        displaced.values().removeIf(owner -> owner.get() == null);
        displaced.put(directory.ino(), new WeakReference<>(directory));
        remove(directory, from);
        put(id(to), directory);
    }

    /** A file is about to be this copy, too, while it is moved; {@link #forgetCopy} or {@link #movedTo} ends that. */
    void alsoKnownBy(UnionLocator file, Node copy) {
        put(copy.key(), file);
        file.alsoShownBy(copy);
    }

    /** It did not come to that. */
    void forgetCopy(UnionLocator file, Node copy) {
        file.alsoShownBy(null);
        forget(copy.key(), file);
    }

    /** The file is this copy from now on. */
    void movedTo(UnionLocator file, Node former, Copy copy) {
        file.becomes(List.of(copy));
        forget(former.key(), file);
    }

    private void forget(InodeKey copy, UnionLocator file) {
        Known there = known.get(copy);
        if (there != null && there.get() == file) {
            known.remove(copy, there);
        }
    }

    /** A directory was removed: another that comes to this place is another inode. */
    void remove(UnionLocator directory, Place from) {
        Known there = known.get(id(from));
        if (there != null && there.get() == directory) {
            known.remove(there.id, there);
        }
    }

    private void put(Object id, UnionLocator locator) {
        known.put(id, new Known(id, locator, gone));
    }

    private static DirectoryId id(Place place) {
        return new DirectoryId(place.directory().key(), place.name());
    }

    private InodeKey nextKey() {
        return new InodeKey(0, numbers.incrementAndGet());
    }

    private void purge() {
        @Nullable Object reference = gone.poll();
        while (reference != null) {
            if (reference instanceof Known ended) {
                known.remove(ended.id, ended);
            }
            reference = gone.poll();
        }
    }
}
