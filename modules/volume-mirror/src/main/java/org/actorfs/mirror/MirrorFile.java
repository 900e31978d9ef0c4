package org.actorfs.mirror;

import java.lang.foreign.MemorySegment;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;

/** A regular file of the backing filesystem, held open by one descriptor. */
final class MirrorFile implements OpenFile {
    private final int fd;
    private final boolean mayWrite;
    private final boolean local;
    private final boolean neverWaits;
    private final MirrorTree tree;
    private final IoPool pool;
    private final FileBytes bytes;

    /** Cleared where the filesystem knows no RWF_NOWAIT. */
    private volatile boolean readsInline;

    /**
     * @param fd now this one's
     * @param inode what it is
     */
    MirrorFile(int fd, boolean mayWrite, boolean direct, InodeKey inode, MirrorTree tree, IoPool pool) {
        this.fd = fd;
        this.mayWrite = mayWrite;
        this.local = tree.isLocal(inode);
        this.neverWaits = tree.neverWaits(inode);
        this.tree = tree;
        this.pool = pool;
        this.bytes = new FileBytes(fd, direct);
        this.readsInline = !direct;
    }

    int fd() {
        return fd;
    }

    boolean mayWrite() {
        return mayWrite;
    }

    /** On the caller's thread as far as the page cache has it; a short first answer may be the end of the file. */
    @Override
    public Outcome<Integer> read(Node node, long offset, int sizeBytes, ReadTarget target) {
        MemorySegment segment = target.segment();
        if (!readsInline || !segment.isNative()) {
            return pool.run(neverWaits, () -> readWaiting(segment, 0, sizeBytes, offset));
        }
        int done = 0;
        while (done < sizeBytes) {
            long count = FileIo.preadWithFlags(
                    fd, segment.address() + done, sizeBytes - done, offset + done, FileIo.RWF_NOWAIT);
            if (count == 0) {
                return Outcome.of(done);
            }
            if (count < 0) {
                readsInline = count != -Errnos.EOPNOTSUPP;
                int before = done;
                return pool.run(neverWaits && !readsInline, () -> readWaiting(segment, before, sizeBytes, offset));
            }
            done += (int) count;
        }
        return Outcome.of(done);
    }

    @Override
    public Outcome<Written> write(
            Node node, long offset, MemorySegment data, boolean append, boolean killSuidGid, Caller caller) {
        return pool.run(neverWaits, () -> {
            if (killSuidGid) {
                dropSetIdBits();
            }
            long count = bytes.write(data, offset, append);
            return count < 0 ? Outcome.failed(Errno.of((int) -count)) : Outcome.of(new Written((int) count, null));
        });
    }

    /** Local filesystems do nothing at close(2); others tell errors of delayed writes at the close of any descriptor. */
    @Override
    public Outcome<Nothing> flush(Node node) {
        return local ? Outcome.done() : pool.run(this::closeDuplicate);
    }

    @Override
    public boolean tellsAtClose() {
        return mayWrite && !local;
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return pool.run(() -> nothing(dataOnly ? FileIo.fdatasync(fd) : FileIo.fsync(fd)));
    }

    @Override
    public Outcome<Allocated> allocate(Node node, Allocation allocation, Caller caller) {
        return pool.run(() -> {
            if (caller.uid() != 0) {
                dropSetIdBits();
            }
            int result = FileIo.fallocate(fd, allocation.mode(), allocation.offset(), allocation.length());
            return result < 0
                    ? Outcome.failed(Errno.of(-result))
                    : tree.getattr(fd, Wait.ALLOWED).map(after -> new Allocated(after, null));
        });
    }

    @Override
    public Outcome<Long> lseek(Node node, long offset, int whence) {
        return pool.run(() -> {
            long found = FileIo.lseek(fd, offset, whence);
            return found < 0 ? Outcome.failed(Errno.of((int) -found)) : Outcome.of(found);
        });
    }

    @Override
    public int kernelDescriptor() {
        return fd;
    }

    /** In the pool unless that is quick: the last close of an unlinked file frees its blocks. */
    @Override
    public void release() {
        pool.runUnattended(neverWaits && !tree.freesMuch(fd), () -> Descriptors.close(fd));
    }

    static Outcome<Nothing> nothing(int result) {
        return result < 0 ? Outcome.failed(Errno.of(-result)) : Outcome.done();
    }

    private Outcome<Integer> readWaiting(MemorySegment segment, int before, int sizeBytes, long offset) {
        long count = bytes.read(segment.asSlice(before, sizeBytes - before), offset + before);
        return count < 0 ? Outcome.failed(Errno.of((int) -count)) : Outcome.of(before + (int) count);
    }

    /** As the kernel does: before the write, whether or not that then works. */
    private void dropSetIdBits() {
        Attributes now = tree.attributes(fd);
        if (now != null) {
            SetIdBits.drop(fd, now.mode());
        }
    }

    private Outcome<Nothing> closeDuplicate() {
        int duplicate = Descriptors.dup(fd);
        return nothing(duplicate < 0 ? duplicate : Descriptors.close(duplicate));
    }
}
