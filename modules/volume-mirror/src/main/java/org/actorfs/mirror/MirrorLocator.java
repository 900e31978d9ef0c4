package org.actorfs.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.driver.Locator;
import org.actorfs.fs.driver.Node;
import org.jspecify.annotations.Nullable;

/**
 * Where an inode was last seen: its directory's locator, and its name there. A file keeps a few more places, the freshest first,
 * so that losing one of its links does not lose the file. Kept by the inode's actor; changed by any thread.
 */
final class MirrorLocator implements Locator {
    /** A place that is not true any more costs one failed open, once. */
    private static final int MAX_PLACES = 8;

    /** A name in a directory. */
    record Place(MirrorLocator directory, Name name) {
        boolean isSameAs(Place other) {
            return name.equals(other.name) && directory.key.equals(other.directory.key);
        }
    }

    private final InodeKey key;
    private final boolean isDirectory;
    private final AtomicReference<List<Place>> places;

    /** This inode's descriptor while a {@link DescriptorCache} keeps it, and a little longer; the root's for ever. */
    private final AtomicReference<@Nullable PathFd> held = new AtomicReference<>();

    /** What {@link #nameless} was given, until the inode is forgotten. */
    private final AtomicReference<@Nullable PathFd> pinned = new AtomicReference<>();

    /** Whether the name that was last looked up in this directory was not there: then who asks often fills it, and the next is not there either. */
    private volatile boolean lackedLast;

    private MirrorLocator(InodeKey key, boolean isDirectory, List<Place> places) {
        this.key = key;
        this.isDirectory = isDirectory;
        this.places = new AtomicReference<>(places);
    }

    static MirrorLocator root(InodeKey key, PathFd fd) {
        MirrorLocator root = new MirrorLocator(key, true, List.of());
        root.held.set(fd);
        return root;
    }

    /** A file that has no name: its descriptor, which now belongs to it, is all that leads there. */
    static MirrorLocator nameless(InodeKey key, PathFd fd) {
        MirrorLocator locator = new MirrorLocator(key, false, List.of());
        locator.pinned.set(fd);
        locator.held.set(fd);
        return locator;
    }

    static MirrorLocator of(InodeKey key, boolean isDirectory, Place place) {
        return new MirrorLocator(key, isDirectory, List.of(place));
    }

    static MirrorLocator of(Node node) {
        return (MirrorLocator) node.locator();
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

    boolean lackedLast() {
        return lackedLast;
    }

    void lacked(boolean last) {
        if (last != lackedLast) {
            lackedLast = last;
        }
    }

    void hold(PathFd fd) {
        fd.heldBy(this);
        held.set(fd);
    }

    /** Closes the descriptor of a file that was nameless, which others may still use. */
    void unpin() {
        PathFd fd = pinned.getAndSet(null);
        if (fd != null) {
            letGo(fd);
            fd.close();
        }
    }

    /** The descriptor to be closed, if one was pinned. */
    @Nullable
    PathFd takePinned() {
        return pinned.getAndSet(null);
    }

    /** A descriptor of this inode that a cache keeps for another locator. */
    void borrow(PathFd fd) {
        held.compareAndSet(null, fd);
    }

    void letGo(PathFd fd) {
        held.compareAndSet(fd, null);
    }

    /** The descriptor that is kept, with one more user, if there is one. */
    @Nullable
    PathFd acquire() {
        PathFd fd = held.get();
        if (fd == null) {
            return null;
        }
        if (fd.acquire()) {
            return fd;
        }
        letGo(fd);
        return null;
    }

    @Override
    public void adopt(Locator fresher) {
        if (fresher != this && fresher instanceof MirrorLocator other) {
            other.places().reversed().forEach(this::add);
            takeOver(other.held.get());
            PathFd pin = other.takePinned();
            if (pin != null && !pinned.compareAndSet(null, pin)) {
                pin.close();
            }
        }
    }

    private void takeOver(@Nullable PathFd fd) {
        if (fd != null && held.compareAndSet(null, fd)) {
            fd.heldBy(this);
        }
    }

    /** It was seen here. A directory has one place only. */
    void add(Place place) {
        places.updateAndGet(before -> {
            if (!before.isEmpty() && before.getFirst().isSameAs(place)) {
                return before;
            }
            return isDirectory ? List.of(place) : withFirst(place, before);
        });
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
