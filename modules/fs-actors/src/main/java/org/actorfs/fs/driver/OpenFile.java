package org.actorfs.fs.driver;

import java.lang.foreign.MemorySegment;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;

/**
 * A file held open in a driver, owned by one FileHandle actor, until {@link #release}. I/O is positional. The node passed in has the
 * attributes committed so far. Reads and writes of disjoint ranges may be called at the same time, never of overlapping ones.
 */
public interface OpenFile {
    /** Reads up to {@code sizeBytes} at {@code offset} into the target: fewer only at the end of the file. */
    Outcome<Integer> read(Node node, long offset, int sizeBytes, ReadTarget target);

    /**
     * Writes the borrowed bytes at {@code offset}; a short count where space ended (ENOSPC only when nothing was written).
     *
     * @param append ignore {@code offset}: write at the end of the file; called with the file exclusive
     * @param killSuidGid drop suid, and sgid where group-executable, with this write
     */
    Outcome<Written> write(
            Node node, long offset, MemorySegment data, boolean append, boolean killSuidGid, Caller caller);

    /** close(2) was called on one descriptor; gives errors of delayed writes. */
    Outcome<Nothing> flush(Node node);

    /** Whether {@link #flush} may have something to tell, so that it must be called. Asked once, when the file is opened. */
    default boolean tellsAtClose() {
        return true;
    }

    /** fsync(2), or fdatasync(2). */
    Outcome<Nothing> fsync(Node node, boolean dataOnly);

    /** fallocate(2), with the file exclusive; ENOTSUP for a kind that the driver lacks, ENOSPC with the size unchanged. */
    Outcome<Allocated> allocate(Node node, Allocation allocation, Caller caller);

    /** lseek(2) with SEEK_DATA (3) or SEEK_HOLE (4); ENXIO past the end. */
    Outcome<Long> lseek(Node node, long offset, int whence);

    /**
     * A descriptor of the regular file behind this one, which the kernel may then read and write itself, past the driver and past the order of
     * the file's actor; -1 if it must not. Valid until {@link #release}. Such writes drop no set-id bits and no file capabilities: a file that
     * has them is not for this.
     */
    default int kernelDescriptor() {
        return -1;
    }

    /** Last use; called exactly once, with nothing else in progress. */
    void release();
}
