package org.actorfs.mirror;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Xattrs;
import org.jspecify.annotations.Nullable;

/** Extended attributes of the backing filesystem: where calls may wait, as the daemon, of exactly the inode that was verified. */
final class MirrorXattrs {
    /** Most values fit; XATTR_SIZE_MAX is the largest. */
    private static final int FIRST_BYTES = 256;

    private static final int MAX_BYTES = 1 << 16;

    private final MirrorTree tree;

    MirrorXattrs(MirrorTree tree) {
        this.tree = tree;
    }

    Outcome<byte[]> get(Node node, @Nullable MirrorFile open, Name name) {
        if (!XattrNames.isKnown(name)) {
            return Outcome.failed(Errno.ENOTSUP);
        }
        Outcome<byte[]> value = open == null
                ? onDescriptor(node, null, fd -> bytes(room -> Xattrs.getxattr(FdPath.of(fd), name.bytes(), room)))
                : bytes(room -> Xattrs.fgetxattr(open.fd(), name.bytes(), room));
        // The kernel takes ENOTSUP for an error, and lets nobody in; a filesystem without lists has none.
        boolean lacksLists = XattrNames.isAcl(name)
                && !node.attributes().isSymlink()
                && value.equals(Outcome.<byte[]>failed(Errno.ENOTSUP));
        return lacksLists ? Outcome.failed(Errno.ENODATA) : value;
    }

    Outcome<List<Name>> list(Node node, @Nullable MirrorFile open) {
        boolean directory = node.attributes().isDirectory();
        return onDescriptor(node, open, fd -> bytes(room -> directory ? listOf(fd, room) : listxattr(fd, room)))
                .map(MirrorXattrs::names);
    }

    /** Of a directory: from itself, if it may be searched, which takes a third of the time that the way through /proc does. */
    private static int listOf(int directoryFd, byte[] names) {
        int length = Xattrs.listxattrat(directoryFd, Name.DOT.bytes(), names);
        boolean cannot = length == -Errnos.ENOSYS || length == -Errnos.EPERM || length == -Errnos.EACCES;
        return cannot ? listxattr(directoryFd, names) : length;
    }

    private static int listxattr(int fd, byte[] names) {
        return Xattrs.listxattr(FdPath.of(fd), names);
    }

    Outcome<Attributes> set(Node node, @Nullable MirrorFile open, XattrUpdate update) {
        if (!XattrNames.isKnown(update.name())) {
            return Outcome.failed(
                    Errno.ENOTSUP); // the backing filesystem would ask who the daemon is, not who the caller is
        }
        return onDescriptor(node, open, fd -> {
            int result = set(FdPath.of(fd), update);
            if (result == 0 && update.dropSetGid() && update.name().equals(XattrNames.ACCESS_ACL)) {
                result = dropSetGid(fd);
            }
            return result < 0 ? Outcome.failed(Errno.of(-result)) : tree.getattr(fd, Wait.ALLOWED);
        });
    }

    private static int set(byte[] path, XattrUpdate update) {
        byte[] name = update.name().bytes();
        byte[] value = update.value();
        if (value == null) {
            return Xattrs.removexattr(path, name);
        }
        int flags =
                switch (update.when()) {
                    case ANY -> 0;
                    case ABSENT -> Xattrs.XATTR_CREATE;
                    case PRESENT -> Xattrs.XATTR_REPLACE;
                };
        return Xattrs.setxattr(path, name, value, flags);
    }

    /** Root may keep it, so the backing filesystem does not take it. */
    private int dropSetGid(int fd) {
        Attributes now = tree.attributes(fd);
        if (now == null || (now.mode() & Mode.SET_GID) == 0) {
            return 0;
        }
        int left = now.mode() & Mode.PERMISSIONS & ~Mode.SET_GID;
        return FdPath.chmod(fd, left);
    }

    private <T> Outcome<T> onDescriptor(Node node, @Nullable MirrorFile open, IntFunction<Outcome<T>> call) {
        if (open != null) {
            return call.apply(open.fd());
        }
        try (PathFd inode = tree.inode(MirrorLocator.of(node), Wait.ALLOWED)) {
            return inode.failed() ? inode.failure() : call.apply(inode.fd());
        }
    }

    /** Calls again with more room where the value, or the list, grew meanwhile or is a large one. */
    private static Outcome<byte[]> bytes(ToIntFunction<byte[]> call) {
        byte[] room = new byte[FIRST_BYTES];
        int length = call.applyAsInt(room);
        if (length == -Errnos.ERANGE) {
            room = new byte[MAX_BYTES];
            length = call.applyAsInt(room);
        }
        return length < 0 ? Outcome.failed(Errno.of(-length)) : Outcome.of(Arrays.copyOf(room, length));
    }

    private static List<Name> names(byte[] list) {
        List<Name> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < list.length; i++) {
            if (list[i] == 0) {
                names.add(Name.of(Arrays.copyOfRange(list, start, i)));
                start = i + 1;
            }
        }
        return names;
    }
}
