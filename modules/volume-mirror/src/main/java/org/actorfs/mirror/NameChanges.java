package org.actorfs.mirror;

import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Failed;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.mirror.MirrorLocator.Place;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Paths;
import org.jspecify.annotations.Nullable;

/** link, unlink, rmdir, rename: where calls may wait, as the daemon. */
final class NameChanges {
    private static final byte[] EMPTY = {};

    private final MirrorTree tree;
    private final Object publishing = new Object();

    NameChanges(MirrorTree tree) {
        this.tree = tree;
    }

    Outcome<Linked> link(Node node, Node newParent, Name newName) {
        MirrorLocator locator = MirrorLocator.of(node);
        MirrorLocator where = MirrorLocator.of(newParent);
        try (PathFd inode = tree.inode(locator, Wait.ALLOWED);
                PathFd directory = tree.directory(where, Wait.ALLOWED)) {
            if (inode.failed() || directory.failed()) {
                return inode.failed() ? inode.failure() : directory.failure();
            }
            int result = MirrorTree.isPlain(newName) ? linkat(inode.fd(), directory.fd(), newName) : -Errnos.EINVAL;
            if (result < 0) {
                return Outcome.failed(Errno.of(-result));
            }
            locator.add(new Place(where, newName));
            locator.unpin(); // a name leads there now
            return tree.getattr(inode.fd(), Wait.ALLOWED).map(after -> new Linked(node.with(after), null));
        }
    }

    /** @param flags 0, or AT_REMOVEDIR for rmdir */
    Outcome<Removed> remove(Node parent, Name name, Node child, int flags) {
        MirrorLocator where = MirrorLocator.of(parent);
        MirrorLocator locator = MirrorLocator.of(child);
        try (PathFd directory = tree.directory(where, Wait.ALLOWED);
                PathFd _ = tree.directory(locator, Wait.ALLOWED)) { // is kept: somebody may stand in it
            PathFd inode = expectedIn(directory, parent, name, child);
            if (inode.failed()) {
                return inode.failure();
            }
            int result = Paths.unlinkat(directory.fd(), name.bytes(), flags);
            tree.closeRemoved(inode);
            if (result < 0) {
                return Outcome.failed(Errno.of(-result));
            }
            locator.remove(new Place(where, name));
            return Outcome.of(new Removed(null, null));
        }
    }

    Outcome<Renamed> rename(RenameCall call) {
        try (PathFd source = tree.directory(MirrorLocator.of(call.sourceParent()), Wait.ALLOWED);
                PathFd target = tree.directory(MirrorLocator.of(call.targetParent()), Wait.ALLOWED);
                PathFd moved = expectedIn(source, call.sourceParent(), call.sourceName(), call.moved());
                PathFd replaced = replacedIn(target, call)) {
            Errno refusal = refusal(call, target, moved, replaced);
            if (refusal != null) {
                return Outcome.failed(refusal);
            }
            int result = Paths.renameat2(
                    source.fd(),
                    call.sourceName().bytes(),
                    target.fd(),
                    call.targetName().bytes(),
                    flags(call));
            if (result < 0) {
                return Outcome.failed(Errno.of(-result));
            }
            Place arrived = new Place(MirrorLocator.of(call.targetParent()), call.targetName());
            moveLocators(call, arrived);
            tree.seen(arrived, call.moved(), moved);
            return Outcome.of(new Renamed(null, null, null, null));
        }
    }

    /** Gives something that was made under a temporary name its own. EEXIST if that is taken. */
    Outcome<Renamed> publish(Node directory, Name temporary, Node made, Name name) {
        Outcome<Renamed> named = rename(naming(directory, temporary, made, name, true));
        boolean cannot = named instanceof Failed<Renamed>(Errno errno) && errno == Errno.EINVAL;
        return cannot ? publishInSteps(directory, temporary, made, name) : named;
    }

    /** On most network filesystems; none of ours comes between the steps, and what is replaced by them was made by others just now. */
    private Outcome<Renamed> publishInSteps(Node directory, Name temporary, Node made, Name name) {
        synchronized (publishing) {
            return switch (tree.lookup(MirrorLocator.of(directory), name, Wait.ALLOWED)) {
                case Failed<Node>(Errno errno)
                when errno == Errno.ENOENT -> rename(naming(directory, temporary, made, name, false));
                case Failed<Node>(Errno errno) -> Outcome.failed(errno);
                default -> Outcome.failed(Errno.EEXIST);
            };
        }
    }

    private static RenameCall naming(Node directory, Name temporary, Node made, Name name, boolean noReplace) {
        return new RenameCall(directory, temporary, made, directory, name, null, false, noReplace);
    }

    private PathFd expectedIn(PathFd directory, Node parent, Name name, Node node) {
        return directory.failed()
                ? directory
                : tree.expectedIn(
                        directory.fd(),
                        MirrorLocator.of(parent),
                        name,
                        MirrorLocator.of(node).key());
    }

    private PathFd replacedIn(PathFd target, RenameCall call) {
        Node replaced = call.replaced();
        return replaced == null
                ? PathFd.failed(Errno.ENOENT)
                : expectedIn(target, call.targetParent(), call.targetName(), replaced);
    }

    /** A target that vanished behind our back hinders an exchange only; one that has changed is to be looked up again. */
    private static @Nullable Errno refusal(RenameCall call, PathFd target, PathFd moved, PathFd replaced) {
        if (moved.failed()) {
            return Errno.of(-moved.fd());
        }
        if (target.failed()) {
            return Errno.of(-target.fd());
        }
        if (!MirrorTree.isPlain(call.targetName())) {
            return Errno.EINVAL;
        }
        boolean mayBeMissing = !call.exchange() && replaced.failedWith(Errno.ENOENT);
        return replaced.failed() && !mayBeMissing ? Errno.of(-replaced.fd()) : null;
    }

    private static int flags(RenameCall call) {
        return (call.exchange() ? Paths.RENAME_EXCHANGE : 0) | (call.noReplace() ? Paths.RENAME_NOREPLACE : 0);
    }

    private void moveLocators(RenameCall call, Place target) {
        Place source = new Place(MirrorLocator.of(call.sourceParent()), call.sourceName());
        MirrorLocator moved = MirrorLocator.of(call.moved());
        Node over = call.replaced();
        MirrorLocator replaced = over == null ? null : MirrorLocator.of(over);
        if (replaced != null && replaced.key().equals(moved.key())) {
            return; // rename(2): two links to one file, so nothing happened
        }
        moved.remove(source);
        moved.add(target);
        if (replaced != null) {
            replaced.remove(target);
            if (call.exchange()) {
                replaced.add(source);
            }
        }
    }

    /** AT_EMPTY_PATH wants CAP_DAC_READ_SEARCH, and answers ENOENT without it. */
    private static int linkat(int fd, int directoryFd, Name name) {
        int result = Paths.linkat(fd, EMPTY, directoryFd, name.bytes(), Paths.AT_EMPTY_PATH);
        return result == -Errnos.ENOENT || result == -Errnos.EPERM
                ? Paths.linkat(Descriptors.AT_FDCWD, FdPath.of(fd), directoryFd, name.bytes(), Paths.AT_SYMLINK_FOLLOW)
                : result;
    }
}
