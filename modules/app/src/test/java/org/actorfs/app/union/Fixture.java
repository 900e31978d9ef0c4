package org.actorfs.app.union;

import java.util.List;
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
        return new Copy(branch, PATH, new Stat(1, branch.hashCode(), mode, 1, uid, uid, sizeBytes, blocks, modified));
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
                stat.modified());
    }

    static Disk disk(Branch branch, long usedBytes, long availableBytes) {
        return new Disk(List.of(branch), usedBytes, availableBytes);
    }
}
