package org.actorfs.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HugePagesTest {
    private static final int HEAD_BYTES = 80;
    private static final long MIB = 1 << 20;

    /** What the kernel says of the mapping that holds an address: how much of it is in huge pages; -1 if there is no such mapping. */
    private static long hugeBytesAt(long address) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        boolean found = false;
        for (String line : lines) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] range = line.split("[- ]", 3);
                found = Long.parseUnsignedLong(range[0], 16) <= address
                        && address < Long.parseUnsignedLong(range[1], 16);
            } else if (found && line.startsWith("AnonHugePages:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return -1;
    }

    private static boolean hasHugePages() {
        return HugePages.sizeBytes() > 0
                && !Processors.readLine("/sys/kernel/mm/transparent_hugepage/enabled")
                        .contains("[never]");
    }

    @Test
    void shouldPutLargeDataIntoHugePagesOnceItIsUsed() throws IOException {
        assumeTrue(hasHugePages());
        try (NativeBuffer buffer = NativeBuffer.allocate(HEAD_BYTES, HEAD_BYTES + MIB)) {
            assertEquals(0, (buffer.address() + HEAD_BYTES) % HugePages.sizeBytes());
            MemorySegment all = buffer.segment();
            for (long at = 0; at < HEAD_BYTES + MIB; at += 1_000) {
                all.set(JAVA_BYTE, at, (byte) (at / 1_000));
            }
            buffer.used(HEAD_BYTES);
            assertEquals(0, hugeBytesAt(buffer.address() + HEAD_BYTES), "small requests need no huge page");
            for (int i = 0; i < 8; i++) {
                assertEquals(0, hugeBytesAt(buffer.address() + HEAD_BYTES), "not at the first large request");
                buffer.used(MIB);
            }
            assertTrue(hugeBytesAt(buffer.address() + HEAD_BYTES) >= HugePages.sizeBytes());
            for (long at = 0; at < HEAD_BYTES + MIB; at += 1_000) {
                assertEquals((byte) (at / 1_000), all.get(JAVA_BYTE, at), "byte " + at);
            }
        }
    }

    @Test
    void shouldAllocateFromHugePages() throws IOException {
        assumeTrue(hasHugePages());
        long address;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = HugePages.allocate(arena, 2 * HugePages.sizeBytes());
            address = memory.address();
            assertEquals(-1, memory.mismatch(arena.allocate(memory.byteSize())), "zeroed");
            assertEquals(2 * HugePages.sizeBytes(), memory.byteSize());
            memory.fill((byte) 1);
            assertTrue(hugeBytesAt(address) >= HugePages.sizeBytes());
        }
        assertEquals(-1, hugeBytesAt(address), "unmapped");
    }

    private static int mappings() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).size();
    }

    /** A process may have 65,530 mappings (vm.max_map_count), and volumes may be large. */
    @Test
    void shouldNeedFewMappingsForMuchMemory() throws IOException {
        assumeTrue(hasHugePages());
        try (Arena arena = Arena.ofConfined()) {
            int before = mappings();
            for (int i = 0; i < 200; i++) {
                HugePages.allocate(arena, HugePages.sizeBytes());
            }
            int more = mappings() - before;
            assertTrue(more < 50, more + " mappings");
        }
    }

    @Test
    void shouldMapWhatWasAskedForAndNoMore() {
        long page = Memory.pageSizeBytes();
        long unit = Math.max(HugePages.sizeBytes(), page);
        for (long head : List.of(0L, page)) {
            long address = HugePages.mapAligned(head, 3 * page);
            assertEquals(0, (address + head) % unit);
            Memory.putByte(address, (byte) 1);
            Memory.putByte(address + head + 3 * page - 1, (byte) 1);
            assertEquals(0, Memory.unmap(address, head + 3 * page));
        }
    }
}
