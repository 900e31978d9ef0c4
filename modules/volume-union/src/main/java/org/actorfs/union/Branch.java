package org.actorfs.union;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.BackingDirectory.Filesystem;
import org.actorfs.mirror.IoPool;
import org.actorfs.mirror.Wait;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the directories that make up the volume, with threads of its own: if its disk hangs, only what needs this branch waits.
 * Lives from the mount, or from when it is added, to the end of the volume, or until it was removed and its files are closed.
 */
final class Branch {
    private static final Logger log = LoggerFactory.getLogger(Branch.class);

    private final AtomicInteger openFiles = new AtomicInteger();
    private volatile BranchSpec spec;
    private final BackingDirectory backing;
    private final IoPool pool;
    private final Patience patience = new Patience();
    private volatile @Nullable Known known;

    /** What statfs said, and when. */
    private record Known(Filesystem filesystem, long nanos) {}

    Branch(BranchSpec spec, BackingDirectory backing, IoPool pool) {
        this.spec = spec;
        this.backing = backing;
        this.pool = pool;
    }

    BranchSpec spec() {
        return spec;
    }

    /** What may be done there is something else from now on. */
    void specify(BranchSpec newSpec) {
        spec = newSpec;
    }

    /** A file of this branch was opened; {@link #released} when that ends. */
    void opened() {
        openFiles.incrementAndGet();
    }

    void released() {
        openFiles.decrementAndGet();
    }

    /** Whether files are open. */
    boolean isInUse() {
        return openFiles.get() > 0;
    }

    /** When calls in progress have ended. */
    Outcome<Nothing> close() {
        Later<Nothing> closed = new Later<>();
        pool.close(() -> {
            backing.close();
            closed.completeWith(Outcome.done());
        });
        return closed;
    }

    /** Before anybody used it. */
    void discard() {
        pool.close(backing::close);
    }

    /** Whether nothing there is to be changed. */
    boolean isReadOnly() {
        return spec.mode() == BranchMode.RO;
    }

    BackingDirectory backing() {
        return backing;
    }

    Node root() {
        return backing.root();
    }

    /** Runs a call that waits on a thread of this branch. */
    <T> Outcome<T> run(Supplier<Outcome<T>> call) {
        return pool.run(call);
    }

    /** As {@link #run}, but here and now if the call {@code neverWaits}, see {@link IoPool#run(boolean, Supplier)}. */
    <T> Outcome<T> run(boolean neverWaits, Supplier<Outcome<T>> call) {
        return pool.run(neverWaits, call);
    }

    /** As {@link #run}, but here and now if calls for this inode of the branch never wait. */
    <T> Outcome<T> runAt(Node inode, Supplier<Outcome<T>> call) {
        return run(backing.neverWaits(inode), call);
    }

    /** Tries a call here and now if that cannot wait, else on a thread of this branch. */
    <T> Outcome<T> tryNow(Function<Wait, Outcome<T>> call) {
        return pool.runOrTry(backing.isLocal(), call);
    }

    /** As {@link #tryNow}, but what was the answer last will do while the branch does not answer; null if that is not known. */
    <T> Outcome<T> ask(Function<Wait, Outcome<T>> call, Supplier<Outcome.@Nullable Ready<T>> lastKnown) {
        return patience.ask(() -> tryNow(call), lastKnown);
    }

    /** Whether it answers nothing at the moment. */
    boolean isSilent() {
        return patience.isSilent();
    }

    /** It is no branch any more: who waits for what it has is told that it has nothing. */
    void removed() {
        patience.end();
    }

    /** To be called now and then. */
    void sweep() {
        patience.check();
        backing.sweep();
    }

    IoPool pool() {
        return pool;
    }

    /** @param believedNanos how old the answer may be */
    Outcome<Filesystem> filesystem(long believedNanos) {
        Known last = known;
        if (last != null && System.nanoTime() - last.nanos < believedNanos) {
            return Outcome.of(last.filesystem);
        }
        return ask(_ -> backing.statfs(), this::lastKnown).map(this::remember);
    }

    private Outcome.Ready<Filesystem> lastKnown() {
        Known last = known;
        return last == null ? new Outcome.Failed<>(Errno.EIO) : new Outcome.Done<>(last.filesystem);
    }

    /**
     * Something could not be made here (EROFS). Its filesystem may have become read-only, and usually says so if it is asked again; if it does
     * not, and nothing can be made in the branch's own directory either, the branch is RO until somebody sets its mode.
     */
    Outcome<Nothing> refusedToChange(Name temporary) {
        known = null;
        return run(() -> {
            Outcome<Created> attempt = backing.mknod(root(), temporary, Mode.REGULAR | 0600, 0, 0, Caller.ROOT);
            if (attempt instanceof Outcome.Done<Created>(Created made)) {
                backing.unlink(root(), temporary, made.child());
            }
            boolean refused = attempt instanceof Outcome.Failed<Created>(Errno errno) && errno == Errno.EROFS;
            if (refused && spec.mode() == BranchMode.RW) {
                specify(new BranchSpec(spec.path(), BranchMode.RO, spec.minFreeBytes()));
                log.warn("{} refuses changes, so it is RO now", spec.path());
            }
            return Outcome.done();
        });
    }

    private Filesystem remember(Filesystem filesystem) {
        known = new Known(filesystem, System.nanoTime());
        return filesystem;
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
