package org.actorfs.mirror;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.actorfs.fs.InodeKey;
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
    private final Map<InodeKey, PathFd> byKey = new HashMap<>();
    private int hand;
    private volatile boolean closed;

    // INVARIANT: a descriptor in a slot is in no other slot, the cache is one of its users, and byKey has it under its
    // inode's key.

    DescriptorCache(int slots) {
        this.slots = new PathFd[slots];
    }

    /**
     * Keeps a descriptor that was just opened; or, if there is one for this inode, closes it. Returns the one kept, acquired.
     *
     * @param evicted is given what had to give way, to close it
     */
    PathFd keep(MirrorLocator inode, PathFd fresh, Consumer<PathFd> evicted) {
        PathFd kept;
        PathFd victim = null;
        lock.lock();
        try {
            kept = byKey.get(inode.key());
            if (kept == null || !kept.acquire()) {
                kept = fresh;
                victim = !closed && fresh.acquire() ? place(inode.key(), fresh) : null;
            }
            if (byKey.get(inode.key()) == kept) {
                inode.hold(kept);
            }
        } finally {
            lock.unlock();
        }
        if (kept != fresh) {
            fresh.close();
        }
        if (victim != null) {
            evicted.accept(victim);
        }
        return kept;
    }

    /** Forgets an inode, so that if it is gone its storage can go: when what is returned is closed, which may take long. */
    List<PathFd> drop(MirrorLocator inode) {
        lock.lock();
        try {
            PathFd held = byKey.get(inode.key());
            return held == null ? List.of() : take(slot -> slot == held);
        } finally {
            lock.unlock();
        }
    }

    /** Takes out what was not used since this was last called; to be closed by somebody who may wait. */
    List<PathFd> sweep() {
        return take(slot -> !slot.untouch());
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
                    forget(fd);
                    taken.add(fd);
                }
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    /** Returns what had to give way. */
    private @Nullable PathFd place(InodeKey key, PathFd fd) {
        int slot = nextVictim();
        PathFd evicted = slots[slot];
        if (evicted != null) {
            forget(evicted);
        }
        slots[slot] = fd;
        byKey.put(key, fd);
        return evicted;
    }

    private void forget(PathFd fd) {
        MirrorLocator holder = fd.holder();
        if (holder != null) {
            byKey.remove(holder.key(), fd);
            holder.letGo(fd);
        }
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
