package org.actorfs.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Page-aligned, zeroed memory outside the heap, as a checked {@link MemorySegment} and as a raw address. Pages that
 * are never touched cost nothing, so one may be generous with the size.
 *
 * <p>The one who allocates it owns it. The segment ends with {@link #close}; any thread may use it until then. Whoever
 * handed out {@link #address} must be sure that nobody, the kernel included, uses it after {@code close}.
 */
public final class NativeBuffer implements AutoCloseable {
    private final Arena lifetime = Arena.ofShared();
    private final MemorySegment segment;

    private NativeBuffer(long address, long sizeBytes) {
        this.segment = MemorySegment.ofAddress(address)
                .reinterpret(sizeBytes, lifetime, mapped -> Memory.unmap(mapped.address(), sizeBytes));
    }

    /** Maps at least {@code sizeBytes}, rounded up to pages; the exception says that the machine is out of memory. */
    public static NativeBuffer allocate(long sizeBytes) {
        long page = Memory.pageSizeBytes();
        long rounded = Math.ceilDiv(Math.max(sizeBytes, 1), page) * page;
        long address = Memory.mapAnonymous(rounded);
        if (address < 0) {
            throw new OutOfMemoryError("mmap of " + rounded + " bytes: " + Errnos.name((int) -address));
        }
        return new NativeBuffer(address, rounded);
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
