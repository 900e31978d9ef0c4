package org.actorfs.fs.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the content of files is kept, and how it comes there.
 *
 * @param allocator gives the memory
 * @param copier copies what is written
 */
public record SlabMemory(Allocator allocator, Copier copier) {
    /** The memory of slabs. */
    @FunctionalInterface
    public interface Allocator {
        /**
         * Zeroed memory that lives as long as the arena, aligned to {@link PageStore#PAGE_BYTES}.
         *
         * @throws OutOfMemoryError if the system has no more; it is the volume's ENOSPC
         */
        MemorySegment allocate(Arena arena, long sizeBytes);
    }

    /** As {@link MemorySegment#copy(MemorySegment, long, MemorySegment, long, long)}, between segments that do not overlap. */
    @FunctionalInterface
    public interface Copier {
        /** Copies bytes, also from the heap. */
        void copy(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, long bytes);
    }

    /** As the Java library does it. */
    static SlabMemory plain() {
        return new SlabMemory(
                (arena, sizeBytes) -> arena.allocate(sizeBytes, PageStore.PAGE_BYTES), MemorySegment::copy);
    }
}
