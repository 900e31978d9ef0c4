package org.actorfs.mirror;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Failed;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.fs.driver.Traits;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;
import org.actorfs.posix.StatVfs;
import org.jspecify.annotations.Nullable;

/**
 * One directory of another filesystem as a volume. Says which call may be tried on the actor's thread and which goes to the pool;
 * the work is done by the classes it owns. See the package.
 */
final class MirrorDriver implements Driver {
    private static final byte[] EMPTY = {};

    /** A target has at most PATH_MAX - 1 = 4095 bytes. */
    private static final int MAX_TARGET_BYTES = 4096;

    /** For how long a file's descriptor is kept that nobody uses: once to twice this. */
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Traits TRAITS =
            new Traits(false, false, false, Traits.allOperations(), 0, ONE_SECOND, ONE_SECOND);

    private final MirrorTree tree;
    private final IoPool pool;
    private final EntryBuffers buffers = new EntryBuffers();
    private final FileOpening opening;
    private final Creation creation;
    private final NameChanges names;
    private final AttributeWriter attributes;
    private final MirrorXattrs xattrs;

    MirrorDriver(MirrorTree tree, IoPool pool) {
        this.tree = tree;
        this.pool = pool;
        this.opening = new FileOpening(tree, pool, buffers);
        this.creation = new Creation(tree, opening);
        this.names = new NameChanges(tree);
        this.attributes = new AttributeWriter(tree);
        this.xattrs = new MirrorXattrs(tree);
        pool.every(SWEEP, tree::sweep);
    }

    @Override
    public Traits traits() {
        return TRAITS;
    }

    @Override
    public Outcome<Node> root() {
        return Outcome.of(tree.root());
    }

    @Override
    public Outcome<Node> lookup(Node parent, Name name) {
        MirrorLocator where = MirrorLocator.of(parent);
        return inlineOrPool(wait -> tree.lookup(where, name, wait));
    }

    @Override
    public Outcome<Node> parent(Node directory) {
        return pool.run(() -> tree.parent(MirrorLocator.of(directory)));
    }

    /** Node ids are not inode numbers here, so nobody can ask for one that is not counted. */
    @Override
    public Outcome<Node> resolve(long ino, long generation) {
        return Outcome.failed(Errno.ESTALE);
    }

    @Override
    public Outcome<Attributes> getattr(Node node, @Nullable OpenFile open) {
        if (open != null) {
            int fd = ((MirrorFile) open).fd();
            return inlineOrPool(wait -> tree.getattr(fd, wait));
        }
        MirrorLocator locator = MirrorLocator.of(node);
        return inlineOrPool(wait -> tree.getattr(locator, wait));
    }

    @Override
    public Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes, Caller caller) {
        return pool.run(() -> attributes.setattr(node, (MirrorFile) open, changes));
    }

    @Override
    public Outcome<byte[]> readlink(Node node) {
        if (!node.attributes().isSymlink()) {
            return Outcome.failed(Errno.EINVAL);
        }
        return pool.run(() -> readlink(MirrorLocator.of(node)));
    }

    @Override
    public Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name) {
        return pool.run(() -> xattrs.get(node, (MirrorFile) open, name));
    }

    @Override
    public Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open) {
        return pool.run(() -> xattrs.list(node, (MirrorFile) open));
    }

    @Override
    public Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update, Caller caller) {
        return pool.run(() -> xattrs.set(node, (MirrorFile) open, update));
    }

    @Override
    public Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return pool.run(() -> creation.mknod(parent, name, mode, rdev, umask, caller));
    }

    @Override
    public Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return pool.run(() -> creation.mkdir(parent, name, mode, umask, caller));
    }

    @Override
    public Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return pool.run(() -> creation.symlink(parent, name, target, caller));
    }

    @Override
    public Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        return pool.run(() -> creation.create(parent, name, mode, flags, umask, caller));
    }

    @Override
    public Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        return pool.run(() -> creation.tmpfile(directory, mode, flags, umask, caller));
    }

    @Override
    public Outcome<Linked> link(Node node, Node newParent, Name newName, Caller caller) {
        return pool.run(() -> names.link(node, newParent, newName));
    }

    @Override
    public Outcome<Removed> unlink(Node parent, Name name, Node child, Caller caller) {
        return pool.run(() -> names.remove(parent, name, child, 0));
    }

    @Override
    public Outcome<Removed> rmdir(Node parent, Name name, Node child, Caller caller) {
        return pool.run(() -> names.remove(parent, name, child, Paths.AT_REMOVEDIR));
    }

    @Override
    public Outcome<Renamed> rename(RenameCall call, Caller caller) {
        return pool.run(() -> names.rename(call));
    }

    @Override
    public Outcome<Opened> open(Node node, int flags, Caller caller) {
        return pool.run(() -> opening.open(node, flags, caller));
    }

    @Override
    public Outcome<OpenDirectory> opendir(Node node, Caller caller) {
        return inlineOrPool(wait -> opening.opendir(node, wait));
    }

    /** The kernel checks. */
    @Override
    public Outcome<Nothing> access(Node node, int mask, Caller caller) {
        return Outcome.done();
    }

    @Override
    public Outcome<StatFs> statfs() {
        return pool.run(this::askStatfs);
    }

    /** Of the whole filesystem that holds the mirrored directory. */
    @Override
    public Outcome<Nothing> sync() {
        return pool.run(() -> {
            int fd = Descriptors.open(FdPath.of(tree.rootFd()), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
            if (fd < 0) {
                return Outcome.failed(Errno.of(-fd));
            }
            int result = FileIo.syncfs(fd);
            Descriptors.close(fd);
            return MirrorFile.nothing(result);
        });
    }

    @Override
    public void forget(Node node) {
        for (PathFd fd : tree.forget(MirrorLocator.of(node))) {
            pool.runUnattended(fd::close);
        }
    }

    /** Calls in progress end first. Open files are their handles' to release. */
    @Override
    public Outcome<Nothing> close() {
        Later<Nothing> closed = new Later<>();
        pool.close(() -> {
            tree.close();
            buffers.close();
            closed.completeWith(Outcome.done());
        });
        return closed;
    }

    /** EAGAIN is how a call says that it would wait. */
    private <T> Outcome<T> inlineOrPool(Function<Wait, Outcome<T>> call) {
        if (tree.isLocal()) {
            Outcome<T> now = call.apply(Wait.NEVER);
            if (!(now instanceof Failed<T>(Errno errno) && errno == Errno.EAGAIN)) {
                return now;
            }
        }
        return pool.run(() -> call.apply(Wait.ALLOWED));
    }

    private Outcome<byte[]> readlink(MirrorLocator locator) {
        try (PathFd inode = tree.inode(locator, Wait.ALLOWED)) {
            if (inode.failed()) {
                return inode.failure();
            }
            byte[] target = new byte[MAX_TARGET_BYTES];
            int length = Paths.readlinkat(inode.fd(), EMPTY, target);
            return length < 0 ? Outcome.failed(Errno.of(-length)) : Outcome.of(Arrays.copyOf(target, length));
        }
    }

    private Outcome<StatFs> askStatfs() {
        StatVfs found = new StatVfs();
        int result = found.fill(tree.rootFd());
        return result < 0
                ? Outcome.failed(Errno.of(-result))
                : Outcome.of(new StatFs(
                        found.blocks(),
                        found.bfree(),
                        found.bavail(),
                        found.files(),
                        found.ffree(),
                        (int) found.bsize(),
                        (int) found.frsize(),
                        (int) found.namemax()));
    }
}
