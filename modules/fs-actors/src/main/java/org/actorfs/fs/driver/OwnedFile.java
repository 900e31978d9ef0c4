package org.actorfs.fs.driver;

import java.lang.foreign.MemorySegment;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;

/**
 * Any open file of an {@link OwnedNamespace}: the node comes with each call, so it has nothing of its own, and one serves all
 * handles. Access modes are the kernel's to check (with a writeback cache it reads through O_WRONLY handles).
 */
final class OwnedFile implements OpenFile {
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final Store store;
    private final TimeSource clock;

    OwnedFile(Store store, TimeSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** EINVAL for a negative offset. Does not touch atime: relatime and its exceptions are the kernel's, by setattr. */
    @Override
    public Outcome<Integer> read(Node node, long offset, int sizeBytes, ReadTarget target) {
        return offset < 0 || sizeBytes < 0 ? Outcome.failed(Errno.EINVAL) : store.read(node, offset, sizeBytes, target);
    }

    /** EFBIG at 16 TiB, where a write that starts below ends short; nothing changes, not even mtime, if there are no bytes. */
    @Override
    public Outcome<Written> write(
            Node node, long offset, MemorySegment data, boolean append, boolean killSuidGid, Caller caller) {
        long start = append ? node.attributes().size() : offset;
        if (start < 0) {
            return Outcome.failed(Errno.EINVAL);
        }
        long bytes = Math.min(data.byteSize(), Integer.MAX_VALUE);
        if (bytes == 0) {
            return Outcome.of(new Written(0, node.attributes()));
        }
        if (start >= PosixRules.MAX_FILE_BYTES) {
            return Outcome.failed(Errno.EFBIG);
        }
        long fitting = Math.min(bytes, PosixRules.MAX_FILE_BYTES - start);
        MemorySegment part = fitting == data.byteSize() ? data : data.asSlice(0, fitting);
        return store.write(node, start, part, new WriteEffect(killSuidGid, clock.now()));
    }

    /** EFBIG for a range that ends above 16 TiB. Takes suid and sgid from all but root: the kernel does not say who has CAP_FSETID. */
    @Override
    public Outcome<Allocated> allocate(Node node, Allocation allocation, Caller caller) {
        if (allocation.end() > PosixRules.MAX_FILE_BYTES) {
            return Outcome.failed(Errno.EFBIG);
        }
        return store.allocate(node, allocation, new WriteEffect(caller.uid() != 0, clock.now()));
    }

    @Override
    public Outcome<Nothing> flush(Node node) {
        return Outcome.done();
    }

    @Override
    public boolean tellsAtClose() {
        return false;
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return store.sync(node, dataOnly);
    }

    /** EINVAL for a {@code whence} that needs no driver. */
    @Override
    public Outcome<Long> lseek(Node node, long offset, int whence) {
        if (whence != SEEK_DATA && whence != SEEK_HOLE) {
            return Outcome.failed(Errno.EINVAL);
        }
        return offset < 0 ? Outcome.failed(Errno.ENXIO) : store.seek(node, offset, whence == SEEK_HOLE);
    }

    @Override
    public void release() {}
}
