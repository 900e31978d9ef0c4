package org.actorfs.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory in transparent huge pages (2 MiB on most machines), where the kernel has them and lets us: the processor and the kernel walk fewer
 * tables for what is copied in large pieces. Without them everything works the same, on small pages.
 */
public final class HugePages {
    private static final String SIZE = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";
    private static final String ENABLED = "/sys/kernel/mm/transparent_hugepage/enabled";

    /** Larger ones (512 MiB where small pages have 64 KiB) are too large for buffers. */
    private static final long MAX_BYTES = 4L << 20;

    private static final long BYTES = readSize();

    private HugePages() {}

    private static long readSize() {
        if (Processors.readLine(ENABLED).contains("[never]")) {
            return 0; // which MADV_COLLAPSE would not obey
        }
        try {
            long bytes = Long.parseLong(Processors.readLine(SIZE));
            return bytes <= MAX_BYTES ? bytes : 0;
        } catch (NumberFormatException e) {
            return 0; // a kernel without
        }
    }

    /** How large one is; 0 if there are none of use. */
    static long sizeBytes() {
        return BYTES;
    }

    /**
     * Zeroed memory of the arena's lifetime, in huge pages as far as it fills any.
     *
     * @throws OutOfMemoryError as {@link NativeBuffer#allocate(long)}
     */
    public static MemorySegment allocate(Arena arena, long sizeBytes) {
        long page = Memory.pageSizeBytes();
        long mapped = Math.ceilDiv(sizeBytes, page) * page;
        long address = mapAligned(0, mapped);
        if (BYTES > 0) {
            Memory.adviseHuge(address, mapped); // refused by kernels without: then small ones do
        }
        return MemorySegment.ofAddress(address)
                .reinterpret(mapped, arena, memory -> Memory.unmap(memory.address(), mapped))
                .asSlice(0, sizeBytes);
    }

    /** Maps so many bytes, both of whole pages, so that what comes after the head begins where a huge page can. The address of the head. */
    static long mapAligned(long headBytes, long dataBytes) {
        long bytes = headBytes + dataBytes;
        long whole = bytes + BYTES;
        long address = NativeBuffer.map(whole);
        if (BYTES == 0) {
            return address;
        }
        // The highest: the kernel maps downwards, so that slabs touch each other then and are one mapping.
        long start = (address + whole - dataBytes) / BYTES * BYTES - headBytes;
        unmap(address, start - address);
        unmap(start + bytes, address + whole - start - bytes);
        return start;
    }

    private static void unmap(long address, long bytes) {
        if (bytes > 0) {
            Memory.unmap(address, bytes);
        }
    }
}
