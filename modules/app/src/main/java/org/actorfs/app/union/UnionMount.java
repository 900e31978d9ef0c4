package org.actorfs.app.union;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.CommandFailure;
import org.actorfs.posix.Errnos;
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
    private final List<Branch> branches;
    private final Statx statx = new Statx();
    private final byte[] value = new byte[MAX_VALUE_BYTES];

    private UnionMount(String mountpoint, Fd root) {
        this.mountpoint = mountpoint;
        this.root = root;
        this.branches = Branch.parseAll(setting("branches"), Sizes.parse(setting("minfreespace")));
    }

    static UnionMount open(String mountpoint) {
        Fd root = Fd.directory(mountpoint);
        if (root.failed()) {
            throw CommandFailure.failed("cannot open %s: %s; if its daemon is gone:  actorfs unmount %s"
                    .formatted(Printable.of(mountpoint), Errnos.name(root.number()), Printable.of(mountpoint)));
        }
        try {
            return new UnionMount(mountpoint, root);
        } catch (RuntimeException | Error e) {
            root.close();
            throw e;
        }
    }

    String mountpoint() {
        return mountpoint;
    }

    List<Branch> branches() {
        return branches;
    }

    /** Opens what is there, a symbolic link as itself. */
    Fd open(TreePath path, int flags) {
        return root.within(path.bytes(), flags | OpenFlags.O_NOFOLLOW);
    }

    /** What the mount shows there; empty if there is nothing. */
    Optional<Stat> stat(TreePath path) {
        try (Fd file = open(path, OpenFlags.O_PATH)) {
            return file.failed() ? Optional.empty() : stat(file);
        }
    }

    private Optional<Stat> stat(Fd file) {
        return statx.fill(file.number(), Statx.STATX_BASIC_STATS) < 0 ? Optional.empty() : Optional.of(Stat.of(statx));
    }

    /** The branch whose copy is shown. Only regular files and directories have extended attributes that tell. */
    Optional<Branch> shown(Fd directory, byte[] name) {
        int length = Xattrs.lgetxattr(join(directory.path(), name), BASEPATH, value);
        if (length < 0) {
            return Optional.empty();
        }
        String base = new String(value, 0, length, UTF_8);
        return branches.stream().filter(branch -> branch.path().equals(base)).findFirst();
    }

    @Override
    public int move(TreePath path, Stat expected, Branch to) {
        try (Fd file = open(path, OpenFlags.O_PATH)) {
            if (file.failed()) {
                return file.number();
            }
            boolean same = stat(file).filter(expected::isSameFile).isPresent();
            return same ? Xattrs.setxattr(file.path(), BRANCH, to.path().getBytes(UTF_8), 0) : -Errnos.ESTALE;
        }
    }

    private String setting(String word) {
        byte[] name = ("user.actorfs." + word).getBytes(UTF_8);
        int length = Xattrs.getxattr(join(root.path(), CONTROL), name, value);
        if (length < 0) {
            throw CommandFailure.failed(refusal(-length));
        }
        return new String(value, 0, length, UTF_8);
    }

    private String refusal(int errno) {
        String shown = Printable.of(mountpoint);
        return switch (errno) {
            case Errnos.ENOENT, Errnos.ENODATA ->
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
