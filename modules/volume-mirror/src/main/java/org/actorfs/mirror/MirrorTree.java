package org.actorfs.mirror;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Node;
import org.actorfs.mirror.LookupHints.Missing;
import org.actorfs.mirror.LookupHints.Seen;
import org.actorfs.mirror.MirrorLocator.Place;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.FileIdentity;
import org.actorfs.posix.OpenFlags;
import org.jspecify.annotations.Nullable;

/**
 * The mirrored directory, as inodes to be reached: from locators to verified O_PATH descriptors. Each step opens one name in a
 * directory that is held, never a path. Owned by the driver; any thread.
 */
final class MirrorTree {
    private static final int RESOLVE =
            OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_MAGICLINKS | OpenFlags.RESOLVE_NO_SYMLINKS;

    /** Of 512 bytes; to free as many takes a processor about a millisecond. */
    private static final long MAX_FREED_BLOCKS = 1 << 15;

    private static final int O_PATH_ITSELF = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;

    /** openat2 gives EAGAIN when renames race with it. */
    private static final int MAX_RACES = 64;

    /** How many ancestors a worker opens before it leaves the rest to the pool. */
    private static final int MAX_INLINE_STEPS = 16;

    /** Above this, the places of moved directories form a ring. */
    private static final int MAX_DEPTH = 1 << 16;

    private final PathFd rootFd;
    private final Node root;
    private final long rootDevice;
    private final boolean local;
    private final boolean inMemory;
    private final DescriptorCache directories;

    /** Of anything else, for a moment only: a file that is removed behind our back should not keep its storage. */
    private final DescriptorCache files = new DescriptorCache(DescriptorCache.DEFAULT_SLOTS);

    private final Consumer<PathFd> slowCloser;
    private final LookupHints hints = new LookupHints();
    private final ThreadLocal<Inspection> inspections = ThreadLocal.withInitial(Inspection::new);

    /**
     * @param rootFd O_PATH, of a directory that could be inspected a moment ago; from now on owned by this
     * @param slowCloser is given descriptors whose close may take long
     */
    MirrorTree(int rootFd, int maxCachedDirectories, Consumer<PathFd> slowCloser) {
        this.slowCloser = slowCloser;
        this.rootFd = new PathFd(rootFd);
        this.directories = new DescriptorCache(maxCachedDirectories);
        long type = FileIdentity.filesystemType(rootFd);
        this.local = LocalFilesystems.contains(type);
        this.inMemory = LocalFilesystems.inMemory(type);
        Inspection seen = inspections.get();
        seen.inspect(rootFd, Wait.ALLOWED);
        this.rootDevice = seen.device();
        InodeKey key = seen.key();
        this.root = new Node(key, seen.ino(), 0, seen.attributes(), MirrorLocator.root(key, this.rootFd));
    }

    Node root() {
        return root;
    }

    /** Whether {@link Wait#NEVER} is worth a try: attributes of inodes in memory need no server. */
    boolean isLocal() {
        return local;
    }

    /** Whether this inode is on such a filesystem: another may be mounted below. */
    boolean isLocal(InodeKey key) {
        return local && Inspection.device(key) == rootDevice;
    }

    /** Whether calls for this inode touch nothing but memory; something that has memory only may be mounted over, too. */
    boolean neverWaits(InodeKey key) {
        return inMemory && Inspection.device(key) == rootDevice;
    }

    /** Closes what is held; nothing may be in progress. */
    void close() {
        directories.close();
        files.close();
        rootFd.close();
    }

    /**
     * Until then a removed directory keeps its descriptor, if it had one, for those who stand in it. What is returned is to be closed by
     * somebody who may wait: with its last descriptor a removed file is freed.
     */
    List<PathFd> forget(MirrorLocator locator) {
        List<PathFd> held = cacheFor(locator).drop(locator);
        PathFd pinned = locator.takePinned();
        return pinned == null
                ? held
                : Stream.concat(held.stream(), Stream.of(pinned)).toList();
    }

    /** Another process could create a directory or link with these names; but a request for them is an attack or a bug. */
    static boolean isPlain(Name name) {
        byte[] bytes = name.bytes();
        if (bytes.length == 0 || name.equals(Name.DOT) || name.equals(Name.DOT_DOT)) {
            return false;
        }
        for (byte b : bytes) {
            if (b == '/' || b == 0) {
                return false;
            }
        }
        return true;
    }

    Outcome<Node> lookup(MirrorLocator parent, Name name, Wait wait) {
        try (PathFd directory = directory(parent, wait)) {
            if (directory.failed()) {
                return directory.failure();
            }
            Place place = new Place(parent, name);
            Outcome<Node> same =
                    switch (hints.find(parent.key(), name)) {
                        case Seen seen -> still(seen, directory.fd(), place, wait);
                        case Missing _ -> missing(parent, directory.fd(), name, wait);
                        case null -> parent.lackedLast() ? missing(parent, directory.fd(), name, wait) : null;
                    };
            Outcome<Node> found = same != null ? same : kept(directory.fd(), place, wait);
            if (found instanceof Outcome.Ready<Node> told && !isFailure(told, Errno.EAGAIN)) {
                parent.lacked(isFailure(told, Errno.ENOENT));
            }
            return found;
        }
    }

    private static boolean isFailure(Outcome.Ready<Node> told, Errno expected) {
        return told instanceof Outcome.Failed<Node>(Errno errno) && errno == expected;
    }

    /**
     * The node of the hint, if the name still means it. The kernel has the held inode's name in memory, so this does not wait for a disk,
     * unless another process renamed it just now.
     */
    private @Nullable Outcome<Node> still(Seen hint, int directoryFd, Place place, Wait wait) {
        if (!hint.fd().acquire()) {
            return null;
        }
        try (PathFd _ = hint.fd()) {
            Inspection seen = inspections.get();
            int result = unlessUnsure(seen.attributesAt(directoryFd, place.name(), wait), seen, wait);
            if (result < 0 || !seen.isNumbered(hint.node().key(), hint.node().ino())) {
                return null;
            }
            Node known = hint.node();
            MirrorLocator locator =
                    MirrorLocator.of(known.key(), known.attributes().isDirectory(), place);
            locator.borrow(hint.fd());
            return Outcome.of(new Node(known.key(), known.ino(), known.generation(), seen.attributes(), locator));
        }
    }

    /** That nothing is there, which one statx(2) of the name tells, too; null if something may be, or to ask might wait. */
    private @Nullable Outcome<Node> missing(MirrorLocator parent, int directoryFd, Name name, Wait wait) {
        if (wait == Wait.NEVER && !neverWaits(parent.key())) {
            return null;
        }
        int result = inspections.get().attributesAt(directoryFd, name, wait);
        return result == -Errno.ENOENT.number() ? Outcome.failed(Errno.ENOENT) : null;
    }

    /** The inode at a place whose directory is open. Who looks up is about to ask more: keeps the descriptor. */
    Outcome<Node> kept(int directoryFd, Place place, Wait wait) {
        PathFd child = child(directoryFd, place.name(), wait);
        if (child.failed()) {
            if (child.failedWith(Errno.ENOENT)) {
                hints.put(new Missing(place.directory().key(), place.name()));
            }
            return child.failure();
        }
        Outcome<Node> found = node(child.fd(), place, wait);
        if (found instanceof Outcome.Done<Node>(Node node)) {
            MirrorLocator locator = MirrorLocator.of(node);
            child = keep(locator, child);
            seen(place, node, child);
        }
        child.close();
        return found;
    }

    /** This name means this inode now. That is of use for as long as its descriptor is open. */
    void seen(Place place, Node node, PathFd fd) {
        hints.put(new Seen(place.directory().key(), place.name(), node, fd));
    }

    private PathFd keep(MirrorLocator locator, PathFd fresh) {
        return cacheFor(locator).keep(locator, fresh, this::closeEvicted);
    }

    private DescriptorCache cacheFor(MirrorLocator locator) {
        return locator.isDirectory() ? directories : files;
    }

    /** With the last descriptor of a removed file its blocks are freed. */
    private void closeEvicted(PathFd fd) {
        Inspection seen = inspections.get();
        boolean mayBeRemoved = seen.attributesOnly(fd.fd(), Wait.NEVER) < 0 || seen.nlink() == 0;
        if (mayBeRemoved) {
            slowCloser.accept(fd);
        } else {
            fd.close();
        }
    }

    /** Whether much is freed with the last descriptor of an inode in memory. */
    boolean freesMuch(int fd) {
        Inspection seen = inspections.get();
        return seen.attributesOnly(fd, Wait.NEVER) < 0 || (seen.nlink() == 0 && seen.blocks() > MAX_FREED_BLOCKS);
    }

    /** The name of the inode that was just inspected is gone: its descriptor, too, goes where it may take long if it must. */
    void closeRemoved(PathFd fd) {
        if (inspections.get().blocks() > MAX_FREED_BLOCKS) {
            slowCloser.accept(fd);
        } else {
            fd.close();
        }
    }

    /** To be called every second or so, by somebody who may wait. */
    void sweep() {
        files.sweep().forEach(PathFd::close);
    }

    /** The inode at a place whose directory is open. */
    Outcome<Node> nodeIn(int directoryFd, Place place, Wait wait) {
        try (PathFd child = child(directoryFd, place.name(), wait)) {
            return child.failed() ? child.failure() : node(child.fd(), place, wait);
        }
    }

    /** The inode behind a descriptor, which was found at this place. */
    Outcome<Node> node(int fd, Place place, Wait wait) {
        Inspection seen = inspections.get();
        int result = inspect(seen, fd, wait);
        if (result < 0) {
            return Outcome.failed(Errno.of(-result));
        }
        InodeKey key = seen.key();
        Attributes attributes = seen.attributes();
        MirrorLocator locator = MirrorLocator.of(key, attributes.isDirectory(), place);
        return Outcome.of(new Node(key, seen.ino(), seen.generation(), attributes, locator));
    }

    /** The inode behind the descriptor of a file without a name; it is held until it is forgotten, for nothing else leads to it. */
    Outcome<Node> nameless(int fd) {
        Inspection seen = inspections.get();
        int result = inspect(seen, fd, Wait.ALLOWED);
        int held = result < 0 ? result : Descriptors.open(FdPath.of(fd), OpenFlags.O_PATH, 0);
        if (held < 0) {
            return Outcome.failed(Errno.of(-held));
        }
        InodeKey key = seen.key();
        MirrorLocator locator = MirrorLocator.nameless(key, new PathFd(held));
        return Outcome.of(new Node(key, seen.ino(), seen.generation(), seen.attributes(), locator));
    }

    /** ESTALE if another process moved the directory, so that we do not know where it is now. */
    Outcome<Node> parent(MirrorLocator directory) {
        List<Place> places = directory.places();
        if (places.isEmpty()) {
            return directory.key().equals(root.key()) ? Outcome.of(root) : Outcome.failed(Errno.ENOENT);
        }
        MirrorLocator parent = places.getFirst().directory();
        try (PathFd fd = directory(directory, Wait.ALLOWED);
                PathFd above = fd.failed() ? fd : new PathFd(openAbove(fd.fd()))) {
            if (above.failed()) {
                return above.failure();
            }
            Inspection seen = inspections.get();
            int result = seen.inspect(above.fd(), Wait.ALLOWED);
            if (result < 0 || !seen.is(parent.key())) {
                return Outcome.failed(Errno.ESTALE);
            }
            long generation = parent.key().equals(root.key()) ? 0 : seen.generation();
            return Outcome.of(new Node(parent.key(), seen.ino(), generation, seen.attributes(), parent));
        }
    }

    /** The attributes behind a descriptor, or null if they cannot be had. */
    @Nullable
    Attributes attributes(int fd) {
        Inspection seen = inspections.get();
        return seen.attributesOnly(fd, Wait.ALLOWED) < 0 ? null : seen.attributes();
    }

    Outcome<Attributes> getattr(MirrorLocator locator, Wait wait) {
        try (PathFd inode = inode(locator, wait)) {
            if (inode.failed()) {
                return inode.failure();
            }
            // A directory's descriptor is trusted; a file's has just been inspected.
            return locator.isDirectory()
                    ? getattr(inode.fd(), wait)
                    : Outcome.of(inspections.get().attributes());
        }
    }

    Outcome<Attributes> getattr(int fd, Wait wait) {
        Inspection seen = inspections.get();
        int result = unlessUnsure(seen.attributesOnly(fd, wait), seen, wait);
        return result < 0 ? Outcome.failed(Errno.of(-result)) : Outcome.of(seen.attributes());
    }

    /**
     * The inode, verified; any type. To be closed. ESTALE if its names are gone or mean something else, upon which the kernel looks the
     * path up once more: a caller whose name was replaced meanwhile gets what it names now, and one whose name is gone gets ENOENT.
     */
    PathFd inode(MirrorLocator locator, Wait wait) {
        PathFd found = locator.isDirectory() ? directory(locator, wait) : file(locator, wait);
        return found.failedWith(Errno.ENOENT) ? PathFd.failed(Errno.ESTALE) : found;
    }

    /**
     * By its descriptor if that is held: then it is the very inode, whatever became of its names. But where others took its last name, the
     * name is asked, which may mean something else now.
     */
    private PathFd file(MirrorLocator locator, Wait wait) {
        PathFd held = locator.acquire();
        if (held != null) {
            Inspection seen = inspections.get();
            int result = unlessUnsure(seen.attributesOnly(held.fd(), wait), seen, wait);
            if (result == 0 && (seen.nlink() > 0 || locator.places().isEmpty())) {
                return held;
            }
            held.untouch();
            held.close();
            if (result < 0) {
                return new PathFd(result);
            }
        }
        return fileByName(locator, wait);
    }

    private PathFd fileByName(MirrorLocator locator, Wait wait) {
        PathFd failure = null;
        for (Place place : locator.places()) {
            PathFd found = inodeAt(place, locator.key(), wait);
            if (!found.failed() || found.failedWith(Errno.EAGAIN)) {
                return found;
            }
            failure = failure == null ? found : failure;
        }
        return failure == null ? PathFd.failed(Errno.ENOENT) : failure;
    }

    /** The directory, verified; ENOTDIR if it is none. To be closed. */
    PathFd directory(MirrorLocator locator, Wait wait) {
        if (!locator.isDirectory()) {
            return PathFd.failed(Errno.ENOTDIR);
        }
        PathFd cached = locator.acquire();
        return cached != null ? cached : reach(locator, wait);
    }

    /** What has this name now: ENOENT if nothing, ESTALE if something else than expected. To be closed. */
    PathFd expected(int directoryFd, Name name, InodeKey key, Wait wait) {
        PathFd found = child(directoryFd, name, wait);
        return found.failed() ? found : verified(found, key, wait);
    }

    /** As {@link #expected}; the descriptor by which it was looked up if that is still open, for then the numbers of the inode are its own. */
    PathFd expectedIn(int directoryFd, MirrorLocator directory, Name name, InodeKey key) {
        if (hints.find(directory.key(), name) instanceof Seen hint
                && hint.node().key().equals(key)
                && hint.fd().acquire()) {
            Inspection seen = inspections.get();
            int result = seen.attributesAt(directoryFd, name, Wait.ALLOWED);
            if (result >= 0 && seen.isNumbered(key, hint.node().ino())) {
                return hint.fd();
            }
            hint.fd().close();
        }
        return expected(directoryFd, name, key, Wait.ALLOWED);
    }

    PathFd child(int directoryFd, Name name, Wait wait) {
        return isPlain(name) ? open(directoryFd, name, O_PATH_ITSELF, wait) : PathFd.failed(Errno.EINVAL);
    }

    private PathFd inodeAt(Place place, InodeKey key, Wait wait) {
        try (PathFd directory = directory(place.directory(), wait)) {
            return directory.failed() ? directory : expected(directory.fd(), place.name(), key, wait);
        }
    }

    /** From the nearest ancestor that is held, one name after the other. */
    private PathFd reach(MirrorLocator locator, Wait wait) {
        Deque<MirrorLocator> missing = new ArrayDeque<>();
        PathFd at = nearest(locator, missing);
        if (!at.failed() && wait == Wait.NEVER && missing.size() > MAX_INLINE_STEPS) {
            at.close();
            return PathFd.failed(Errno.EAGAIN);
        }
        while (!at.failed() && !missing.isEmpty()) {
            try (PathFd above = at) {
                at = step(above.fd(), missing.pop(), wait);
            }
        }
        return at;
    }

    private static PathFd nearest(MirrorLocator locator, Deque<MirrorLocator> missing) {
        MirrorLocator at = locator;
        PathFd held = at.acquire();
        while (held == null) {
            List<Place> places = at.places();
            if (places.isEmpty()) {
                return PathFd.failed(Errno.ENOENT);
            }
            if (missing.size() == MAX_DEPTH) {
                return PathFd.failed(Errno.ESTALE);
            }
            missing.push(at);
            at = places.getFirst().directory();
            held = at.acquire();
        }
        return held;
    }

    private PathFd step(int aboveFd, MirrorLocator to, Wait wait) {
        List<Place> places = to.places();
        if (places.isEmpty()) {
            return PathFd.failed(Errno.ENOENT);
        }
        PathFd found = expected(aboveFd, places.getFirst().name(), to.key(), wait);
        return found.failed() ? found : keep(to, found);
    }

    private int inspect(Inspection seen, int fd, Wait wait) {
        return unlessUnsure(seen.inspect(fd, wait), seen, wait);
    }

    private PathFd verified(PathFd found, InodeKey key, Wait wait) {
        Inspection seen = inspections.get();
        int result = inspect(seen, found.fd(), wait);
        if (result == 0 && seen.is(key)) {
            return found;
        }
        found.close();
        return result < 0 ? new PathFd(result) : PathFd.failed(Errno.ESTALE);
    }

    /** Below a mount point we do not know whether the filesystem is local. */
    private int unlessUnsure(int result, Inspection seen, Wait wait) {
        boolean unsure = result == 0 && wait == Wait.NEVER && seen.device() != rootDevice;
        return unsure ? -Errno.EAGAIN.number() : result;
    }

    private PathFd open(int directoryFd, Name name, int flags, Wait wait) {
        if (wait == Wait.NEVER && inMemory) {
            int here = Descriptors.openat2(directoryFd, name.bytes(), flags, 0, RESOLVE | OpenFlags.RESOLVE_NO_XDEV);
            return here == -Errno.EXDEV.number() ? PathFd.failed(Errno.EAGAIN) : new PathFd(here);
        }
        int resolve = RESOLVE | wait.resolveFlags();
        int fd = Descriptors.openat2(directoryFd, name.bytes(), flags, 0, resolve);
        for (int i = 0; i < MAX_RACES && wait == Wait.ALLOWED && isRace(fd); i++) {
            fd = Descriptors.openat2(directoryFd, name.bytes(), flags, 0, resolve);
        }
        return new PathFd(fd);
    }

    private static boolean isRace(int result) {
        return result == -Errno.EAGAIN.number() || result == -Errno.EINTR.number();
    }

    private static int openAbove(int fd) {
        return Descriptors.openat(fd, Name.DOT_DOT.bytes(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0);
    }
}
