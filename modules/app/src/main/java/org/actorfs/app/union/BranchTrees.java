package org.actorfs.app.union;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;
import org.actorfs.posix.StatVfs;
import org.actorfs.posix.Statx;

/**
 * The branches' own directories. A path is resolved below a descriptor of the branch's root, and never through a symbolic link; the
 * directory that was looked into last stays open on each branch, because the next name is mostly in the same. What is opened or removed
 * is resolved anew.
 *
 * <p>A branch that cannot be opened is told of once, and has nothing.
 */
final class BranchTrees implements AutoCloseable {
    private static final int DIRECTORY = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
    private static final int ST_RDONLY = 1;

    private final Report report;
    private final Map<Branch, Fd> roots = new LinkedHashMap<>();
    private final Map<Branch, Fd> parents = new LinkedHashMap<>();
    private TreePath parent = TreePath.ROOT;
    private final Statx statx = new Statx();
    private final StatVfs statVfs = new StatVfs();

    BranchTrees(List<Branch> branches, Report report) {
        this.report = report;
        for (Branch branch : branches) {
            Fd root = Fd.directory(branch.path());
            if (root.failed()) {
                report.warn(
                        "branch %s is left out: %s".formatted(Printable.of(branch.path()), Errnos.name(root.number())));
            } else {
                roots.put(branch, root);
            }
        }
    }

    /** Those that could be opened, in their order. */
    List<Branch> branches() {
        return List.copyOf(roots.keySet());
    }

    /** What each branch has under a name, in the order of the branches. */
    List<Copy> copies(TreePath path) {
        List<Copy> copies = new ArrayList<>();
        for (Branch branch : roots.keySet()) {
            stat(branch, path).ifPresent(stat -> copies.add(new Copy(branch, path, stat)));
        }
        return copies;
    }

    private Optional<Stat> stat(Branch branch, TreePath path) {
        Fd directory = parentOn(branch, path);
        int result = directory.failed()
                ? directory.number()
                : statx.fill(directory.number(), path.name(), Paths.AT_SYMLINK_NOFOLLOW, Statx.STATX_BASIC_STATS);
        if (result < 0) {
            if (!isAbsence(result)) {
                report.warn("cannot look at %s: %s".formatted(path.below(branch.path()), Errnos.name(result)));
            }
            return Optional.empty();
        }
        return Optional.of(Stat.of(statx));
    }

    /** Not there, or not there for the union, which follows no links either. */
    private static boolean isAbsence(int result) {
        return switch (-result) {
            case Errnos.ENOENT, Errnos.ENOTDIR, Errnos.ELOOP, Errnos.EXDEV -> true;
            default -> false;
        };
    }

    private Fd parentOn(Branch branch, TreePath path) {
        TreePath wanted = path.parent();
        if (!wanted.equals(parent)) {
            forgetParents();
            parent = wanted;
        }
        return parents.computeIfAbsent(branch, each -> root(each).beneath(wanted.bytes(), DIRECTORY));
    }

    private Fd root(Branch branch) {
        return roots.getOrDefault(branch, new Fd(-Errnos.ENOENT));
    }

    private void forgetParents() {
        parents.values().forEach(Fd::close);
        parents.clear();
    }

    /** A descriptor for {@code /proc/self/fd} of exactly the file that was looked at; -ESTALE if another is there now. */
    Fd open(Copy copy) {
        Fd file = root(copy.branch()).beneath(copy.path().bytes(), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        if (file.failed() || isStill(copy, statx.fill(file.number(), Statx.STATX_BASIC_STATS))) {
            return file;
        }
        file.close();
        return new Fd(-Errnos.ESTALE);
    }

    /** Takes a name away, if it is still that of the file that was looked at. 0 or -errno. */
    int unlink(Copy copy) {
        try (Fd directory = root(copy.branch()).beneath(copy.path().parent().bytes(), DIRECTORY)) {
            if (directory.failed()) {
                return directory.number();
            }
            byte[] name = copy.path().name();
            int there = statx.fill(directory.number(), name, Paths.AT_SYMLINK_NOFOLLOW, Statx.STATX_BASIC_STATS);
            return isStill(copy, there) ? Paths.unlinkat(directory.number(), name, 0) : -Errnos.ESTALE;
        }
    }

    private boolean isStill(Copy copy, int result) {
        return result >= 0 && Stat.of(statx).isSameFile(copy.stat());
    }

    /** Empty for a branch that does not answer. */
    Optional<Space> space(Branch branch) {
        int root = root(branch).number();
        if (root < 0 || statVfs.fill(root) < 0 || statx.fill(root, Statx.STATX_BASIC_STATS) < 0) {
            return Optional.empty();
        }
        long unit = statVfs.frsize();
        return Optional.of(new Space(
                statx.dev(),
                (statVfs.blocks() - statVfs.bfree()) * unit,
                statVfs.bavail() * unit,
                (statVfs.flag() & ST_RDONLY) != 0));
    }

    @Override
    public void close() {
        forgetParents();
        roots.values().forEach(Fd::close);
    }
}
