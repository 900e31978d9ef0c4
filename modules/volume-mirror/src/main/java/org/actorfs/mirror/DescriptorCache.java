package org.actorfs.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The O_PATH descriptors of the inodes that were used last, at most as many as there are slots; found through the inode's locator,
 * without a lock. What gives way is chosen by the clock algorithm: nearly least recently used. One in use stays open until its users are
 * done. Owned by {@link MirrorTree}.
 */
final class DescriptorCache {
    static final int DEFAULT_SLOTS = 512;

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable PathFd[] slots;
    private int hand;
    private volatile boolean closed;

    // INVARIANT: a descriptor in a slot is in no other slot, and the cache is one of its users.

    DescriptorCache(int slots) {
        this.slots = new PathFd[slots];
    }

    /** Keeps a descriptor that was just opened; or, if another thread was faster, closes it. Returns the one kept, acquired. */
    PathFd keep(MirrorLocator inode, PathFd fresh) {
        PathFd superfluous = null;
        lock.lock();
        try {
            PathFd kept = inode.acquire();
            if (kept != null) {
                superfluous = fresh;
                return kept;
            }
            if (!closed && fresh.acquire()) {
                superfluous = place(fresh);
                inode.hold(fresh);
            }
            return fresh;
        } finally {
            lock.unlock();
            if (superfluous != null) {
                superfluous.close();
            }
        }
    }

    /** Forgets an inode, so that if it is gone its storage can go: when what is returned is closed, which may take long. */
    List<PathFd> drop(MirrorLocator inode) {
        PathFd held = inode.held();
        return held == null ? List.of() : take(slot -> slot == held);
    }

    /** Closes what was not used since this was last called. */
    void sweep() {
        take(slot -> !slot.untouch()).forEach(PathFd::close);
    }

    /** Closes all that nobody uses; the others close with their last user. */
    void close() {
        closed = true;
        take(_ -> true).forEach(PathFd::close);
    }

    private List<PathFd> take(Predicate<PathFd> which) {
        List<PathFd> taken = new ArrayList<>(1);
        lock.lock();
        try {
            for (int i = 0; i < slots.length; i++) {
                PathFd fd = slots[i];
                if (fd != null && which.test(fd)) {
                    slots[i] = null;
                    fd.letGo();
                    taken.add(fd);
                }
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    /** Returns what had to give way. */
    private @Nullable PathFd place(PathFd fd) {
        int slot = nextVictim();
        PathFd evicted = slots[slot];
        slots[slot] = fd;
        if (evicted != null) {
            evicted.letGo();
        }
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
        PathFd fd = slots[slot];
        return fd != null && fd.untouch();
    }
}
