package org.actorfs.app.union;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.actorfs.app.terminal.Printable;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;
import org.actorfs.posix.StatVfs;
import org.actorfs.posix.Statx;

/**
 * The branches' own directories. A path is resolved below a descriptor of the branch's root, and never through a symbolic link; the
 * directory that was looked into last stays open on each branch, because the next name is mostly in the same. What is opened is resolved anew.
 *
 * <p>A branch that cannot be opened, or whose path leads elsewhere than for the daemon, is told of once, and has nothing.
 */
final class BranchTrees implements AutoCloseable {
    private static final int DIRECTORY = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
    private static final int ST_RDONLY = 1;

    private final Report report;
    private final Map<Branch, Fd> roots = new LinkedHashMap<>();
    private final Set<Branch> changeable = new HashSet<>();
    private final Map<Branch, Fd> parents = new LinkedHashMap<>();
    private TreePath parent = TreePath.ROOT;
    private final Statx statx = new Statx();
    private final StatVfs statVfs = new StatVfs();

    /** @param branches and where the daemon has them */
    BranchTrees(Map<Branch, Root> branches, Report report) {
        this.report = report;
        branches.forEach(this::open);
        for (Branch branch : roots.keySet()) {
            if (branch.mayChange() && space(branch).filter(Space::readOnly).isEmpty()) {
                changeable.add(branch);
            }
        }
    }

    /** The path might lead elsewhere than when the daemon opened it. */
    private void open(Branch branch, Root expected) {
        Fd root = Fd.directory(branch.path());
        if (root.failed()) {
            leaveOut(branch, Errnos.name(root.number()));
        } else if (root.stat(statx).filter(expected::is).isEmpty()) {
            root.close();
            leaveOut(branch, "its path leads elsewhere than for the daemon");
        } else {
            roots.put(branch, root);
        }
    }

    private void leaveOut(Branch branch, String reason) {
        report.warn("branch %s is left out: %s".formatted(Printable.of(branch.path()), reason));
    }

    /** Those that could be opened, in their order. */
    List<Branch> branches() {
        return List.copyOf(roots.keySet());
    }

    /** What each branch has under a name, in the order of the branches. */
    List<Copy> copies(TreePath path) {
        List<Copy> copies = new ArrayList<>();
        for (Branch branch : roots.keySet()) {
            stat(branch, path).ifPresent(stat -> copies.add(new Copy(branch, path, stat, changeable.contains(branch))));
        }
        return copies;
    }

    /** Whether one of them has a directory there, not a link to one. */
    boolean haveDirectory(TreePath path) {
        return roots.keySet().stream()
                .anyMatch(branch -> stat(branch, path).filter(Stat::isDirectory).isPresent());
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
        if (file.failed() || file.stat(statx).filter(copy.stat()::isSameFile).isPresent()) {
            return file;
        }
        file.close();
        return new Fd(-Errnos.ESTALE);
    }

    /** The directory that a copy is in. */
    Fd openParent(Copy copy, int flags) {
        return root(copy.branch()).beneath(copy.path().parent().bytes(), flags | OpenFlags.O_DIRECTORY);
    }

    /** Whether its name still leads to the file that was looked at. */
    boolean isThere(Copy copy) {
        try (Fd file = open(copy)) {
            return !file.failed();
        }
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
