package org.actorfs.mirror;

import java.util.function.IntUnaryOperator;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Done;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.mirror.MirrorLocator.Place;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Umask;
import org.actorfs.posix.Xattrs;

/** mknod, mkdir, symlink, create: through {@link IoPool}. */
final class Creation {
    private static final byte[] SIZE_ONLY = {};

    private final MirrorTree tree;
    private final FileOpening opening;
    private final AsCaller asCaller = new AsCaller();

    Creation(MirrorTree tree, FileOpening opening) {
        this.tree = tree;
        this.opening = opening;
    }

    Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return make(
                parent,
                name,
                mode & Mode.TYPE,
                caller,
                directory -> masking(
                        directory, mode, umask, permitted -> Paths.mknodat(directory, name.bytes(), permitted, rdev)));
    }

    Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return make(
                parent,
                name,
                Mode.DIRECTORY,
                caller,
                directory -> masking(
                        directory,
                        mode & Mode.PERMISSIONS,
                        umask,
                        permitted -> Paths.mkdirat(directory, name.bytes(), permitted)));
    }

    Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return make(parent, name, Mode.SYMLINK, caller, directory -> Paths.symlinkat(target, directory, name.bytes()));
    }

    Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        return in(parent, name, (directoryFd, place) -> {
            int fd = asCaller.run(caller, () -> openNew(directoryFd, name, mode, flags, umask));
            return fd < 0 ? Outcome.failed(Errno.of(-fd)) : opened(fd, place, flags);
        });
    }

    /** EOPNOTSUPP where the backing filesystem has no O_TMPFILE. */
    Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        try (PathFd held = tree.directory(MirrorLocator.of(directory), Wait.ALLOWED)) {
            if (held.failed()) {
                return held.failure();
            }
            int fd = asCaller.run(caller, () -> openNameless(held.fd(), mode, flags, umask));
            if (fd < 0) {
                return Outcome.failed(Errno.of(-fd));
            }
            Outcome<Node> child = tree.nameless(fd);
            if (!(child instanceof Done<Node>)) {
                Descriptors.close(fd);
            }
            return child.map(
                    node -> new CreatedOpen(node, opening.file(fd, flags, node.key()), directory.attributes()));
        }
    }

    private static int openNameless(int directoryFd, int mode, int flags, int umask) {
        int how = FileOpening.flagsOf(flags) & ~OpenFlags.O_TRUNC;
        int exclusive = org.actorfs.fs.OpenFlags.has(flags, org.actorfs.fs.OpenFlags.EXCLUSIVE) ? OpenFlags.O_EXCL : 0;
        return masking(
                directoryFd,
                mode & Mode.PERMISSIONS,
                umask,
                permitted -> Descriptors.openat(
                        directoryFd, Name.DOT.bytes(), how | OpenFlags.O_TMPFILE | exclusive, permitted));
    }

    /** The mknod, mkdir or symlink in {@code call} gets the directory's descriptor; then its child must have this type. */
    private Outcome<Created> make(Node parent, Name name, int type, Caller caller, IntUnaryOperator call) {
        return in(parent, name, (directoryFd, place) -> {
            int made = asCaller.run(caller, () -> call.applyAsInt(directoryFd));
            return made < 0 ? Outcome.failed(Errno.of(-made)) : made(directoryFd, place, type);
        });
    }

    /** Makes something in a directory that is open. */
    @FunctionalInterface
    private interface Birth<T> {
        Outcome<T> in(int directoryFd, Place place);
    }

    private <T> Outcome<T> in(Node parent, Name name, Birth<T> birth) {
        MirrorLocator where = MirrorLocator.of(parent);
        try (PathFd directory = tree.directory(where, Wait.ALLOWED)) {
            if (directory.failed()) {
                return directory.failure();
            }
            return MirrorTree.isPlain(name)
                    ? birth.in(directory.fd(), new Place(where, name))
                    : Outcome.failed(Errno.EINVAL);
        }
    }

    /**
     * mknod(2) takes a type of 0 for a regular file. Another type than asked for: somebody has replaced it already. Who makes a directory is
     * about to make more in it.
     */
    private Outcome<Created> made(int directoryFd, Place place, int type) {
        int wanted = type == 0 ? Mode.REGULAR : type;
        Outcome<Node> child = wanted == Mode.DIRECTORY
                ? tree.kept(directoryFd, place, Wait.ALLOWED)
                : tree.nodeIn(directoryFd, place, Wait.ALLOWED);
        if (child instanceof Done<Node>(Node node) && (node.attributes().mode() & Mode.TYPE) != wanted) {
            return Outcome.failed(Errno.ESTALE);
        }
        return child.map(node -> new Created(node, null));
    }

    private static int openNew(int directoryFd, Name name, int mode, int flags, int umask) {
        int how = FileOpening.flagsOf(flags) & ~OpenFlags.O_TRUNC;
        int create = OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        return masking(
                directoryFd,
                mode & Mode.PERMISSIONS,
                umask,
                permitted -> Descriptors.openat(directoryFd, name.bytes(), how | create, permitted));
    }

    private Outcome<CreatedOpen> opened(int fd, Place place, int flags) {
        Outcome<Node> child = tree.node(fd, place, Wait.ALLOWED);
        if (!(child instanceof Done<Node>)) {
            Descriptors.close(fd);
        }
        return child.map(node -> new CreatedOpen(node, opening.file(fd, flags, node.key()), null));
    }

    /**
     * POSIX.1e: a default ACL takes the place of the umask, which the backing filesystem knows; so it is left to that where the thread can
     * have a umask; else the process has none, and what the umask takes away is taken here.
     */
    private static int masking(int directoryFd, int mode, int umask, IntUnaryOperator call) {
        return Umask.makeOwn()
                ? Umask.during(umask, () -> call.applyAsInt(mode))
                : call.applyAsInt(masked(directoryFd, mode, umask));
    }

    /** Somebody may give or take the default ACL meanwhile. */
    static int masked(int directoryFd, int mode, int umask) {
        boolean byAcl =
                umask != 0 && Xattrs.getxattr(FdPath.of(directoryFd), XattrNames.DEFAULT_ACL.bytes(), SIZE_ONLY) > 0;
        return byAcl ? mode : mode & ~umask;
    }
}
