package org.actorfs.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;
import org.actorfs.posix.StatVfs;
import org.actorfs.posix.Statx;
import org.jspecify.annotations.Nullable;

/**
 * One directory of another filesystem, and all that can be done below it: what {@link MirrorDriver} shows as it is, and a union shows
 * merged with others. Calls answer at once: they wait, unless {@link #neverWaits}, so they are for the threads of its {@link IoPool}, but
 * for those that take a {@link Wait}, which with {@link Wait#NEVER} answer EAGAIN instead. Nodes that go in are those that came out, of this directory.
 */
public final class BackingDirectory {
    /** How many descriptors it holds for directories unless it is told otherwise, and the same for files. */
    public static final int DEFAULT_SLOTS = DescriptorCache.DEFAULT_SLOTS;

    private static final byte[] ITSELF = {'.'};
    private static final byte[] EMPTY = {};

    /** A target has at most PATH_MAX - 1 = 4095 bytes. */
    private static final int MAX_TARGET_BYTES = 4096;

    /** A tmpfs says 20 bytes for each entry and for "." and ".."; a ramfs always says 0. */
    private static final int MAX_SOON_BYTES = 20 * 800;

    /** ST_RDONLY of statvfs(3). */
    private static final long READ_ONLY = 1;

    /** What statvfs(3) says of the filesystem that holds it. */
    public record Filesystem(StatFs space, boolean readOnly) {}

    private final MirrorTree tree;
    private final EntryBuffers buffers = new EntryBuffers();
    private final FileOpening opening;
    private final Creation creation;
    private final NameChanges names;
    private final AttributeWriter attributes;
    private final MirrorXattrs xattrs;

    /** When a directory may last have been changed through this, by System.nanoTime. */
    private final AtomicLong changedNanos = new AtomicLong(System.nanoTime());

    private BackingDirectory(MirrorTree tree, IoPool pool) {
        this.tree = tree;
        this.opening = new FileOpening(tree, pool, buffers);
        this.creation = new Creation(tree, opening);
        this.names = new NameChanges(tree);
        this.attributes = new AttributeWriter(tree);
        this.xattrs = new MirrorXattrs(tree);
    }

    /**
     * The directory at a path, which may be a link to one.
     *
     * @param slots how many descriptors may be held for directories, and the same for files; at least 1
     * @param what says what it is to the person who reads a failure: {@code cannot mirror '/dir'}
     */
    public static BackingDirectory open(Path path, int slots, IoPool pool, String what) throws VolumeException {
        int fd = openRoot(path, what);
        return new BackingDirectory(new MirrorTree(fd, slots, closing -> pool.runUnattended(closing::close)), pool);
    }

    private static int openRoot(Path path, String what) throws VolumeException {
        int how = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
        int fd = Descriptors.open(path.toString().getBytes(UTF_8), how, 0);
        if (fd < 0) {
            throw new VolumeException(isUsage(-fd), what + ": " + reason(-fd, path));
        }
        int probe = Descriptors.openat2(fd, ITSELF, how, 0, OpenFlags.RESOLVE_CACHED);
        if (probe >= 0) {
            Descriptors.close(probe);
        } else if (probe != -Errnos.EAGAIN) {
            Descriptors.close(fd);
            throw new VolumeException(
                    false,
                    what + ": openat2(2) answers " + Errnos.name(probe)
                            + "; it needs Linux 5.12 or newer, and a container that allows the call");
        }
        return fd;
    }

    private static boolean isUsage(int errno) {
        return errno == Errnos.ENOENT || errno == Errnos.ENOTDIR;
    }

    private static String reason(int errno, Path path) {
        return switch (errno) {
            case Errnos.ENOENT -> "there is no such directory; create it or correct the path";
            case Errnos.ENOTDIR ->
                "it is not a directory; name the directory that holds it, '" + path.getParent() + "'";
            case Errnos.EACCES -> "permission denied; run as a user who may search it";
            default -> Errnos.name(errno);
        };
    }

    /** Whether something else was mounted at the path by which this was opened. Waits for the disks on the way there. */
    public boolean isMountedOver(Path path) {
        Statx there = new Statx();
        int flags = Paths.AT_NO_AUTOMOUNT | Statx.AT_STATX_DONT_SYNC;
        int result = there.fill(Descriptors.AT_FDCWD, path.toString().getBytes(UTF_8), flags, Statx.STATX_BASIC_STATS);
        return result >= 0
                && (there.attributes() & Statx.STATX_ATTR_MOUNT_ROOT) != 0
                && (there.dev() != device() || there.ino() != root().ino());
    }

    /** Whether {@link Wait#NEVER} is worth a try: attributes of inodes in memory need no server. */
    public boolean isLocal() {
        return tree.isLocal();
    }

    /**
     * Whether calls that name this inode touch nothing but memory. What cuts a file's data may take long all the same; what removes it leaves
     * that to others.
     */
    public boolean neverWaits(Node node) {
        return tree.neverWaits(node.key());
    }

    public Node root() {
        return tree.root();
    }

    /** st_dev of the directory itself; a filesystem may be mounted below it. */
    public long device() {
        return deviceOf(root());
    }

    /** st_dev of an inode. */
    public static long deviceOf(Node node) {
        return Inspection.device(node.key());
    }

    /**
     * Whether nothing that is done through this has changed a directory since then. What is not done yet is not counted.
     *
     * @param nanos by System.nanoTime
     */
    public boolean isUnchangedSince(long nanos) {
        return changedNanos.get() - nanos < 0;
    }

    /** To be called when a change was made, or was tried. */
    private <T> T changed(T outcome) {
        changedNanos.accumulateAndGet(System.nanoTime(), Math::max);
        return outcome;
    }

    public Outcome<Node> lookup(Node parent, Name name, Wait wait) {
        return tree.lookup(MirrorLocator.of(parent), name, wait);
    }

    /** ESTALE if another process moved the directory, so that it is not known where it is now. */
    public Outcome<Node> parent(Node directory) {
        return tree.parent(MirrorLocator.of(directory));
    }

    /**
     * The attributes now.
     *
     * @param open an open file of the inode, made by this; null asks by name
     */
    public Outcome<Attributes> getattr(Node node, @Nullable OpenFile open, Wait wait) {
        return open == null
                ? tree.getattr(MirrorLocator.of(node), wait)
                : tree.getattr(file(open).fd(), wait);
    }

    public Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes) {
        return changed(attributes.setattr(node, fileOrNull(open), changes));
    }

    /** As {@link #setattr}, where nobody wants to know what it comes to. */
    public Outcome<Nothing> change(Node node, AttributeChanges changes) {
        return changed(attributes.change(node, changes));
    }

    public Outcome<byte[]> readlink(Node node) {
        try (PathFd inode = tree.inode(MirrorLocator.of(node), Wait.ALLOWED)) {
            if (inode.failed()) {
                return inode.failure();
            }
            byte[] target = new byte[MAX_TARGET_BYTES];
            int length = Paths.readlinkat(inode.fd(), EMPTY, target);
            return length < 0 ? Outcome.failed(Errno.of(-length)) : Outcome.of(Arrays.copyOf(target, length));
        }
    }

    public Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name) {
        return xattrs.get(node, fileOrNull(open), name);
    }

    public Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open) {
        return xattrs.list(node, fileOrNull(open));
    }

    public Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update) {
        return changed(xattrs.set(node, fileOrNull(open), update));
    }

    public Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return changed(creation.mknod(parent, name, mode, rdev, umask, caller));
    }

    public Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return changed(creation.mkdir(parent, name, mode, umask, caller));
    }

    public Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return changed(creation.symlink(parent, name, target, caller));
    }

    public Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        return changed(creation.create(parent, name, mode, flags, umask, caller));
    }

    public Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        return changed(creation.tmpfile(directory, mode, flags, umask, caller));
    }

    public Outcome<Linked> link(Node node, Node newParent, Name newName) {
        return changed(names.link(node, newParent, newName));
    }

    public Outcome<Removed> unlink(Node parent, Name name, Node child) {
        return changed(names.remove(parent, name, child, 0));
    }

    public Outcome<Removed> rmdir(Node parent, Name name, Node child) {
        return changed(names.remove(parent, name, child, Paths.AT_REMOVEDIR));
    }

    public Outcome<Renamed> rename(RenameCall call) {
        return changed(names.rename(call));
    }

    /** Gives something that was made in a directory under a temporary name its own; EEXIST if that is taken. On every filesystem. */
    public Outcome<Renamed> publish(Node directory, Name temporary, Node made, Name name) {
        return changed(names.publish(directory, temporary, made, name));
    }

    public Outcome<Opened> open(Node node, int flags, Caller caller) {
        return opening.open(node, flags, caller);
    }

    /** Tells the kernel that nobody will read this file again soon. May wait; what is not written back yet stays. */
    public static void dropCache(OpenFile file) {
        FileIo.fadvise(file(file).fd(), FileIo.POSIX_FADV_DONTNEED);
    }

    /** Makes the data of a file that is empty as another's, holes and all; waits for both. Both may be of other directories than this. */
    public static Outcome<Nothing> copyData(OpenFile from, OpenFile to) {
        return MirrorFile.nothing(DataCopy.copy(file(from).fd(), file(to).fd()));
    }

    public Outcome<OpenDirectory> opendir(Node node, Wait wait) {
        return opening.opendir(node, wait);
    }

    /**
     * Reads a directory from the start; its access time stays, where the daemon has the right to ask for that. Takes as long as that takes, but
     * for those that are {@link #isListedSoon}.
     *
     * @param more is given each entry, and says whether it wants another
     */
    public Outcome<Nothing> list(Node directory, Predicate<DirectoryEntry> more) {
        return opening.list(directory, more);
    }

    /** As {@link #list}, what {@link #opendir} opened, which is released. */
    public static Outcome<Nothing> listAndRelease(OpenDirectory directory, Predicate<DirectoryEntry> more) {
        return ((MirrorDirectory) directory).listAndClose(more);
    }

    /** Whether to list it waits for nothing, and takes little longer than other calls do. */
    public boolean isListedSoon(Node directory) {
        long bytes = directory.attributes().size();
        return neverWaits(directory) && bytes > 0 && bytes <= MAX_SOON_BYTES;
    }

    public Outcome<Filesystem> statfs() {
        try (PathFd held = tree.directory(MirrorLocator.of(root()), Wait.ALLOWED)) {
            if (held.failed()) {
                return held.failure();
            }
            StatVfs found = new StatVfs();
            int result = found.fill(held.fd());
            return result < 0 ? Outcome.failed(Errno.of(-result)) : Outcome.of(filesystem(found));
        }
    }

    private static Filesystem filesystem(StatVfs found) {
        StatFs space = new StatFs(
                found.blocks(),
                found.bfree(),
                found.bavail(),
                found.files(),
                found.ffree(),
                (int) found.bsize(),
                (int) found.frsize(),
                (int) found.namemax());
        return new Filesystem(space, (found.flag() & READ_ONLY) != 0);
    }

    /** Of the whole filesystem that holds it. */
    public Outcome<Nothing> sync() {
        try (PathFd held = tree.directory(MirrorLocator.of(root()), Wait.ALLOWED)) {
            if (held.failed()) {
                return held.failure();
            }
            int fd = Descriptors.open(FdPath.of(held.fd()), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
            int result = fd < 0 ? fd : FileIo.syncfs(fd);
            Descriptors.close(fd);
            return MirrorFile.nothing(result);
        }
    }

    /** Nobody knows or opens the inode any more. What is returned is left to do and may take long, so it is for the pool. */
    public List<Runnable> forget(Node node) {
        List<Runnable> left = new ArrayList<>(1);
        for (PathFd fd : tree.forget(MirrorLocator.of(node))) {
            if (neverWaits(node) && !tree.freesMuch(fd.fd())) {
                fd.close();
            } else {
                left.add(fd::close);
            }
        }
        return left;
    }

    /** Closes descriptors that were not used lately; to be called every second or so, on a thread that may wait. */
    public void sweep() {
        tree.sweep();
    }

    /** With nothing in progress. */
    public void close() {
        tree.close();
        buffers.close();
    }

    private static MirrorFile file(OpenFile open) {
        return (MirrorFile) open;
    }

    private static @Nullable MirrorFile fileOrNull(@Nullable OpenFile open) {
        return open == null ? null : file(open);
    }
}
