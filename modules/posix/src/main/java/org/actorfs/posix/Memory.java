package org.actorfs.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/**
 * The whole address space behind raw {@code long} addresses, and anonymous mappings.
 *
 * <p><b>Raw layer.</b> Nothing checks an address: a wrong one ends the process. It exists because one segment over all
 * memory is the fastest way that the JVM offers to native structs (no object per struct, no bounds to reload). Whoever
 * passes an address keeps the memory behind it alive until the call returns. Byte order is the machine's.
 */
public final class Memory {
    /** Everything; offsets into it are addresses. */
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 0x01;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_POPULATE = 0x8000;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_COLLAPSE = 25;
    private static final long NO_FD = -1;

    /** Below this a copy is faster than a call. */
    private static final int LARGE_COPY_BYTES = 32 << 10;

    private static final MethodHandle MMAP = Libc.returningLong("mmap", 6);
    private static final MethodHandle MUNMAP = Libc.returningInt("munmap", 2);
    private static final MethodHandle MADVISE = Libc.returningInt("madvise", 3);
    private static final MethodHandle MEMCPY = Libc.returningLong("memcpy", 3);
    private static final MethodHandle GETPAGESIZE = Libc.returningInt("getpagesize", 0);

    private static final int PAGE_BYTES = (int) CallFrame.current().call(GETPAGESIZE);

    private Memory() {}

    /** The size of a page: 4096, or up to 65536 on aarch64. */
    public static int pageSizeBytes() {
        return PAGE_BYTES;
    }

    /** mmap(2) of private anonymous zeroed memory. Pages cost nothing until touched. The address, or -errno. */
    public static long mapAnonymous(long sizeBytes) {
        long flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        return CallFrame.current().call(MMAP, 0, sizeBytes, PROT_READ_WRITE, flags, NO_FD, 0);
    }

    /** mmap(2) of a file or a device (io_uring rings) for reading and writing, shared, populated. Address or -errno. */
    public static long mapShared(int fd, long offset, long sizeBytes) {
        long flags = MAP_SHARED | MAP_POPULATE;
        return CallFrame.current().call(MMAP, 0, sizeBytes, PROT_READ_WRITE, flags, fd, offset);
    }

    /** munmap(2). 0 or -errno. */
    public static int unmap(long address, long sizeBytes) {
        return (int) CallFrame.current().call(MUNMAP, address, sizeBytes);
    }

    /** madvise(2) MADV_DONTNEED: gives touched anonymous pages back; they read as zero again. 0 or -errno. */
    public static int discard(long address, long sizeBytes) {
        return (int) CallFrame.current().call(MADVISE, address, sizeBytes, MADV_DONTNEED);
    }

    /** Whether its address may be used, as long as who owns it does not close it meanwhile. */
    private static boolean isThere(MemorySegment segment) {
        return segment.isNative() && segment.scope().isAlive();
    }

    /** madvise(2) MADV_HUGEPAGE: what is touched from now on comes in huge pages, where they fit. 0 or -errno (EINVAL: a kernel without). */
    public static int adviseHuge(long address, long sizeBytes) {
        return (int) CallFrame.current().call(MADVISE, address, sizeBytes, MADV_HUGEPAGE);
    }

    /** madvise(2) MADV_COLLAPSE (Linux 6.1): moves what is there into huge pages, at once. 0 or -errno. */
    public static int collapse(long address, long sizeBytes) {
        return (int) CallFrame.current().call(MADVISE, address, sizeBytes, MADV_COLLAPSE);
    }

    /**
     * As {@link MemorySegment#copy(MemorySegment, long, MemorySegment, long, long)}, between segments that do not overlap: large native pieces
     * with memcpy(3), which knows processors that store whole lines without reading them first. [M] 28 us a MiB into memory that is in no
     * cache, where Java's needs 35.
     */
    public static void copyLarge(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, long bytes) {
        if (bytes < LARGE_COPY_BYTES || !isThere(from) || !isThere(to)) {
            MemorySegment.copy(from, fromOffset, to, toOffset, bytes);
            return;
        }
        Objects.checkFromIndexSize(fromOffset, bytes, from.byteSize());
        Objects.checkFromIndexSize(toOffset, bytes, to.byteSize());
        CallFrame.current().call(MEMCPY, to.address() + toOffset, from.address() + fromOffset, bytes);
    }

    public static byte getByte(long address) {
        return ALL.get(JAVA_BYTE, address);
    }

    public static short getShort(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address);
    }

    public static int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    public static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(JAVA_BYTE, address, value);
    }

    public static void putShort(long address, short value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, value);
    }

    public static void putInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    public static void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    public static void copy(byte[] source, int sourceIndex, long address, int count) {
        MemorySegment.copy(source, sourceIndex, ALL, JAVA_BYTE, address, count);
    }

    public static void copy(long address, byte[] target, int targetIndex, int count) {
        MemorySegment.copy(ALL, JAVA_BYTE, address, target, targetIndex, count);
    }

    public static void copy(long source, long target, long count) {
        MemorySegment.copy(ALL, source, ALL, target, count);
    }

    public static void zero(long address, long count) {
        ALL.asSlice(address, count).fill((byte) 0);
    }

    /** The number of bytes before the first NUL, at most {@code limit}. */
    public static int cStringLength(long address, int limit) {
        int length = 0;
        while (length < limit && getByte(address + length) != 0) {
            length++;
        }
        return length;
    }
}
