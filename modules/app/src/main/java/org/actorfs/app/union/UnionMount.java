package org.actorfs.app.union;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Statx;
import org.actorfs.posix.Xattrs;

/** A mounted union, asked by its extended attributes. Its branches are those of the time it was opened. */
final class UnionMount implements Mover, AutoCloseable {
    private static final byte[] CONTROL = ".actorfs".getBytes(UTF_8);
    private static final byte[] BASEPATH = "user.actorfs.basepath".getBytes(UTF_8);
    private static final byte[] BRANCH = "user.actorfs.branch".getBytes(UTF_8);
    private static final int MAX_VALUE_BYTES = 64 * 1024;

    private final String mountpoint;
    private final Fd root;
    private final Map<Branch, Root> branches;
    private final Statx statx = new Statx();
    private final byte[] value = new byte[MAX_VALUE_BYTES];

    private UnionMount(String mountpoint, Fd root) {
        this.mountpoint = mountpoint;
        this.root = root;
        this.branches =
                Root.each(Branch.parseAll(setting("branches"), Sizes.parse(setting("minfreespace"))), setting("roots"));
    }

    /** Exactly this mount: what is there now may be somebody else's. */
    static UnionMount open(MountInfo mount) {
        String mountpoint = mount.mountPoint();
        Fd root = Fd.directory(mountpoint);
        if (root.failed()) {
            throw CommandFailure.failed("cannot open %s: %s; if its daemon is gone:  actorfs unmount %s"
                    .formatted(Printable.of(mountpoint), Errnos.name(root.number()), Printable.of(mountpoint)));
        }
        try {
            Statx statx = new Statx();
            if (statx.fill(root.number(), Statx.STATX_MNT_ID) < 0 || statx.mntId() != mount.mountId()) {
                throw CommandFailure.failed("another filesystem was mounted on %s just now: start again"
                        .formatted(Printable.of(mountpoint)));
            }
            return new UnionMount(mountpoint, root);
        } catch (RuntimeException | Error e) {
            root.close();
            throw e;
        }
    }

    String mountpoint() {
        return mountpoint;
    }

    /** In their order, and where the daemon has each. */
    Map<Branch, Root> branches() {
        return branches;
    }

    /** Opens what is there, a symbolic link as itself. */
    Fd open(TreePath path, int flags) {
        return root.within(path.bytes(), flags | OpenFlags.O_NOFOLLOW);
    }

    /** What the mount shows there; empty if there is nothing. */
    Optional<Stat> stat(TreePath path) {
        try (Fd file = open(path, OpenFlags.O_PATH)) {
            return file.failed() ? Optional.empty() : file.stat(statx);
        }
    }

    /** The branch whose copy is shown. Only regular files and directories have extended attributes that tell. */
    Optional<Branch> shown(Fd directory, byte[] name) {
        int length = Xattrs.lgetxattr(join(directory.path(), name), BASEPATH, value);
        if (length < 0) {
            return Optional.empty();
        }
        String base = new String(value, 0, length, UTF_8);
        return branches.keySet().stream()
                .filter(branch -> branch.path().equals(base))
                .findFirst();
    }

    @Override
    public int move(TreePath path, Stat expected, Branch to) {
        try (Fd file = open(path, OpenFlags.O_PATH)) {
            if (file.failed()) {
                return file.number();
            }
            boolean same = file.stat(statx).filter(expected::isSameFile).isPresent();
            return same ? Xattrs.setxattr(file.path(), BRANCH, to.path().getBytes(UTF_8), 0) : -Errnos.ESTALE;
        }
    }

    /** Has the daemon keep its settings and branches for the next mount, or forget what it kept. 0 or -errno. */
    int save(boolean keep) {
        return Xattrs.setxattr(
                join(root.path(), CONTROL), name("saved"), String.valueOf(keep).getBytes(UTF_8), 0);
    }

    private String setting(String word) {
        int length = Xattrs.getxattr(join(root.path(), CONTROL), name(word), value);
        if (length < 0) {
            throw CommandFailure.failed(refusal(-length));
        }
        return new String(value, 0, length, UTF_8);
    }

    private static byte[] name(String word) {
        return ("user.actorfs." + word).getBytes(UTF_8);
    }

    private String refusal(int errno) {
        String shown = Printable.of(mountpoint);
        return switch (errno) {
            case Errnos.ENODATA ->
                "the daemon of %s is older than this program, or %s is no union: mount it anew".formatted(shown, shown);
            case Errnos.ENOENT ->
                "%s is a mount of actorfs, but no union, or a part of one: name something below the mountpoint of a union"
                        .formatted(shown);
            case Errnos.EOPNOTSUPP -> "%s does not tell its branches: mount it without xattr=nosys".formatted(shown);
            default -> "%s does not tell its branches: %s".formatted(shown, Errnos.name(errno));
        };
    }

    private static byte[] join(byte[] directory, byte[] name) {
        byte[] path = Arrays.copyOf(directory, directory.length + 1 + name.length);
        path[directory.length] = '/';
        System.arraycopy(name, 0, path, directory.length + 1, name.length);
        return path;
    }

    @Override
    public void close() {
        root.close();
    }
}
