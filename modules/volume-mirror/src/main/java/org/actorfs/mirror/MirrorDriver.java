package org.actorfs.mirror;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
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
import org.jspecify.annotations.Nullable;

/**
 * One directory of another filesystem as a volume. Says which call may be tried on the actor's thread and which goes to the pool;
 * the work is done by the {@link BackingDirectory}. See the package.
 */
final class MirrorDriver implements Driver {
    /** For how long a file's descriptor is kept that nobody uses: once to twice this. */
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Traits TRAITS =
            new Traits(false, false, false, Traits.allOperations(), 0, ONE_SECOND, ONE_SECOND);

    private final BackingDirectory backing;
    private final IoPool pool;

    MirrorDriver(BackingDirectory backing, IoPool pool) {
        this.backing = backing;
        this.pool = pool;
        pool.every(SWEEP, backing::sweep);
    }

    @Override
    public Traits traits() {
        return TRAITS;
    }

    @Override
    public Outcome<Node> root() {
        return Outcome.of(backing.root());
    }

    @Override
    public Outcome<Node> lookup(Node parent, Name name) {
        return inlineOrPool(wait -> backing.lookup(parent, name, wait));
    }

    @Override
    public Outcome<Node> parent(Node directory) {
        return pool.run(() -> backing.parent(directory));
    }

    /** Node ids are not inode numbers here, so nobody can ask for one that is not counted. */
    @Override
    public Outcome<Node> resolve(long ino, long generation) {
        return Outcome.failed(Errno.ESTALE);
    }

    @Override
    public Outcome<Attributes> getattr(Node node, @Nullable OpenFile open) {
        return inlineOrPool(wait -> backing.getattr(node, open, wait));
    }

    @Override
    public Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes, Caller caller) {
        return pool.run(
                changes.sizeBytes() == null && backing.neverWaits(node), () -> backing.setattr(node, open, changes));
    }

    @Override
    public Outcome<byte[]> readlink(Node node) {
        return node.attributes().isSymlink() ? at(node, () -> backing.readlink(node)) : Outcome.failed(Errno.EINVAL);
    }

    @Override
    public Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name) {
        return at(node, () -> backing.getxattr(node, open, name));
    }

    @Override
    public Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open) {
        return at(node, () -> backing.listxattr(node, open));
    }

    @Override
    public Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update, Caller caller) {
        return at(node, () -> backing.setxattr(node, open, update));
    }

    @Override
    public Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return at(parent, () -> backing.mknod(parent, name, mode, rdev, umask, caller));
    }

    @Override
    public Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return at(parent, () -> backing.mkdir(parent, name, mode, umask, caller));
    }

    @Override
    public Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return at(parent, () -> backing.symlink(parent, name, target, caller));
    }

    @Override
    public Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        return at(parent, () -> backing.create(parent, name, mode, flags, umask, caller));
    }

    @Override
    public Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        return pool.run(() -> backing.tmpfile(directory, mode, flags, umask, caller));
    }

    @Override
    public Outcome<Linked> link(Node node, Node newParent, Name newName, Caller caller) {
        return pool.run(
                backing.neverWaits(node) && backing.neverWaits(newParent),
                () -> backing.link(node, newParent, newName));
    }

    @Override
    public Outcome<Removed> unlink(Node parent, Name name, Node child, Caller caller) {
        return pool.run(
                backing.neverWaits(parent) && backing.neverWaits(child), () -> backing.unlink(parent, name, child));
    }

    @Override
    public Outcome<Removed> rmdir(Node parent, Name name, Node child, Caller caller) {
        return pool.run(
                backing.neverWaits(parent) && backing.neverWaits(child), () -> backing.rmdir(parent, name, child));
    }

    @Override
    public Outcome<Renamed> rename(RenameCall call, Caller caller) {
        return pool.run(() -> backing.rename(call));
    }

    @Override
    public Outcome<Opened> open(Node node, int flags, Caller caller) {
        boolean cuts = OpenFlags.has(flags, OpenFlags.TRUNCATE);
        return pool.run(!cuts && backing.neverWaits(node), () -> backing.open(node, flags, caller));
    }

    @Override
    public Outcome<OpenDirectory> opendir(Node node, Caller caller) {
        return inlineOrPool(wait -> backing.opendir(node, wait));
    }

    /** The kernel checks. */
    @Override
    public Outcome<Nothing> access(Node node, int mask, Caller caller) {
        return Outcome.done();
    }

    @Override
    public Outcome<StatFs> statfs(Node node) {
        return pool.run(backing::statfs).map(BackingDirectory.Filesystem::space);
    }

    /** Of the whole filesystem that holds the mirrored directory. */
    @Override
    public Outcome<Nothing> sync() {
        return pool.run(backing::sync);
    }

    @Override
    public void forget(Node node) {
        backing.forget(node).forEach(pool::runUnattended);
    }

    /** Calls in progress end first. Open files are their handles' to release. */
    @Override
    public Outcome<Nothing> close() {
        Later<Nothing> closed = new Later<>();
        pool.close(() -> {
            backing.close();
            closed.completeWith(Outcome.done());
        });
        return closed;
    }

    private <T> Outcome<T> at(Node inode, Supplier<Outcome<T>> call) {
        return pool.run(backing.neverWaits(inode), call);
    }

    /** EAGAIN is how a call says that it would wait. */
    private <T> Outcome<T> inlineOrPool(Function<Wait, Outcome<T>> call) {
        return pool.runOrTry(backing.isLocal(), call);
    }
}
