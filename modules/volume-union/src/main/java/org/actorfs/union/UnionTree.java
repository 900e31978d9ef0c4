package org.actorfs.union;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Failed;
import org.actorfs.fs.driver.Node;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;
import org.jspecify.annotations.Nullable;

/**
 * The merged tree: from places to what each branch has there, and from that to inodes of the union. Owned by the driver; any thread,
 * but what takes a {@link Wait} is called as that branch's threads are.
 */
final class UnionTree {
    /** For how long at most a branch's directory is believed to be where it was. */
    private static final long LONGEST_BELIEF_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * And at least: a kernel that caches nothing looks a directory up just before it asks for what is in it, and to look for all copies once
     * more would tell nothing new.
     */
    private static final long SHORTEST_BELIEF_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What a branch said so lately is still what a request goes by that the kernel makes because of it. */
    static final long JUST_NOW_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** How many directories a worker looks for before it leaves the rest to the pool. */
    private static final int MAX_INLINE_STEPS = 16;

    private final Inodes inodes = new Inodes();
    private final UnionLocator root = inodes.root();
    private final Supplier<UnionSettings> settings;

    /** Moves of directories that have begun or ended, and those that have begun only. */
    private final AtomicLong moves = new AtomicLong();

    private final AtomicInteger underWay = new AtomicInteger();
    private final Queue<Later<Outcome.Nothing>> waiting = new ConcurrentLinkedQueue<>();

    UnionTree(Supplier<UnionSettings> settings) {
        this.settings = settings;
    }

    UnionLocator root() {
        return root;
    }

    Inodes inodes() {
        return inodes;
    }

    boolean isRoot(UnionLocator locator) {
        return locator == root;
    }

    /** Whether it has lost its names: who stands in it sees it empty. */
    boolean isRemoved(UnionLocator locator) {
        return !isRoot(locator) && locator.places().isEmpty();
    }

    /** What the branch has of a directory: ENOENT if nothing, or something else. From the nearest ancestor whose copy is known, downwards. */
    Outcome<Node> copyOf(UnionLocator directory, Branch branch, Wait wait) {
        Outcome<Node> believed = believed(directory, branch);
        return believed == null ? found(directory, branch, wait) : believed;
    }

    private Outcome<Node> found(UnionLocator directory, Branch branch, Wait wait) {
        Moment now = now();
        Deque<UnionLocator> unknown = new ArrayDeque<>();
        Outcome<Node> copy = nearest(directory, branch, unknown);
        if (wait == Wait.NEVER && unknown.size() > MAX_INLINE_STEPS) {
            return Outcome.failed(Errno.EAGAIN);
        }
        while (!unknown.isEmpty() && !isTrouble(copy)) {
            UnionLocator next = unknown.pop();
            copy = remembered(next, branch, now, below(copy, next.places(), branch, wait));
        }
        return copy;
    }

    /** @param unknown is given who has to be looked for, the highest first */
    private Outcome<Node> nearest(UnionLocator directory, Branch branch, Deque<UnionLocator> unknown) {
        UnionLocator at = directory;
        Outcome<Node> copy = believed(at, branch);
        while (copy == null) {
            List<Place> places = at.places();
            if (places.isEmpty()) {
                return Outcome.failed(Errno.ENOENT);
            }
            unknown.push(at);
            at = places.getFirst().directory();
            copy = believed(at, branch);
        }
        return copy;
    }

    /** What the branch has of a directory as far as that is known; null if nobody knows. */
    private @Nullable Outcome<Node> believed(UnionLocator directory, Branch branch) {
        if (isRoot(directory)) {
            return Outcome.of(branch.root());
        }
        Copy copy = directory.copyOn(branch);
        if (copy == null || !isRecent(copy.since())) {
            return null;
        }
        Node node = copy.node();
        return node == null ? Outcome.failed(Errno.ENOENT) : Outcome.of(node);
    }

    private static boolean isTrouble(Outcome<Node> copy) {
        return copy instanceof Failed<Node> && !isMissing(copy);
    }

    private static boolean isMissing(Outcome<Node> copy) {
        return copy instanceof Failed<Node>(Errno errno) && errno == Errno.ENOENT;
    }

    /** A directory that moves has two places, of which each branch has one. */
    private Outcome<Node> below(Outcome<Node> above, List<Place> places, Branch branch, Wait wait) {
        if (places.isEmpty()) {
            return Outcome.failed(Errno.ENOENT);
        }
        Name first = places.getFirst().name();
        Outcome<Node> found = above.then(node -> branch.backing().lookup(node, first, wait));
        for (int i = 1; i < places.size() && isMissing(found); i++) {
            found = find(places.get(i), branch, wait);
        }
        return found;
    }

    private Outcome<Node> remembered(UnionLocator directory, Branch branch, Moment since, Outcome<Node> found) {
        Copy copy = found instanceof Outcome.Ready<Node> told ? Copy.ofDirectory(new Found(branch, told), since) : null;
        if (copy == null) {
            return found;
        }
        directory.see(copy);
        return copy.node() == null ? Outcome.failed(Errno.ENOENT) : found;
    }

    /** Whether what was seen then is not older than this, and no directory has moved since. */
    boolean isWithin(long nanos, Moment since) {
        boolean steady = since.moves() == moves.get() && underWay.get() == 0;
        return steady && System.nanoTime() - since.nanos() < nanos;
    }

    /** Whether what was seen of a directory then is believed. */
    boolean isRecent(Moment since) {
        return isWithin(beliefNanos(), since);
    }

    /** Whether the kernel, too, may still believe what a look-up found then. */
    boolean isShownStill(Moment since) {
        return isWithin(settings.get().value(UnionOptions.ENTRY_NANOS), since);
    }

    /** Whether what was seen then is what whoever asked then still goes by. */
    boolean isJustNow(Moment since) {
        return isWithin(JUST_NOW_NANOS, since);
    }

    Moment now() {
        return new Moment(System.nanoTime(), moves.get());
    }

    /**
     * Around the move of a directory: what is below it is found elsewhere then, on one branch after the other, so nothing that is seen
     * meanwhile is remembered.
     */
    <T> Outcome<T> moving(Supplier<Outcome<T>> move) {
        begin();
        Outcome<T> moved;
        try {
            moved = move.get();
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
        Later<T> settled = new Later<>();
        moved.whenReady(outcome -> {
            end();
            settled.complete(outcome);
        });
        return settled;
    }

    private void begin() {
        underWay.incrementAndGet();
        moves.incrementAndGet();
    }

    private void end() {
        moves.incrementAndGet();
        underWay.decrementAndGet();
        goOn();
    }

    /** Does it when no directory moves: what is missing on a branch may be on its way there. */
    <T> Outcome<T> whenSteady(Supplier<Outcome<T>> step) {
        if (underWay.get() == 0) {
            return step.get();
        }
        Later<Outcome.Nothing> steady = new Later<>();
        waiting.add(steady);
        goOn(); // the last move may have ended meanwhile
        return steady.then(_ -> step.get());
    }

    private void goOn() {
        while (underWay.get() == 0) {
            Later<Outcome.Nothing> next = waiting.poll();
            if (next == null) {
                return;
            }
            next.completeWith(Outcome.done());
        }
    }

    private long beliefNanos() {
        return Math.clamp(settings.get().value(UnionOptions.ENTRY_NANOS), SHORTEST_BELIEF_NANOS, LONGEST_BELIEF_NANOS);
    }

    /** What the branch has at a place: ENOENT if nothing. */
    Outcome<Node> find(Place place, Branch branch, Wait wait) {
        Outcome<Node> directory = copyOf(place.directory(), branch, wait);
        return directory.then(node -> branch.backing().lookup(node, place.name(), wait));
    }

    /** The inode has left a place. */
    void left(UnionLocator inode, Place place) {
        inode.remove(place);
        if (inode.isDirectory()) {
            inodes.remove(inode, place);
        }
    }

    /** The inode has come from one place to another. */
    void arrived(UnionLocator inode, Place from, Place to) {
        to.directory().filled();
        if (inode.isBehindLink()) {
            return; // it was the link that moved
        }
        inode.remove(from);
        inode.add(to);
        if (inode.isDirectory()) {
            inodes.moved(inode, from, to);
            Subdirectories.moved(from.directory());
            Subdirectories.moved(to.directory());
        }
    }

    /** The inode of the union that has this copy at this place. */
    Node node(Place place, Branch branch, Node copy, Moment since) {
        return node(inodes.at(place, branch, copy, since), copy);
    }

    /** The inode as this copy shows it. */
    Node node(UnionLocator locator, Node copy) {
        Attributes attributes = copy.attributes();
        return new Node(locator.key(), ino(locator, copy), 0, attributes, locator);
    }

    private long ino(UnionLocator locator, Node copy) {
        if (locator.ino() == 0) {
            InodeCalc calc = settings.get().value(UnionOptions.INODE_CALC);
            boolean directory = locator.isDirectory();
            List<Place> places = locator.places();
            long path = calc.byPath(directory) && !places.isEmpty() ? pathHash(places.getFirst()) : 0;
            long ino = calc.ino(directory, path, BackingDirectory.deviceOf(copy), copy.ino());
            boolean taken = directory && calc.byPath(true) && inodes.isTaken(ino);
            locator.number(taken ? calc.ino(true, path ^ locator.key().low(), 0, 0) : ino);
        }
        return locator.ino();
    }

    /** What readdir(3) shows: the number that stat(2) does, or will. */
    long ino(UnionLocator directory, UnionDirectory.Listed listed) {
        InodeCalc calc = settings.get().value(UnionOptions.INODE_CALC);
        Name name = listed.entry().name();
        boolean isDirectory = Directories.isDirectory(listed.entry());
        Place place = new Place(directory, name);
        UnionLocator known = isDirectory ? inodes.directoryAt(place) : null;
        if (known != null && known.ino() != 0) {
            return known.ino();
        }
        long path = calc.byPath(isDirectory) ? pathHash(place) : 0;
        return calc.ino(
                isDirectory,
                path,
                listed.branch().backing().device(),
                listed.entry().ino());
    }

    /** By the number of the directory: one that has moved keeps its own, and what is in it must not get those of what comes after it. */
    private static long pathHash(Place place) {
        return InodeCalc.hash(place.directory().ino(), place.name().bytes());
    }
}
