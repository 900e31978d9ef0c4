package org.actorfs.mirror;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.driver.Node;
import org.jspecify.annotations.Nullable;

/**
 * What some names meant when they were last looked up, so that one statx(2) of the name tells whether it still means the same, which takes
 * less than to open it. Owned by {@link MirrorTree}; any thread.
 */
final class LookupHints {
    private static final int SLOTS = 1 << 11;

    /** What a name meant. */
    sealed interface Hint {
        InodeKey directory();

        Name name();

        private boolean is(InodeKey otherDirectory, Name otherName) {
            return name().equals(otherName) && directory().equals(otherDirectory);
        }
    }

    /**
     * It was this inode; to be believed while its descriptor is open: until then the inode's number is not given to another.
     *
     * @param fd of the inode; not owned: it may be closed at any time, unless it can be acquired
     */
    record Seen(InodeKey directory, Name name, Node node, PathFd fd) implements Hint {}

    /** Nothing was there. */
    record Missing(InodeKey directory, Name name) implements Hint {}

    private final AtomicReferenceArray<@Nullable Hint> slots = new AtomicReferenceArray<>(SLOTS);

    @Nullable
    Hint find(InodeKey directory, Name name) {
        Hint hint = slots.getAcquire(slot(directory, name));
        return hint != null && hint.is(directory, name) ? hint : null;
    }

    void put(Hint hint) {
        slots.setRelease(slot(hint.directory(), hint.name()), hint);
    }

    private static int slot(InodeKey directory, Name name) {
        int hash = (directory.hashCode() * 31 + name.hashCode()) * 0x9E3779B9;
        return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS));
    }
}
