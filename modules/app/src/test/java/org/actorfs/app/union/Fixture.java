package org.actorfs.app.union;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.actorfs.app.union.Branch.Mode;
import org.actorfs.fs.Timespec;
import org.actorfs.posix.Statx;

/** Branches and what is on them, without any disk. */
final class Fixture {
    static final Branch A = new Branch("/a", Mode.RW, 0);
    static final Branch B = new Branch("/b", Mode.RW, 0);
    static final Branch C = new Branch("/c", Mode.RW, 0);
    static final Branch READ_ONLY = new Branch("/ro", Mode.RO, 0);
    static final TreePath PATH = TreePath.of("dir/file");

    private static final int BLOCK_BYTES = 512;

    private Fixture() {}

    /** A regular file of root's, with one name and its own inode number. */
    static Copy file(Branch branch, long sizeBytes, long modifiedSeconds) {
        return copy(branch, Statx.S_IFREG | 0644, 0, sizeBytes, modifiedSeconds);
    }

    static Copy copy(Branch branch, int mode, int uid, long sizeBytes, long modifiedSeconds) {
        long blocks = Math.ceilDiv(sizeBytes, BLOCK_BYTES);
        Timespec modified = new Timespec(modifiedSeconds, 0);
        Stat stat = new Stat(1, branch.hashCode(), mode, 1, uid, uid, sizeBytes, blocks, modified, modified);
        return new Copy(branch, PATH, stat, branch.mayChange());
    }

    static Stat named(Copy copy, int names) {
        Stat stat = copy.stat();
        return new Stat(
                stat.dev(),
                stat.ino(),
                stat.mode(),
                names,
                stat.uid(),
                stat.gid(),
                stat.sizeBytes(),
                stat.blocks(),
                stat.modified(),
                stat.changed());
    }

    /** Directories as branches. */
    static BranchTrees trees(Report report, Path... directories) {
        Map<Branch, Root> roots = new LinkedHashMap<>();
        for (Path directory : directories) {
            try (Fd fd = Fd.directory(directory.toString())) {
                Stat stat = fd.stat(new Statx()).orElseThrow();
                roots.put(new Branch(directory.toString(), Mode.RW, 0), new Root(stat.dev(), stat.ino()));
            }
        }
        return new BranchTrees(roots, report);
    }

    static Disk disk(Branch branch, long usedBytes, long availableBytes) {
        return new Disk(List.of(branch), usedBytes, availableBytes);
    }
}
