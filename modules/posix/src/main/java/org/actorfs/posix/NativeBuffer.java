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
    /** What is moved in pieces of this size or more gains by huge pages. */
    private static final int LARGE_BYTES = 512 << 10;

    /** To make huge pages takes as long as some uses, and the kernel may have to look for them. */
    private static final int USES_BEFORE_HUGE = 8;

    private final Arena lifetime = Arena.ofShared();
    private final MemorySegment segment;

    /** Where the first byte on a page boundary is. */
    private final long dataAddress;

    /** How much from there on is to be in huge pages once it was used often in large pieces; 0: nothing. */
    private final long hugeBytes;

    private int largeUses;

    private NativeBuffer(long address, long mappedBytes, long skippedBytes, int headBytes, long hugeBytes) {
        this.segment = MemorySegment.ofAddress(address)
                .reinterpret(mappedBytes, lifetime, mapped -> Memory.unmap(mapped.address(), mappedBytes))
                .asSlice(skippedBytes);
        this.dataAddress = segment.address() + headBytes;
        this.hugeBytes = hugeBytes;
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
        long headPages = headBytes == 0 ? 0 : page;
        long dataBytes = sizeBytes - headBytes;
        long huge = dataBytes >= LARGE_BYTES ? HugePages.sizeBytes() : 0;
        long unit = huge == 0 ? page : huge;
        long dataPages = Math.ceilDiv(Math.max(dataBytes, 1), unit) * unit;
        long address = huge == 0 ? map(headPages + dataPages) : HugePages.mapAligned(headPages, dataPages);
        return new NativeBuffer(
                address, headPages + dataPages, headPages - headBytes, headBytes, huge == 0 ? 0 : dataPages);
    }

    static long map(long bytes) {
        long address = Memory.mapAnonymous(bytes);
        if (address < 0) {
            throw new OutOfMemoryError("mmap of " + bytes + " bytes: " + Errnos.name((int) -address));
        }
        return address;
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

    /**
     * So many bytes of it have been used at once: when they were many some times, what is after the head moves into huge pages, for they will
     * be many again. A buffer for small requests takes no more memory than they need. Called by the thread that has the buffer.
     */
    public void used(long bytes) {
        if (bytes >= LARGE_BYTES && hugeBytes > 0 && ++largeUses == USES_BEFORE_HUGE) {
            Memory.collapse(dataAddress, hugeBytes); // a kernel that cannot, or has none now, leaves it as it is
        }
    }

    /** Unmaps; waits for no one. */
    @Override
    public void close() {
        lifetime.close();
    }
}
