package org.actorfs.mirror;

import java.util.concurrent.atomic.AtomicInteger;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.posix.Descriptors;
import org.jspecify.annotations.Nullable;

/**
 * An O_PATH descriptor with users; the last one to {@link #close} closes it. Or the errno that says why there is none, so
 * that a failed step is passed on as it is.
 */
final class PathFd implements AutoCloseable {
    private final int fd;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile boolean touched = true;

    /** Whose it is since a cache keeps it; it may pass to another locator of the same inode. */
    private volatile @Nullable MirrorLocator holder;

    /** @param fd a descriptor that now belongs to this, with one user: the caller; or -errno */
    PathFd(int fd) {
        this.fd = fd;
    }

    static PathFd failed(Errno errno) {
        return new PathFd(-errno.number());
    }

    /** Never to be used if {@link #failed}: negative numbers mean things to the *at calls. */
    int fd() {
        return fd;
    }

    boolean failed() {
        return fd < 0;
    }

    boolean failedWith(Errno errno) {
        return fd == -errno.number();
    }

    <T> Outcome<T> failure() {
        return Outcome.failed(Errno.of(-fd));
    }

    /** Becomes one more user, unless the last one has gone. */
    boolean acquire() {
        int seen = users.get();
        while (seen > 0) {
            if (users.compareAndSet(seen, seen + 1)) {
                if (!touched) { // the store would be a fence for each request
                    touched = true;
                }
                return true;
            }
            seen = users.get();
        }
        return false;
    }

    /** Whether it was acquired since this was last asked. */
    boolean untouch() {
        boolean was = touched;
        touched = false;
        return was;
    }

    void heldBy(MirrorLocator locator) {
        holder = locator;
    }

    /** Null until a cache keeps it. */
    @Nullable
    MirrorLocator holder() {
        return holder;
    }

    @Override
    public void close() {
        if (fd >= 0 && users.decrementAndGet() == 0) {
            Descriptors.close(fd);
        }
    }
}
