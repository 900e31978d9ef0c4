package org.actorfs.fs.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Off-heap pages of 4 KiB, carved from slabs of 2 MiB; owned by one {@link MemoryStore} from open to {@link #close}. A page is known
 * by a number above 0. Lock-free.
 *
 * <p>Freed pages are kept in a stack whose links are in the pages themselves, and used before fresh ones; slabs go back to the
 * system at {@link #close} only, so the process keeps the size of the volume's fullest moment.
 */
final class PageStore {
    static final int PAGE_SHIFT = 12;
    static final int PAGE_BYTES = 1 << PAGE_SHIFT;

    /** The answer of {@link #allocate} when no page is left. */
    static final int NONE = 0;

    /** Page numbers are ints, and the slab table is made in full: at most 4 TiB. */
    static final long MAX_PAGES = 1L << 30;

    private static final int SLAB_SHIFT = 9;
    private static final int SLAB_PAGES = 1 << SLAB_SHIFT;
    private static final long SLAB_BYTES = (long) SLAB_PAGES << PAGE_SHIFT;
    private static final long NUMBER = 0xFFFF_FFFFL;

    private record Slab(Arena arena, MemorySegment memory) {}

    private final SlabMemory memory;
    private final Limit pages;
    private final AtomicReferenceArray<Slab> slabs;

    /** The last number given to a fresh page. */
    private final AtomicInteger fresh = new AtomicInteger();

    /** The topmost free page in the low half; in the high half a count of changes, so that a stale head never matches (ABA). */
    private final AtomicLong free = new AtomicLong();

    PageStore(long maxPages, SlabMemory memory) {
        if (maxPages < 1 || maxPages > MAX_PAGES) {
            throw new IllegalArgumentException("pages: " + maxPages);
        }
        this.memory = memory;
        this.pages = new Limit(maxPages);
        this.slabs = new AtomicReferenceArray<>((int) (maxPages >>> SLAB_SHIFT) + 2);
    }

    Limit pages() {
        return pages;
    }

    /** A page whose bytes are zero ({@code zeroed}) or any; {@link #NONE} at the limit or where the system has no more memory. */
    int allocate(boolean zeroed) {
        if (!pages.take(1)) {
            return NONE;
        }
        int page = pop();
        if (page != NONE) {
            if (zeroed) {
                segment(page).asSlice(offset(page), PAGE_BYTES).fill((byte) 0);
            }
            return page;
        }
        return allocateFresh();
    }

    void free(int page) {
        MemorySegment memory = segment(page);
        long offset = offset(page);
        while (true) {
            long head = free.get();
            memory.set(JAVA_INT, offset, (int) head);
            if (free.compareAndSet(head, next(head, page))) {
                break;
            }
        }
        // After the page: whoever takes the count finds a page on the stack, or a number below the limit.
        pages.give(1);
    }

    /** The memory that holds the page, at {@link #offset}. */
    MemorySegment segment(int page) {
        return slabs.getAcquire(page >>> SLAB_SHIFT).memory();
    }

    /** Whether two pages are in the same memory, so that pages with the numbers between are, too. */
    static boolean areNeighbours(int page, int other) {
        return page >>> SLAB_SHIFT == other >>> SLAB_SHIFT;
    }

    static long offset(int page) {
        return (long) (page & (SLAB_PAGES - 1)) << PAGE_SHIFT;
    }

    /** Gives all memory back; nothing may be called any more. */
    void close() {
        for (int i = 0; i < slabs.length(); i++) {
            Slab slab = slabs.getAndSet(i, null);
            if (slab != null) {
                slab.arena().close();
            }
        }
    }

    private int pop() {
        while (true) {
            long head = free.get();
            int page = (int) head;
            if (page == NONE) {
                return NONE;
            }
            // Another thread may have the page by now, and this may be its data: then the head has changed.
            int below = segment(page).get(JAVA_INT, offset(page));
            if (free.compareAndSet(head, next(head, below))) {
                return page;
            }
        }
    }

    private static long next(long head, int page) {
        return ((head & ~NUMBER) + NUMBER + 1) | (page & NUMBER);
    }

    private int allocateFresh() {
        int page = fresh.incrementAndGet();
        if (slabs.getAcquire(page >>> SLAB_SHIFT) == null && !addSlab(page >>> SLAB_SHIFT)) {
            // The number is lost, and its count stays taken: so numbers never pass the limit.
            return NONE;
        }
        return page;
    }

    private boolean addSlab(int index) {
        Arena arena = Arena.ofShared();
        try {
            Slab slab = new Slab(arena, memory.allocator().allocate(arena, SLAB_BYTES));
            if (!slabs.compareAndSet(index, null, slab)) {
                arena.close();
            }
            return true;
        } catch (OutOfMemoryError e) {
            // Not the heap's: the system refused. It is this volume's ENOSPC and no reason to end the daemon.
            arena.close();
            return slabs.getAcquire(index) != null;
        }
    }
}
