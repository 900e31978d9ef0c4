package org.actorfs.fs.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Which page holds which 4 KiB of a file: index to page number, holes are 0. Page 0 of the file has a field of its own (most files
 * have no other); the rest is a radix tree, 16 numbers to a leaf, 64 children to an inner node, as high as the largest index needs.
 *
 * <p>{@link #find}, {@link #next} and {@link #findOrAllocate} may run at once on many threads, also for one index: slots change only from
 * empty to full, by compare-and-set, and a new root has the old one below it. {@link #cut} must be alone.
 */
final class PageMap {
    /** The answer of {@link #next} when nothing is left. */
    static final long END = Long.MAX_VALUE;

    /** What one node of the tree takes from the heap at most, for the limit. */
    static final int NODE_BYTES = 304;

    private static final int LEAF_SHIFT = 4;
    private static final int INNER_SHIFT = 6;
    private static final int INNER_MASK = (1 << INNER_SHIFT) - 1;

    private static final VarHandle FIRST;
    private static final VarHandle ROOT;
    private static final VarHandle COUNT;
    private static final VarHandle NUMBERS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle CHILDREN = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            FIRST = lookup.findVarHandle(PageMap.class, "first", int.class);
            ROOT = lookup.findVarHandle(PageMap.class, "root", Object.class);
            COUNT = lookup.findVarHandle(PageMap.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A node above leaves: child i covers the indexes from {@code i << shift}. A leaf is an {@code int[16]}. */
    private static final class Inner {
        final int shift;
        final @Nullable Object[] children = new @Nullable Object[1 << INNER_SHIFT];

        Inner(int shift) {
            this.shift = shift;
        }

        int slot(long index) {
            return (int) (index >>> shift) & INNER_MASK;
        }

        @Nullable
        Object child(int slot) {
            return CHILDREN.getAcquire(children, slot);
        }
    }

    private int first;
    private @Nullable Object root;

    @SuppressWarnings("UnusedVariable") // read through COUNT
    private int count;

    /** How many pages the file has; those that another thread is adding may be counted or not. */
    int count() {
        return (int) COUNT.getAcquire(this);
    }

    /** The page at this index; {@link PageStore#NONE} for a hole. */
    int find(long index) {
        if (index == 0) {
            return (int) FIRST.getAcquire(this);
        }
        int[] leaf = leafAt(index);
        return leaf == null ? PageStore.NONE : (int) NUMBERS.getAcquire(leaf, slot(index));
    }

    /**
     * Those of the pages from this index on, which has one, that lie one after the other in memory.
     *
     * @param max at least 1
     * @return how many: 1 to {@code max}; there may be more
     */
    int inRow(long index, int max) {
        int[] leaf = index == 0 ? null : leafAt(index);
        if (leaf == null) {
            return 1;
        }
        int slot = slot(index);
        int end = Math.min(leaf.length, slot + max);
        int page = (int) NUMBERS.getAcquire(leaf, slot);
        int count = 1;
        while (slot + count < end
                && (int) NUMBERS.getAcquire(leaf, slot + count) == page + count
                && PageStore.areNeighbours(page, page + count)) {
            count++;
        }
        return count;
    }

    /** How many indexes from this one on have pages: 0 to {@code max}; there may be more. */
    int present(long index, int max) {
        int[] leaf = index == 0 ? null : leafAt(index);
        if (leaf == null) {
            return index == 0 && find(0) != PageStore.NONE ? 1 : 0;
        }
        int slot = slot(index);
        int end = Math.min(leaf.length, slot + max);
        int count = 0;
        while (slot + count < end && (int) NUMBERS.getAcquire(leaf, slot + count) != PageStore.NONE) {
            count++;
        }
        return count;
    }

    private int @Nullable [] leafAt(long index) {
        Object node = ROOT.getAcquire(this);
        if (node == null || index >= span(node)) {
            return null;
        }
        while (node instanceof Inner inner) {
            node = inner.child(inner.slot(index));
        }
        return node == null ? null : leaf(node);
    }

    /**
     * The page at this index, a new one where there was a hole; {@link PageStore#NONE} where there is no space.
     *
     * @param zeroed a new page must be zero, because not all of it will be written
     */
    int findOrAllocate(long index, boolean zeroed, PageStore pages, Limit heap) {
        int page = find(index);
        if (page != PageStore.NONE) {
            return page;
        }
        int[] leaf = index == 0 ? null : leafFor(index, heap);
        if (index != 0 && leaf == null) {
            return PageStore.NONE;
        }
        int added = pages.allocate(zeroed);
        if (added == PageStore.NONE) {
            return PageStore.NONE;
        }
        int before = leaf == null
                ? (int) FIRST.compareAndExchange(this, PageStore.NONE, added)
                : (int) NUMBERS.compareAndExchange(leaf, slot(index), PageStore.NONE, added);
        if (before != PageStore.NONE) {
            pages.free(added);
            return before;
        }
        COUNT.getAndAdd(this, 1);
        return added;
    }

    /** The first index at or after this one that is a page, {@link #END} if all the rest is a hole. */
    long next(long index) {
        if (index == 0 && (int) FIRST.getAcquire(this) != PageStore.NONE) {
            return 0;
        }
        Object node = ROOT.getAcquire(this);
        return node == null ? END : next(node, 0, Math.max(index, 1));
    }

    private static long next(Object node, long start, long index) {
        if (!(node instanceof Inner inner)) {
            return nextInLeaf(leaf(node), start, index);
        }
        long from = Math.max(index - start, 0) >>> inner.shift;
        for (long slot = from; slot <= INNER_MASK; slot++) {
            Object child = inner.child((int) slot);
            long found = child == null ? END : next(child, start + (slot << inner.shift), index);
            if (found != END) {
                return found;
            }
        }
        return END;
    }

    private static long nextInLeaf(int[] leaf, long start, long index) {
        for (int slot = (int) Math.min(Math.max(index - start, 0), leaf.length); slot < leaf.length; slot++) {
            if ((int) NUMBERS.getAcquire(leaf, slot) != PageStore.NONE) {
                return start + slot;
            }
        }
        return END;
    }

    /** Frees every page from this index to that, {@link #END} for all, and the nodes that are empty then. */
    void cut(long index, long end, PageStore pages, Limit heap) {
        if (index == 0 && end > 0 && first != PageStore.NONE) {
            free(first, pages);
            first = PageStore.NONE;
        }
        if (root != null && cut(root, 0, index, end, pages, heap)) {
            root = null;
        }
        VarHandle.releaseFence();
    }

    /** True if nothing is left in this node, whose heap is given back then. */
    private boolean cut(Object node, long start, long index, long end, PageStore pages, Limit heap) {
        boolean empty = true;
        if (node instanceof Inner inner) {
            @Nullable Object[] children = inner.children;
            for (int slot = 0; slot < children.length; slot++) {
                Object child = children[slot];
                long childStart = start + ((long) slot << inner.shift);
                if (child != null
                        && childStart < end
                        && childStart + (1L << inner.shift) > index
                        && cut(child, childStart, index, end, pages, heap)) {
                    children[slot] = null;
                }
                empty &= children[slot] == null;
            }
        } else {
            int[] leaf = leaf(node);
            for (int slot = 0; slot < leaf.length; slot++) {
                if (leaf[slot] != PageStore.NONE && start + slot >= index && start + slot < end) {
                    free(leaf[slot], pages);
                    leaf[slot] = PageStore.NONE;
                }
                empty &= leaf[slot] == PageStore.NONE;
            }
        }
        if (empty) {
            heap.give(NODE_BYTES);
        }
        return empty;
    }

    private void free(int page, PageStore pages) {
        pages.free(page);
        count--;
    }

    /** The leaf for this index, made if need be; null where the heap's limit is reached. */
    private int @Nullable [] leafFor(long index, Limit heap) {
        Object node = rootFor(index, heap);
        while (node instanceof Inner inner) {
            int slot = inner.slot(index);
            Object child = inner.child(slot);
            node = child != null ? child : addChild(inner, slot, heap);
        }
        return node == null ? null : leaf(node);
    }

    private static @Nullable Object addChild(Inner inner, int slot, Limit heap) {
        if (!heap.take(NODE_BYTES)) {
            return null;
        }
        Object made = inner.shift == LEAF_SHIFT ? newLeaf() : new Inner(inner.shift - INNER_SHIFT);
        Object before = CHILDREN.compareAndExchange(inner.children, slot, null, made);
        if (before == null) {
            return made;
        }
        heap.give(NODE_BYTES);
        return before;
    }

    /** A root that covers this index; null where the heap's limit is reached. */
    private @Nullable Object rootFor(long index, Limit heap) {
        while (true) {
            Object seen = ROOT.getAcquire(this);
            if (seen != null && index < span(seen)) {
                return seen;
            }
            if (!heap.take(NODE_BYTES)) {
                return null;
            }
            if (!ROOT.compareAndSet(this, seen, seen == null ? newLeaf() : above(seen))) {
                heap.give(NODE_BYTES);
            }
        }
    }

    private static Inner above(Object node) {
        Inner inner = new Inner(node instanceof Inner below ? below.shift + INNER_SHIFT : LEAF_SHIFT);
        inner.children[0] = node;
        return inner;
    }

    /** How many indexes this node covers. */
    private static long span(Object node) {
        return node instanceof Inner inner ? 1L << (inner.shift + INNER_SHIFT) : 1L << LEAF_SHIFT;
    }

    private static int slot(long index) {
        return (int) index & ((1 << LEAF_SHIFT) - 1);
    }

    private static int[] newLeaf() {
        return new int[1 << LEAF_SHIFT];
    }

    private static int[] leaf(Object node) {
        return (int[]) node;
    }
}
