package org.actorfs.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Zeroed memory outside the heap, aligned to pages, as a checked {@link MemorySegment} and as a raw address. Pages that
 * are never touched cost nothing, so one may be generous with the size.
 *
 * <p>The one who allocates it owns it. The segment ends with {@link #close}; any thread may use it until then. Whoever
 * handed out {@link #address} must be sure that nobody, the kernel included, uses it after {@code close}.
 */
public final class NativeBuffer implements AutoCloseable {
    private final Arena lifetime = Arena.ofShared();
    private final MemorySegment segment;

    private NativeBuffer(long address, long mappedBytes, long skippedBytes) {
        this.segment = MemorySegment.ofAddress(address)
                .reinterpret(mappedBytes, lifetime, mapped -> Memory.unmap(mapped.address(), mappedBytes))
                .asSlice(skippedBytes);
    }

    /** Maps at least {@code sizeBytes}, rounded up to pages; the exception says that the machine is out of memory. */
    public static NativeBuffer allocate(long sizeBytes) {
        return allocate(0, sizeBytes);
    }

    /**
     * As {@link #allocate(long)}, but what is on a page boundary is not the first byte but the one after {@code headBytes}: data that comes
     * after a header is copied page by page then, and O_DIRECT takes it.
     *
     * @param headBytes at most a page
     * @param sizeBytes with the head
     */
    public static NativeBuffer allocate(int headBytes, long sizeBytes) {
        long page = Memory.pageSizeBytes();
        long skipped = headBytes == 0 ? 0 : page - headBytes;
        long mapped = Math.ceilDiv(Math.max(skipped + sizeBytes, 1), page) * page;
        long address = Memory.mapAnonymous(mapped);
        if (address < 0) {
            throw new OutOfMemoryError("mmap of " + mapped + " bytes: " + Errnos.name((int) -address));
        }
        return new NativeBuffer(address, mapped, skipped);
    }

    public MemorySegment segment() {
        return segment;
    }

    public long address() {
        return segment.address();
    }

    public long sizeBytes() {
        return segment.byteSize();
    }

    /** Unmaps; waits for no one. */
    @Override
    public void close() {
        lifetime.close();
    }
}
