package org.actorfs.mirror;

import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.Node;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;
import org.jspecify.annotations.Nullable;

/**
 * setattr: where calls may wait, as the daemon, through a descriptor. Size, then owner, then mode, then times: each of the first
 * three would undo part of a later one if it came after it.
 */
final class AttributeWriter {
    private static final byte[] EMPTY = {};
    private static final int KEEP_ID = -1;

    private final MirrorTree tree;

    AttributeWriter(MirrorTree tree) {
        this.tree = tree;
    }

    /** ctime cannot be set on another filesystem and is ignored. */
    Outcome<Attributes> setattr(Node node, @Nullable MirrorFile open, AttributeChanges changes) {
        if (open != null) {
            return told(open.fd(), apply(node, open.fd(), open.mayWrite(), changes));
        }
        try (PathFd inode = tree.inode(MirrorLocator.of(node), Wait.ALLOWED)) {
            return inode.failed() ? inode.failure() : told(inode.fd(), apply(node, inode.fd(), false, changes));
        }
    }

    /** As {@link #setattr}, where nobody wants to know what it comes to. */
    Outcome<Nothing> change(Node node, AttributeChanges changes) {
        try (PathFd inode = tree.inode(MirrorLocator.of(node), Wait.ALLOWED)) {
            return inode.failed() ? inode.failure() : MirrorFile.nothing(apply(node, inode.fd(), false, changes));
        }
    }

    private Outcome<Attributes> told(int fd, int result) {
        return result < 0 ? Outcome.failed(Errno.of(-result)) : tree.getattr(fd, Wait.ALLOWED);
    }

    private int apply(Node node, int fd, boolean mayWrite, AttributeChanges changes) {
        int result = setSize(fd, mayWrite, changes);
        if (result == 0) {
            result = setOwner(fd, changes);
        }
        if (result == 0) {
            result = setMode(node, fd, changes);
        }
        if (result == 0) {
            result = setTimes(fd, changes);
        }
        return result;
    }

    private int setSize(int fd, boolean mayWrite, AttributeChanges changes) {
        Long size = changes.sizeBytes();
        if (size == null) {
            return 0;
        }
        return mayWrite ? FileIo.ftruncate(fd, size) : truncate(fd, size);
    }

    /** Only regular files are ever opened here: opening a device or a FIFO does things. */
    private int truncate(int fd, long size) {
        Attributes now = tree.attributes(fd);
        if (now == null || !now.isRegular()) {
            return now != null && now.isDirectory() ? -Errnos.EISDIR : -Errnos.EINVAL;
        }
        int writable = Descriptors.open(FdPath.of(fd), OpenFlags.O_WRONLY, 0);
        if (writable < 0) {
            return writable;
        }
        int result = FileIo.ftruncate(writable, size);
        Descriptors.close(writable);
        return result;
    }

    private static int setOwner(int fd, AttributeChanges changes) {
        Integer uid = changes.uid();
        Integer gid = changes.gid();
        if (uid == null && gid == null) {
            return 0;
        }
        return Paths.fchown(fd, uid == null ? KEEP_ID : uid, gid == null ? KEEP_ID : gid);
    }

    private int setMode(Node node, int fd, AttributeChanges changes) {
        Integer mode = changes.mode();
        if (mode != null) {
            int permissions = mode & Mode.PERMISSIONS;
            return node.attributes().isDirectory() ? chmodDirectory(fd, permissions) : FdPath.chmod(fd, permissions);
        }
        Attributes now = changes.killSuidGid() ? tree.attributes(fd) : null;
        return now == null ? 0 : SetIdBits.drop(fd, now.mode());
    }

    /** From itself, if it may be searched: the way through /proc takes longer. */
    private static int chmodDirectory(int fd, int permissions) {
        int result = Paths.fchmodat(fd, Name.DOT.bytes(), permissions, 0);
        return result == -Errnos.EACCES ? FdPath.chmod(fd, permissions) : result;
    }

    private static int setTimes(int fd, AttributeChanges changes) {
        int atimeNanos = nanos(changes.atime(), changes.atimeNow());
        int mtimeNanos = nanos(changes.mtime(), changes.mtimeNow());
        if (atimeNanos == Paths.UTIME_OMIT && mtimeNanos == Paths.UTIME_OMIT) {
            return 0;
        }
        long atime = seconds(changes.atime());
        return Paths.utimensat(fd, EMPTY, atime, atimeNanos, seconds(changes.mtime()), mtimeNanos, Paths.AT_EMPTY_PATH);
    }

    private static int nanos(@Nullable Timespec time, boolean now) {
        if (now) {
            return Paths.UTIME_NOW;
        }
        return time == null ? Paths.UTIME_OMIT : time.nanos();
    }

    private static long seconds(@Nullable Timespec time) {
        return time == null ? 0 : time.seconds();
    }
}
