package org.actorfs.fs.driver;

import java.util.List;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Renamed;
import org.jspecify.annotations.Nullable;

/**
 * The driver of every volume that owns its namespace: POSIX as ext4 does it, over a {@link Store}. Owns the store. Each operation
 * computes from the committed attributes that it is given what shall be, and hands the store one {@link Change}.
 *
 * <p>Who may do what, and the sticky bit, is the kernel's business (default_permissions), as are relatime and the length of paths.
 * Times: an entry that comes or goes sets mtime and ctime of its directory, and ctime of the inode; rename sets ctime of what moves;
 * write and truncate set mtime and ctime; reading sets nothing.
 */
public final class OwnedNamespace implements Driver {
    private final Store store;
    private final TimeSource clock;
    private final OwnedXattrs xattrs;
    private final OpenFile file;
    private final OpenDirectory directory;

    public OwnedNamespace(Store store, TimeSource clock) {
        this.store = store;
        this.clock = clock;
        this.xattrs = new OwnedXattrs(store, clock);
        this.file = new OwnedFile(store, clock);
        this.directory = new OwnedDirectory(store);
    }

    @Override
    public Traits traits() {
        return store.traits();
    }

    @Override
    public Outcome<Node> root() {
        return store.root();
    }

    @Override
    public Outcome<Node> lookup(Node parent, Name name) {
        if (!parent.attributes().isDirectory()) {
            return Outcome.failed(Errno.ENOTDIR);
        }
        return name.length() > Name.MAX_BYTES ? Outcome.failed(Errno.ENAMETOOLONG) : store.lookup(parent, name);
    }

    @Override
    public Outcome<Node> parent(Node node) {
        return node.attributes().isDirectory() ? store.parent(node) : Outcome.failed(Errno.ENOTDIR);
    }

    @Override
    public Outcome<Node> resolve(long ino, long generation) {
        return store.resolve(ino, generation);
    }

    @Override
    public Outcome<Attributes> getattr(Node node, @Nullable OpenFile open) {
        return store.attributes(node);
    }

    /** EISDIR, EINVAL and EFBIG for a size that this inode cannot have. */
    @Override
    public Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes, Caller caller) {
        if (PosixRules.isEmpty(changes)) {
            return store.attributes(node);
        }
        Long size = changes.sizeBytes();
        Errno refusal = size == null ? null : PosixRules.refusesSize(node.attributes(), size);
        if (refusal != null) {
            return Outcome.failed(refusal);
        }
        Attributes after = PosixRules.changed(node.attributes(), changes, clock.now());
        return xattrs.following(node, changes, after)
                .then(also -> store.apply(new Change.SetAttributes(node.ino(), after, size != null, also)))
                .map(Node::attributes);
    }

    @Override
    public Outcome<byte[]> readlink(Node node) {
        return node.attributes().isSymlink() ? store.linkTarget(node) : Outcome.failed(Errno.EINVAL);
    }

    @Override
    public Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name) {
        return xattrs.get(node, name);
    }

    @Override
    public Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open) {
        return store.xattrs(node);
    }

    /** EINVAL for bytes that are no ACL, EACCES for a default ACL of anything but a directory, EPERM as xattr(7) says of {@code user}. */
    @Override
    public Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update, Caller caller) {
        return xattrs.set(node, update);
    }

    /** A type of 0 is a regular file; EPERM for a directory, EINVAL for a symlink and what is no type. */
    @Override
    public Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return switch (mode & Mode.TYPE) {
            case 0, Mode.REGULAR -> make(parent, name, regular(mode), 0, umask, caller);
            case Mode.FIFO, Mode.SOCKET -> make(parent, name, mode, 0, umask, caller);
            case Mode.CHARACTER, Mode.BLOCK -> make(parent, name, mode, rdev, umask, caller);
            case Mode.DIRECTORY -> Outcome.failed(Errno.EPERM);
            default -> Outcome.failed(Errno.EINVAL);
        };
    }

    /** suid and sgid in {@code mode} are ignored, as Linux does. */
    @Override
    public Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        int clean = mode & Mode.PERMISSIONS & ~(Mode.SET_UID | Mode.SET_GID);
        return make(parent, name, Mode.DIRECTORY | clean, 0, umask, caller);
    }

    private Outcome<Created> make(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        Errno refusal = PosixRules.refusesNewName(parent, name);
        if (refusal != null) {
            return Outcome.failed(refusal);
        }
        return creation(parent, name, mode, rdev, umask, caller)
                .then(change -> store.apply(change).map(child -> new Created(child, change.parentAfter())));
    }

    private Outcome<Change.Create> creation(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        Timespec now = clock.now();
        boolean isDirectory = Mode.isDirectory(mode);
        long size = isDirectory ? PosixRules.DIRECTORY_BYTES : 0;
        return xattrs.inherited(parent, mode, umask)
                .map(inherited -> new Change.Create(
                        parent.ino(),
                        name,
                        store.newIno(),
                        PosixRules.newborn(parent.attributes(), inherited.mode(), rdev, size, caller, now),
                        inherited.xattrs(),
                        PosixRules.entriesChanged(parent.attributes(), isDirectory ? 1 : 0, now)));
    }

    private static int regular(int mode) {
        return Mode.REGULAR | (mode & Mode.PERMISSIONS);
    }

    /** ENOENT for an empty target, ENAMETOOLONG for one above 4,095 bytes. */
    @Override
    public Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        Errno refusal = PosixRules.refusesNewName(parent, name);
        if (refusal != null) {
            return Outcome.failed(refusal);
        }
        if (target.length == 0) {
            return Outcome.failed(Errno.ENOENT);
        }
        if (target.length > PosixRules.MAX_TARGET_BYTES) {
            return Outcome.failed(Errno.ENAMETOOLONG);
        }
        Timespec now = clock.now();
        int mode = Mode.SYMLINK | 0777;
        Attributes child = PosixRules.newborn(parent.attributes(), mode, 0, target.length, caller, now);
        Attributes above = PosixRules.entriesChanged(parent.attributes(), 0, now);
        return store.apply(new Change.Symlink(parent.ino(), name, store.newIno(), target, child, above))
                .map(made -> new Created(made, above));
    }

    @Override
    public Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        Errno refusal = PosixRules.refusesNewName(parent, name);
        if (refusal != null) {
            return Outcome.failed(refusal);
        }
        return creation(parent, name, regular(mode), 0, umask, caller)
                .then(change -> store.apply(change).map(child -> new CreatedOpen(child, file, change.parentAfter())));
    }

    /** Who may read nothing of it may make it all the same: O_EXCL keeps it nameless. */
    @Override
    public Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        Attributes above = directory.attributes();
        if (!above.isDirectory() || above.nlink() == 0) {
            return Outcome.failed(above.isDirectory() ? Errno.ENOENT : Errno.ENOTDIR);
        }
        Timespec now = clock.now();
        boolean linkable = !OpenFlags.has(flags, OpenFlags.EXCLUSIVE);
        return xattrs.inherited(directory, regular(mode), umask)
                .then(inherited -> store.apply(new Change.Nameless(
                        store.newIno(),
                        PosixRules.newborn(above, inherited.mode(), 0, 0, caller, now)
                                .withNlink(0),
                        inherited.xattrs(),
                        linkable)))
                .map(made -> new CreatedOpen(made, file, above));
    }

    /** EPERM for a directory, EMLINK above 65,000 names, ENOENT for an inode that lost its last name. */
    @Override
    public Outcome<Linked> link(Node node, Node newParent, Name newName, Caller caller) {
        Errno refusal = PosixRules.refusesNewName(newParent, newName);
        if (refusal != null) {
            return Outcome.failed(refusal);
        }
        Attributes before = node.attributes();
        if (before.isDirectory()) {
            return Outcome.failed(Errno.EPERM);
        }
        if (before.nlink() >= PosixRules.MAX_FILE_LINKS) {
            return Outcome.failed(Errno.EMLINK);
        }
        Timespec now = clock.now();
        Attributes after = PosixRules.linked(before, before.nlink() + 1, now);
        Attributes above = PosixRules.entriesChanged(newParent.attributes(), 0, now);
        return store.apply(new Change.Link(newParent.ino(), newName, node.ino(), after, above))
                .map(linked -> new Linked(linked, above));
    }

    /** EISDIR for a directory (POSIX says EPERM, Linux does not). */
    @Override
    public Outcome<Removed> unlink(Node parent, Name name, Node child, Caller caller) {
        return child.attributes().isDirectory() ? Outcome.failed(Errno.EISDIR) : remove(parent, name, child);
    }

    /** ENOTDIR for anything but a directory, ENOTEMPTY for one with entries, EBUSY for the root. */
    @Override
    public Outcome<Removed> rmdir(Node parent, Name name, Node child, Caller caller) {
        if (!child.attributes().isDirectory()) {
            return Outcome.failed(Errno.ENOTDIR);
        }
        return child.ino() == parent.ino() ? Outcome.failed(Errno.EBUSY) : remove(parent, name, child);
    }

    private Outcome<Removed> remove(Node parent, Name name, Node child) {
        Timespec now = clock.now();
        int subdirectories = child.attributes().isDirectory() ? -1 : 0;
        Attributes above = PosixRules.entriesChanged(parent.attributes(), subdirectories, now);
        Attributes after = PosixRules.unlinked(child.attributes(), now);
        return store.apply(new Change.Remove(parent.ino(), name, child.ino(), after, above))
                .map(removed -> new Removed(above, removed.attributes()));
    }

    /**
     * EINVAL for a directory that would go below itself; EEXIST with NOREPLACE; ENOENT with EXCHANGE and no target; EISDIR, ENOTDIR
     * and ENOTEMPTY for what cannot be replaced.
     */
    @Override
    public Outcome<Renamed> rename(RenameCall call, Caller caller) {
        Errno refusal = RenameRules.refuses(call);
        if (refusal != null) {
            return Outcome.failed(refusal);
        }
        if (RenameRules.changesNothing(call)) {
            return Outcome.of(unchanged(call));
        }
        Change.Rename change = RenameRules.change(call, clock.now());
        return store.apply(change)
                .map(moved -> new Renamed(
                        change.sourceParentAfter(),
                        change.targetParentAfter(),
                        moved.attributes(),
                        change.replacedAfter()));
    }

    private static Renamed unchanged(RenameCall call) {
        Attributes moved = call.moved().attributes();
        return new Renamed(call.sourceParent().attributes(), call.targetParent().attributes(), moved, moved);
    }

    /** EISDIR for a directory, ELOOP for a symlink, ENXIO for what the kernel opens itself. */
    @Override
    public Outcome<Opened> open(Node node, int flags, Caller caller) {
        Attributes before = node.attributes();
        if (!before.isRegular()) {
            return Outcome.failed(before.isDirectory() ? Errno.EISDIR : before.isSymlink() ? Errno.ELOOP : Errno.ENXIO);
        }
        if (!OpenFlags.has(flags, OpenFlags.TRUNCATE)) {
            return Outcome.of(new Opened(file, before));
        }
        return setattr(node, null, truncation(caller), caller).map(after -> new Opened(file, after));
    }

    /** O_TRUNC takes suid and sgid from all who lack CAP_FSETID; without the kernel's word for it, that is all but root. */
    private static AttributeChanges truncation(Caller caller) {
        return new AttributeChanges(null, null, null, 0L, null, false, null, false, null, caller.uid() != 0);
    }

    @Override
    public Outcome<OpenDirectory> opendir(Node node, Caller caller) {
        return node.attributes().isDirectory() ? Outcome.of(directory) : Outcome.failed(Errno.ENOTDIR);
    }

    /** ENOSYS: the kernel decides. */
    @Override
    public Outcome<Nothing> access(Node node, int mask, Caller caller) {
        return Outcome.failed(Errno.ENOSYS);
    }

    @Override
    public Outcome<StatFs> statfs(Node node) {
        return store.statfs();
    }

    @Override
    public Outcome<Nothing> sync() {
        return store.syncAll();
    }

    @Override
    public void forget(Node node) {
        store.forget(node);
    }

    @Override
    public Outcome<Nothing> close() {
        return store.close();
    }
}
