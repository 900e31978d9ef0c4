package org.actorfs.mirror;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The O_PATH descriptors of the directories that were used last, at most as many as there are slots; found through the
 * directory's locator, without a lock. What gives way is chosen by the clock algorithm: nearly least recently used. One in use stays
 * open until its users are done.
 */
final class DirectoryCache {
    static final int DEFAULT_SLOTS = 512;

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable MirrorLocator[] slots;
    private int hand;
    private boolean closed;

    // INVARIANT: a locator in a slot has a cached descriptor, of which the cache is one user, and is in no other slot.

    DirectoryCache(int slots) {
        this.slots = new MirrorLocator[slots];
    }

    /** Keeps a descriptor that was just opened; or, if another thread was faster, closes it. Returns the one kept, acquired. */
    PathFd keep(MirrorLocator directory, PathFd fresh) {
        PathFd evicted = null;
        lock.lock();
        try {
            PathFd kept = directory.acquire();
            if (kept != null) {
                evicted = fresh;
                return kept;
            }
            if (!closed && fresh.acquire()) {
                evicted = place(directory, fresh);
            }
            return fresh;
        } finally {
            lock.unlock();
            if (evicted != null) {
                evicted.close();
            }
        }
    }

    /** Forgets a directory that is gone, so that its storage can go. */
    void drop(MirrorLocator directory) {
        if (directory.cached() == null) {
            return;
        }
        PathFd dropped = null;
        lock.lock();
        try {
            for (int i = 0; i < slots.length && dropped == null; i++) {
                dropped = slots[i] == directory ? clear(i) : null;
            }
        } finally {
            lock.unlock();
        }
        if (dropped != null) {
            dropped.close();
        }
    }

    /** Closes all that nobody uses; the others close with their last user. */
    void close() {
        lock.lock();
        try {
            closed = true;
            for (int i = 0; i < slots.length; i++) {
                PathFd fd = clear(i);
                if (fd != null) {
                    fd.close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable PathFd place(MirrorLocator directory, PathFd fd) {
        int slot = nextVictim();
        PathFd evicted = clear(slot);
        slots[slot] = directory;
        directory.cache(fd);
        return evicted;
    }

    /** Ends within two rounds unless others keep touching everything; the third takes what it finds. */
    private int nextVictim() {
        int slot = hand;
        for (int tries = 0; tries < 2 * slots.length && isTouched(slot); tries++) {
            slot = (slot + 1) % slots.length;
        }
        hand = (slot + 1) % slots.length;
        return slot;
    }

    private boolean isTouched(int slot) {
        MirrorLocator directory = slots[slot];
        PathFd fd = directory == null ? null : directory.cached();
        return fd != null && fd.untouch();
    }

    private @Nullable PathFd clear(int slot) {
        MirrorLocator directory = slots[slot];
        slots[slot] = null;
        if (directory == null) {
            return null;
        }
        PathFd fd = directory.cached();
        directory.cache(null);
        return fd;
    }
}
