package org.actorfs.mirror;

import java.util.function.Predicate;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Mode;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;

/** open and opendir: as the daemon, of exactly the inode that was verified. */
final class FileOpening {
    private static final byte[] ITSELF = {'.'};

    private final MirrorTree tree;
    private final IoPool pool;
    private final EntryBuffers buffers;

    FileOpening(MirrorTree tree, IoPool pool, EntryBuffers buffers) {
        this.tree = tree;
        this.pool = pool;
        this.buffers = buffers;
    }

    /**
     * The flags of the request that the backing file is opened with. Not O_APPEND, because each write says where it goes; not
     * O_DIRECT, which is set afterwards, where it is supported; not O_CREAT, O_EXCL and O_NOFOLLOW, which are done with.
     */
    static int flagsOf(int flags) {
        int how = flags & OpenFlags.ACCESS_MODE;
        how |= OpenFlags.has(flags, OpenFlags.TRUNCATE) ? org.actorfs.posix.OpenFlags.O_TRUNC : 0;
        how |= OpenFlags.has(flags, OpenFlags.DSYNC) ? org.actorfs.posix.OpenFlags.O_DSYNC : 0;
        how |= OpenFlags.has(flags, OpenFlags.SYNC) ? org.actorfs.posix.OpenFlags.O_SYNC : 0;
        how |= OpenFlags.has(flags, OpenFlags.NO_ATIME) ? org.actorfs.posix.OpenFlags.O_NOATIME : 0;
        return how;
    }

    /** Regular files only: FIFOs, sockets and devices are the kernel's to open, and opening ours would wait or do things. */
    Outcome<Opened> open(Node node, int flags, Caller caller) {
        try (PathFd inode = tree.inode(MirrorLocator.of(node), Wait.ALLOWED)) {
            if (inode.failed()) {
                return inode.failure();
            }
            int mode = node.attributes().mode(); // its type cannot have changed: it is in the key
            if (!Mode.isRegular(mode)) {
                return Outcome.failed(refusal(mode));
            }
            int fd = reopen(inode.fd(), flagsOf(flags));
            if (fd < 0) {
                return Outcome.failed(Errno.of(-fd));
            }
            dropSetIdBits(fd, flags, caller);
            return Outcome.of(new Opened(file(fd, flags, node.key()), tree.attributes(fd)));
        }
    }

    /** Takes the descriptor over. */
    MirrorFile file(int fd, int flags, InodeKey inode) {
        boolean direct = OpenFlags.has(flags, OpenFlags.DIRECT)
                && Descriptors.setStatusFlags(fd, Descriptors.statusFlags(fd) | org.actorfs.posix.OpenFlags.O_DIRECT)
                        == 0;
        return new MirrorFile(fd, OpenFlags.mayWrite(flags), direct, inode, tree, pool);
    }

    Outcome<OpenDirectory> opendir(Node node, Wait wait) {
        return open(node, 0, wait).map(directory -> directory);
    }

    /** See {@link BackingDirectory#list}. */
    Outcome<Nothing> list(Node node, Predicate<DirectoryEntry> more) {
        Outcome<MirrorDirectory> opened = open(node, org.actorfs.posix.OpenFlags.O_NOATIME, Wait.ALLOWED);
        boolean refused = opened instanceof Outcome.Failed<MirrorDirectory>(Errno errno) && errno == Errno.EPERM;
        return (refused ? open(node, 0, Wait.ALLOWED) : opened).then(directory -> directory.listAndClose(more));
    }

    private Outcome<MirrorDirectory> open(Node node, int more, Wait wait) {
        try (PathFd directory = tree.directory(MirrorLocator.of(node), wait)) {
            if (directory.failed()) {
                return directory.failure();
            }
            int how = org.actorfs.posix.OpenFlags.O_RDONLY | org.actorfs.posix.OpenFlags.O_DIRECTORY | more;
            int fd = Descriptors.openat2(directory.fd(), ITSELF, how, 0, wait.resolveFlags());
            return fd < 0 ? Outcome.failed(Errno.of(-fd)) : Outcome.of(new MirrorDirectory(fd, tree, pool, buffers));
        }
    }

    private static Errno refusal(int mode) {
        return switch (mode & Mode.TYPE) {
            case Mode.DIRECTORY -> Errno.EISDIR;
            case Mode.SYMLINK -> Errno.ELOOP;
            default -> Errno.ENXIO;
        };
    }

    /** O_NOATIME is the owner's right; the kernel checked the caller for it, but a daemon that is not root may not own the file. */
    private static int reopen(int fd, int how) {
        int noAtime = org.actorfs.posix.OpenFlags.O_NOATIME;
        int opened = Descriptors.open(FdPath.of(fd), how, 0);
        return opened == -Errnos.EPERM && (how & noAtime) != 0
                ? Descriptors.open(FdPath.of(fd), how & ~noAtime, 0)
                : opened;
    }

    /** The caller's O_TRUNC would have dropped them. */
    private void dropSetIdBits(int fd, int flags, Caller caller) {
        if (!OpenFlags.has(flags, OpenFlags.TRUNCATE) || caller.uid() == 0) {
            return;
        }
        var now = tree.attributes(fd);
        if (now != null) {
            SetIdBits.drop(fd, now.mode());
        }
    }
}
