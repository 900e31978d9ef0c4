package org.actorfs.fuse.protocol;

import static org.actorfs.fuse.protocol.SampleRequests.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.actorfs.fuse.protocol.KernelReply.Dirent;
import org.junit.jupiter.api.Test;

/** Listings as the kernel walks them. */
final class DirentWriterTest {
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[8192]).fill((byte) 0xee);
    private final ReplyEncoder encoder = ReplyEncoder.contiguous(buffer);
    private final DirentWriter writer = new DirentWriter();
    private final WireAttributes attributes =
            new WireAttributes().reset().ino(42).mode(0x81a4);

    @Test
    void shouldPadEveryEntryTo8Bytes() {
        writer.begin(encoder.body(), 4096);
        assertTrue(writer.add(1, 1, 4, bytes(".")));
        assertEquals(32, writer.length());
        assertTrue(writer.add(2, 2, 8, bytes("12345678")));
        assertEquals(64, writer.length());
        assertEquals(
                List.of(new Dirent(1, 1, 4, "."), new Dirent(2, 2, 8, "12345678")),
                KernelReply.parse(buffer, encoder.data(4, writer.length())).dirents());
    }

    @Test
    void shouldRefuseAnEntryThatDoesNotFitWithItsPadding() {
        writer.begin(encoder.body(), 31);
        assertFalse(writer.add(1, 1, 4, bytes(".")));
        assertEquals(0, writer.length());
        writer.begin(encoder.body(), 32);
        assertTrue(writer.add(1, 1, 4, bytes(".")));
        assertFalse(writer.add(1, 1, 4, bytes(".")));
    }

    @Test
    void shouldNeverWriteBeyondItsRoom() {
        writer.begin(encoder.body().asSlice(0, 160), 4096);
        assertTrue(writer.addPlus(7, 0, 1, 1, attributes, 1, 8, bytes("12345678")));
        assertFalse(writer.addPlus(7, 0, 1, 1, attributes, 2, 8, bytes("b")));
    }

    @Test
    void shouldListNamesWithAndWithoutNodes() {
        writer.begin(encoder.body(), 4096);
        assertTrue(writer.addPlusWithoutNode(1, 1, 4, bytes(".")));
        assertTrue(writer.addPlus(7, 3, 1_000, 2_000, attributes, 2, 8, bytes("file")));
        var listed = KernelReply.parse(buffer, encoder.data(4, writer.length())).direntpluses();
        assertEquals(2, listed.size());
        assertEquals(0, listed.getFirst().entry().nodeid());
        assertEquals(new Dirent(1, 1, 4, "."), listed.getFirst().dirent());
        assertEquals(7, listed.getLast().entry().nodeid());
        assertEquals(2_000, listed.getLast().entry().attrValidNanos());
        assertEquals(new Dirent(42, 2, 8, "file"), listed.getLast().dirent());
    }

    @Test
    void shouldListAnyNamesUntilFull() {
        Random random = new Random(3);
        for (int round = 0; round < 1_000; round++) {
            boolean plus = random.nextBoolean();
            List<String> written = fill(random, plus);
            KernelReply reply = KernelReply.parse(buffer, encoder.data(4, writer.length()));
            List<String> read = plus
                    ? reply.direntpluses().stream()
                            .map(entry -> entry.dirent().name())
                            .toList()
                    : reply.dirents().stream().map(Dirent::name).toList();
            assertEquals(written, read);
        }
    }

    private List<String> fill(Random random, boolean plus) {
        writer.begin(encoder.body(), random.nextInt(8000));
        List<String> written = new ArrayList<>();
        while (true) {
            String name = "n".repeat(1 + random.nextInt(255));
            long offset = written.size() + 1L;
            boolean fits = plus
                    ? writer.addPlus(offset, 0, 1, 1, attributes, offset, 8, bytes(name))
                    : writer.add(offset, offset, 8, bytes(name));
            if (!fits) {
                return written;
            }
            written.add(name);
        }
    }
}
