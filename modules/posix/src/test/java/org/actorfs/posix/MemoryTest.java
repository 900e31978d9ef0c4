package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class MemoryTest {
    @Test
    void shouldMapZeroedPages() {
        try (NativeBuffer buffer = NativeBuffer.allocate(5000)) {
            assertEquals(0, buffer.address() % Memory.pageSizeBytes());
            assertEquals(0, buffer.sizeBytes() % Memory.pageSizeBytes());
            assertEquals(0, Memory.getLong(buffer.address() + 4992));
            Memory.putInt(buffer.address(), 42);
            assertEquals(42, buffer.segment().get(ValueLayout.JAVA_INT, 0));
            assertEquals(0, Memory.discard(buffer.address(), buffer.sizeBytes()));
            assertEquals(0, Memory.getInt(buffer.address()));
        }
    }

    @Test
    void shouldCostNothingUntilTouched() {
        try (NativeBuffer large = NativeBuffer.allocate(1L << 40)) {
            Memory.putByte(large.address() + (1L << 39), (byte) 1);
            assertEquals(1, Memory.getByte(large.address() + (1L << 39)));
        }
    }

    @Test
    void shouldEndWithClose() {
        NativeBuffer buffer = NativeBuffer.allocate(1);
        buffer.close();
        assertThrows(IllegalStateException.class, () -> buffer.segment().get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void shouldCopyBothWays() {
        try (NativeBuffer buffer = NativeBuffer.allocate(100)) {
            Memory.copy(new byte[] {9, 1, 2, 3}, 1, buffer.address(), 3);
            Memory.copy(buffer.address(), buffer.address() + 50, 3);
            byte[] copy = new byte[4];
            Memory.copy(buffer.address() + 50, copy, 1, 3);
            assertArrayEquals(new byte[] {0, 1, 2, 3}, copy);
            assertEquals(3, Memory.cStringLength(buffer.address(), 100));
            assertEquals(2, Memory.cStringLength(buffer.address(), 2));
        }
    }

    @Test
    void shouldCopySmallAndLargePieces() {
        for (int bytes : new int[] {0, 1, 4_096, (32 << 10) - 1, 32 << 10, 100_001, 1 << 20}) {
            try (NativeBuffer from = NativeBuffer.allocate(bytes + 3L);
                    NativeBuffer to = NativeBuffer.allocate(bytes + 9L)) {
                for (int i = 0; i < bytes; i++) {
                    Memory.putByte(from.address() + 3 + i, (byte) (i * 31 + 1));
                }
                Memory.copyLarge(from.segment(), 3, to.segment(), 8, bytes);
                assertEquals(0, Memory.getByte(to.address() + 7));
                assertEquals(0, Memory.getByte(to.address() + 8 + bytes));
                assertEquals(
                        -1,
                        from.segment().asSlice(3, bytes).mismatch(to.segment().asSlice(8, bytes)));
            }
        }
    }

    @Test
    void shouldCopyNothingBeyondASegment() {
        int bytes = 64 << 10;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(bytes);
            MemorySegment other = arena.allocate(bytes);
            one.fill((byte) 1);
            assertThrows(IndexOutOfBoundsException.class, () -> Memory.copyLarge(one, 1, other, 0, bytes));
            assertThrows(IndexOutOfBoundsException.class, () -> Memory.copyLarge(one, 0, other, 1, bytes));
            assertThrows(IndexOutOfBoundsException.class, () -> Memory.copyLarge(one, -1, other, 0, bytes));
            assertEquals(0, other.get(ValueLayout.JAVA_BYTE, 1));
            MemorySegment onHeap = MemorySegment.ofArray(new byte[bytes]);
            Memory.copyLarge(one, 0, onHeap, 0, bytes);
            assertEquals(-1, one.mismatch(onHeap));
            MemorySegment gone;
            try (Arena shorter = Arena.ofShared()) {
                gone = shorter.allocate(bytes);
            }
            assertThrows(IllegalStateException.class, () -> Memory.copyLarge(one, 0, gone, 0, bytes));
            assertThrows(IllegalStateException.class, () -> Memory.copyLarge(gone, 0, one, 0, bytes));
        }
    }

    @Test
    void shouldReadAndWriteEveryWidthUnaligned() {
        try (NativeBuffer buffer = NativeBuffer.allocate(100)) {
            long odd = buffer.address() + 1;
            Memory.putShort(odd, (short) -2);
            assertEquals((short) -2, Memory.getShort(odd));
            Memory.putInt(odd, -3);
            assertEquals(-3, Memory.getInt(odd));
            Memory.putLong(odd, -4);
            assertEquals(-4, Memory.getLong(odd));
        }
    }

    @Test
    void shouldAnswerMinusErrnoForAnImpossibleMapping() {
        assertEquals(-Errnos.ENOMEM, Memory.mapAnonymous(1L << 60));
        assertEquals(-Errnos.EINVAL, Memory.unmap(1, 1));
        assertEquals(-Errnos.EBADF, Memory.mapShared(-1, 0, 4096));
    }
}
