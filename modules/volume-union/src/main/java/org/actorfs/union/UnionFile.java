package org.actorfs.union;

import java.lang.foreign.MemorySegment;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;

/** An open file: the copy on one branch, until it is released. */
final class UnionFile implements OpenFile {
    private final Branch branch;
    private final Node copy;
    private final OpenFile file;

    UnionFile(Branch branch, Node copy, OpenFile file) {
        this.branch = branch;
        this.copy = copy;
        this.file = file;
        branch.opened();
    }

    Branch branch() {
        return branch;
    }

    /** The inode on the branch. */
    Node copy() {
        return copy;
    }

    /** The file of the branch. */
    OpenFile file() {
        return file;
    }

    @Override
    public Outcome<Integer> read(Node node, long offset, int sizeBytes, ReadTarget target) {
        return file.read(copy, offset, sizeBytes, target);
    }

    @Override
    public Outcome<Written> write(
            Node node, long offset, MemorySegment data, boolean append, boolean killSuidGid, Caller caller) {
        return file.write(copy, offset, data, append, killSuidGid, caller);
    }

    @Override
    public Outcome<Nothing> flush(Node node) {
        return file.flush(copy);
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return file.fsync(copy, dataOnly);
    }

    @Override
    public Outcome<Allocated> allocate(Node node, Allocation allocation, Caller caller) {
        return file.allocate(copy, allocation, caller);
    }

    @Override
    public Outcome<Long> lseek(Node node, long offset, int whence) {
        return file.lseek(copy, offset, whence);
    }

    @Override
    public void release() {
        file.release();
        branch.released();
    }
}
