package org.actorfs.fs.memory;

import static org.actorfs.fs.memory.PageStore.PAGE_BYTES;
import static org.actorfs.fs.memory.PageStore.PAGE_SHIFT;

import java.lang.foreign.MemorySegment;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.driver.WriteEffect;
import org.actorfs.fs.memory.MemoryInode.MemoryFile;

/**
 * Reading, writing and cutting the pages of files; owned by one {@link MemoryStore}.
 *
 * <p>INVARIANT: bytes of a page beyond the file's size are zero, so growing needs no work.
 */
final class FileData {
    private final PageStore pages;
    private final Limit heap;
    private final SlabMemory.Copier copier;

    FileData(PageStore pages, Limit heap, SlabMemory.Copier copier) {
        this.pages = pages;
        this.heap = heap;
        this.copier = copier;
    }

    /** How many bytes there were to read, up to the target's size. */
    int read(MemoryFile file, long offset, int sizeBytes, MemorySegment target) {
        int bytes = (int) Math.max(0, Math.min(sizeBytes, file.attributes().size() - offset));
        for (int done = 0; done < bytes; ) {
            long at = offset + done;
            int page = file.map().find(at >>> PAGE_SHIFT);
            int part = page == PageStore.NONE ? partInPage(at, bytes - done) : partInRow(file, at, bytes - done);
            if (page == PageStore.NONE) {
                target.asSlice(done, part).fill((byte) 0);
            } else {
                MemorySegment.copy(pages.segment(page), address(page, at), target, done, part);
            }
            done += part;
        }
        return bytes;
    }

    /** Gives the range pages, as far as there is space: how many of its bytes have one. New pages that will be full are not zeroed. */
    int makeRoom(MemoryFile file, long offset, int bytes) {
        int done = 0;
        while (done < bytes) {
            long at = offset + done;
            long index = at >>> PAGE_SHIFT;
            int there = file.map().present(index, pagesOf(at, bytes - done));
            int part = partInPages(at, Math.max(there, 1), bytes - done);
            if (there == 0 && file.map().findOrAllocate(index, part < PAGE_BYTES, pages, heap) == PageStore.NONE) {
                break;
            }
            done += part;
        }
        return done;
    }

    /** Copies bytes into a range that has pages. */
    void write(MemoryFile file, long offset, MemorySegment data) {
        int bytes = (int) data.byteSize();
        for (int done = 0; done < bytes; ) {
            long at = offset + done;
            int part = partInRow(file, at, bytes - done);
            int page = file.map().find(at >>> PAGE_SHIFT);
            copier.copy(data, done, pages.segment(page), address(page, at), part);
            done += part;
        }
    }

    /** The size grows when the range has its pages. Writers may race: each adds its own to what is there. */
    static Attributes commitWrite(MemoryFile file, long endBytes, WriteEffect effect) {
        while (true) {
            Attributes before = file.attributes();
            Attributes after = effect.on(before, endBytes, file.blocks());
            if (file.replaceAttributes(before, after)) {
                return after;
            }
        }
    }

    /** fallocate; the file is exclusive. False where there is not enough space: then some may have been taken, and no byte has changed. */
    boolean allocate(MemoryFile file, Allocation allocation) {
        long start = allocation.offset();
        long end = allocation.end();
        if (allocation.kind() != Allocation.Kind.PUNCH_HOLE && !reserve(file, start, end)) {
            return false;
        }
        if (allocation.kind() != Allocation.Kind.RESERVE) {
            clear(file, start, end, allocation.kind() == Allocation.Kind.PUNCH_HOLE);
        }
        return true;
    }

    /** False where there is surely too little; what the file has may be in the range, or not. */
    boolean hasRoomFor(MemoryFile file, Allocation allocation) {
        long wanted = ((allocation.length() - 1) >>> PAGE_SHIFT) + 1;
        return allocation.kind() == Allocation.Kind.PUNCH_HOLE
                || wanted - file.map().count() <= pages.pages().free();
    }

    private boolean reserve(MemoryFile file, long start, long end) {
        long last = (end - 1) >>> PAGE_SHIFT;
        for (long index = start >>> PAGE_SHIFT; index <= last; index++) {
            if (file.map().findOrAllocate(index, true, pages, heap) == PageStore.NONE) {
                return false;
            }
        }
        return true;
    }

    /** Makes the range zero; pages that are wholly in it are freed, or stay. */
    private void clear(MemoryFile file, long start, long end, boolean free) {
        if (free) {
            file.map().cut((start + PAGE_BYTES - 1) >>> PAGE_SHIFT, end >>> PAGE_SHIFT, pages, heap);
        }
        long last = (end - 1) >>> PAGE_SHIFT;
        for (long index = file.map().next(start >>> PAGE_SHIFT);
                index <= last;
                index = file.map().next(index + 1)) {
            long from = Math.max(start, index << PAGE_SHIFT);
            long to = Math.min(end, (index + 1) << PAGE_SHIFT);
            int page = file.map().find(index);
            pages.segment(page).asSlice(address(page, from), to - from).fill((byte) 0);
        }
    }

    /** Frees what is beyond the size, and clears the rest of the page that it ends in. */
    void cut(MemoryFile file, long sizeBytes) {
        file.map().cut((sizeBytes + PAGE_BYTES - 1) >>> PAGE_SHIFT, PageMap.END, pages, heap);
        int rest = (int) (-sizeBytes & (PAGE_BYTES - 1));
        int page = rest == 0 ? PageStore.NONE : file.map().find(sizeBytes >>> PAGE_SHIFT);
        if (page != PageStore.NONE) {
            pages.segment(page).asSlice(address(page, sizeBytes), rest).fill((byte) 0);
        }
    }

    /** SEEK_DATA: the first byte at or after the offset that is in a page; -1 if there is none. */
    static long nextData(MemoryFile file, long offset) {
        long index = file.map().next(offset >>> PAGE_SHIFT);
        long found = index == PageMap.END ? Long.MAX_VALUE : Math.max(offset, index << PAGE_SHIFT);
        return found < file.attributes().size() ? found : -1;
    }

    /** SEEK_HOLE: the first byte at or after the offset that is in none; the end of the file is one. */
    static long nextHole(MemoryFile file, long offset) {
        long size = file.attributes().size();
        long at = offset;
        while (at < size && file.map().find(at >>> PAGE_SHIFT) != PageStore.NONE) {
            at = ((at >>> PAGE_SHIFT) + 1) << PAGE_SHIFT;
        }
        return Math.min(at, size);
    }

    private static int partInPage(long offset, int bytes) {
        return partInPages(offset, 1, bytes);
    }

    /** How much of a range is in so many pages, of which the first holds its beginning. */
    private static int partInPages(long offset, int pages, int bytes) {
        return (int) Math.min(bytes, ((long) pages << PAGE_SHIFT) - (offset & (PAGE_BYTES - 1)));
    }

    /** How many pages hold a range, which is not empty. */
    private static int pagesOf(long offset, int bytes) {
        return (int) (((offset + bytes - 1) >>> PAGE_SHIFT) - (offset >>> PAGE_SHIFT)) + 1;
    }

    /** How much of a range that begins in a page can be copied at once. */
    private static int partInRow(MemoryFile file, long offset, int bytes) {
        int row = file.map().inRow(offset >>> PAGE_SHIFT, pagesOf(offset, bytes));
        return partInPages(offset, row, bytes);
    }

    private static long address(int page, long offset) {
        return PageStore.offset(page) + (offset & (PAGE_BYTES - 1));
    }
}
