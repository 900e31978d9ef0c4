package org.actorfs.union;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.mirror.BackingDirectory;

/** An open file: the copy on one branch, until it is released; or on another, after it was moved because there was no space. */
final class UnionFile implements OpenFile {
    /** What it is on a branch; closed when its last user is done, of whom the file itself is one. */
    static final class Part {
        private final Branch branch;
        private final Node copy;
        private final OpenFile file;
        private final AtomicInteger users = new AtomicInteger(1);

        /** Takes the open file over. */
        Part(Branch branch, Node copy, OpenFile file) {
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

        private boolean acquire() {
            return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
        }

        /** Who made it, or uses it, is done with it. */
        void leave() {
            if (users.decrementAndGet() == 0) {
                file.release();
                branch.released();
            }
        }
    }

    private final UnionLocator inode;
    private final OpenFiles siblings;
    private final Relocation relocation;
    private final int flags;
    private final int uid;
    private final boolean privileged;
    private volatile Part part;

    /**
     * @param flags of open(2), to open it once more elsewhere
     * @param uid who opened it
     * @param privileged whether it has what a write must take away: set-id bits or capabilities
     */
    UnionFile(UnionLocator inode, Part part, int flags, int uid, boolean privileged, Relocation relocation) {
        this.uid = uid;
        this.privileged = privileged;
        this.inode = inode;
        this.siblings = inode.openFiles();
        this.relocation = relocation;
        this.flags = flags;
        this.part = part;
        siblings.add(this);
    }

    UnionLocator inode() {
        return inode;
    }

    int flags() {
        return flags;
    }

    /** Whether somebody else than this user, and not root, may write to it. */
    boolean isWrittenByOthersThan(int user) {
        return OpenFlags.mayWrite(flags) && uid != 0 && uid != user;
    }

    Branch branch() {
        return part.branch;
    }

    /** The inode on the branch. */
    Node copy() {
        return part.copy;
    }

    /** The file of the branch. */
    OpenFile file() {
        return part.file;
    }

    /** From now on it is this; to be called alone. */
    void becomes(Part other) {
        Part before = part;
        part = other;
        before.leave();
    }

    /** Does something that need not wait for a move. */
    <T> Outcome<T> use(Function<Part, Outcome<T>> step) {
        Part now = part;
        while (!now.acquire()) {
            if (now == part) {
                return Outcome.failed(Errno.EBADF); // released
            }
            now = part;
        }
        Part used = now;
        Outcome<T> outcome;
        try {
            outcome = step.apply(used);
        } catch (RuntimeException | Error e) {
            used.leave();
            throw e;
        }
        return Settled.then(outcome, told -> {
            used.leave();
            return told;
        });
    }

    private <T> Outcome<T> pass(Function<Part, Outcome<T>> step) {
        return siblings.pass(() -> step.apply(part));
    }

    @Override
    public Outcome<Integer> read(Node node, long offset, int sizeBytes, ReadTarget target) {
        if (relocation.settings().value(UnionOptions.NULL_RW)) {
            target.segment().asSlice(0, sizeBytes).fill((byte) 0);
            return Outcome.of(sizeBytes);
        }
        return pass(now -> now.file.read(now.copy, offset, sizeBytes, target));
    }

    @Override
    public Outcome<Written> write(
            Node node, long offset, MemorySegment data, boolean append, boolean killSuidGid, Caller caller) {
        if (relocation.settings().value(UnionOptions.NULL_RW)) {
            return Outcome.of(new Written((int) data.byteSize(), null));
        }
        Part first = part;
        Supplier<Outcome<Written>> whole =
                () -> pass(now -> now.file.write(now.copy, offset, data, append, killSuidGid, caller));
        Outcome<Written> written = whole.get();
        if (!relocation.isWanted()) {
            return written;
        }
        return Settled.then(written, told -> {
            int done = told instanceof Outcome.Done<Written>(Written some) ? some.bytes() : 0;
            boolean cutShort = told instanceof Outcome.Done<Written> && done < data.byteSize();
            if (!cutShort && !isFull(told)) {
                return told;
            }
            MemorySegment left = data.asSlice(done);
            Outcome<Written> more = cutShort
                    ? orElsewhere(
                            left.byteSize(),
                            () -> pass(now -> now.file
                                    .write(now.copy, offset + done, left, append, killSuidGid, caller)
                                    .map(rest -> new Written(done + rest.bytes(), rest.after()))))
                    : elsewhere(first, data.byteSize(), told, whole);
            return Settled.then(more, end -> end instanceof Outcome.Done<Written> ? end : told);
        });
    }

    /** What is said if there is no space; once more where there is, if the file can be moved there. */
    private <T> Outcome<T> elsewhere(Part where, long moreBytes, Outcome.Ready<T> told, Supplier<Outcome<T>> again) {
        return relocation.isWanted()
                ? Settled.then(relocation.move(this, where, moreBytes), moved -> switch (moved) {
                    case Outcome.Done<Nothing> _ -> again.get();
                    case Outcome.Failed<Nothing> _ -> told;
                })
                : told;
    }

    private static boolean isFull(Outcome.Ready<?> told) {
        return told instanceof Outcome.Failed<?>(Errno errno) && (errno == Errno.ENOSPC || errno == Errno.EDQUOT);
    }

    @Override
    public Outcome<Nothing> flush(Node node) {
        return pass(now -> now.file.flush(now.copy));
    }

    /**
     * It may be moved to any of the branches. Also to one that comes later and is not local, or to what is mounted below a local one: then
     * fsync(2) tells what close(2) does not.
     */
    @Override
    public boolean tellsAtClose() {
        return OpenFlags.mayWrite(flags) && (part.file.tellsAtClose() || !relocation.areBranchesLocal());
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return pass(now -> now.file.fsync(now.copy, dataOnly));
    }

    @Override
    public Outcome<Allocated> allocate(Node node, Allocation allocation, Caller caller) {
        return orElsewhere(allocation.length(), () -> pass(now -> now.file.allocate(now.copy, allocation, caller)));
    }

    /** Does something that may take more space; once more after the file was moved, if there was none. */
    <T> Outcome<T> orElsewhere(long moreBytes, Supplier<Outcome<T>> step) {
        Part first = part;
        return Settled.then(step.get(), told -> isFull(told) ? elsewhere(first, moreBytes, told, step) : told);
    }

    @Override
    public Outcome<Long> lseek(Node node, long offset, int whence) {
        return pass(now -> now.file.lseek(now.copy, offset, whence));
    }

    /** The kernel would not hear of it if the file moved, so it is not asked for together with that. */
    @Override
    public int kernelDescriptor() {
        return !privileged
                        && relocation
                                .settings()
                                .value(UnionOptions.PASSTHROUGH_IO)
                                .isFor(flags)
                ? part.file.kernelDescriptor()
                : -1;
    }

    @Override
    public void release() {
        var _ = siblings.pass(() -> {
            siblings.remove(this);
            Part last = part;
            if (relocation.settings().value(UnionOptions.DROP_CACHE_ON_CLOSE)) {
                last.branch.pool().runUnattended(() -> {
                    BackingDirectory.dropCache(last.file);
                    last.leave();
                });
            } else {
                last.leave();
            }
            return Outcome.done();
        });
    }
}
