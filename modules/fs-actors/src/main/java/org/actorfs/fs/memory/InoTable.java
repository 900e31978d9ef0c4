package org.actorfs.fs.memory;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Ino to inode, lock-free: a radix tree of five levels over inos below 2^48. Inos are given once, so a page whose inos have all been
 * retired is never needed again, and goes; pages that one long-lived inode keeps cost about 1 KiB.
 */
final class InoTable<T> {
    static final long MAX_INO = (1L << 48) - 1;

    private static final int LEAF_SHIFT = 8;
    private static final int INNER_SHIFT = 10;
    private static final int ROOT_SHIFT = LEAF_SHIFT + 3 * INNER_SHIFT;

    /** {@code retired} counts the slots that will never be used again. */
    private static final class Page {
        final int shift;
        final AtomicReferenceArray<@Nullable Object> slots;
        final AtomicInteger retired = new AtomicInteger();

        Page(int shift) {
            this.shift = shift;
            this.slots = new AtomicReferenceArray<>(1 << (shift == 0 ? LEAF_SHIFT : INNER_SHIFT));
        }

        int slot(long ino) {
            return (int) (ino >>> shift) & (slots.length() - 1);
        }
    }

    private final Page root = new Page(ROOT_SHIFT);

    @Nullable
    T get(long ino) {
        Page page = root;
        while (page.shift != 0) {
            if (!(page.slots.getAcquire(page.slot(ino)) instanceof Page below)) {
                return null;
            }
            page = below;
        }
        @SuppressWarnings("unchecked") // leaves hold nothing else
        T value = (T) page.slots.getAcquire(page.slot(ino));
        return value;
    }

    void put(long ino, T value) {
        Page page = root;
        while (page.shift != 0) {
            page = child(page, ino);
        }
        page.slots.setRelease(page.slot(ino), value);
    }

    /** This ino, given before, ends; also for one that was never put. Once for each ino. */
    void retire(long ino) {
        retire(root, ino);
    }

    /** True if all of the page has retired. */
    private static boolean retire(Page page, long ino) {
        int slot = page.slot(ino);
        if (page.shift == 0 || retire(child(page, ino), ino)) {
            page.slots.setRelease(slot, null);
            return page.retired.incrementAndGet() == page.slots.length();
        }
        return false;
    }

    private static Page child(Page page, long ino) {
        int slot = page.slot(ino);
        if (page.slots.getAcquire(slot) instanceof Page below) {
            return below;
        }
        Page made = new Page(page.shift == LEAF_SHIFT ? 0 : page.shift - INNER_SHIFT);
        return page.slots.compareAndExchange(slot, null, made) instanceof Page before ? before : made;
    }
}
