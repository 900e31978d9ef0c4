package org.actorfs.fuse.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.actorfs.fuse.protocol.SampleRequests.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.actorfs.fuse.protocol.SampleRequests.Sample;
import org.actorfs.fuse.protocol.SessionRequest.Malformed;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the kernel sends decodes to what it meant. */
final class RequestDecoderTest {
    private static final int EIO = 5;
    private static final int ENAMETOOLONG = 36;
    private static final Agreed MODERN = new Agreed(45, InitFlags.SETXATTR_EXT, 1 << 20, 256, 1 << 17, 0, 0, 1, 0, 0);

    private final KernelSide kernel = KernelSide.modern(1, 2, 3);
    private final RequestDecoder decoder = RequestDecoder.after(MODERN);

    @TestFactory
    Stream<DynamicTest> shouldDecodeEveryRequest() {
        return SampleRequests.all().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.expected().getClass().getSimpleName(), () -> assertDecodes(sample)));
    }

    @Test
    void shouldHaveASampleOfEveryOpcodeButDax() throws IllegalAccessException {
        Set<Integer> opcodes = new TreeSet<>();
        for (var field : Opcode.class.getFields()) {
            opcodes.add(field.getInt(null));
        }
        opcodes.remove(Opcode.END);
        opcodes.remove(Opcode.SETUPMAPPING);
        opcodes.remove(Opcode.REMOVEMAPPING);
        Set<Integer> sampled = SampleRequests.all().stream().map(Sample::opcode).collect(Collectors.toSet());
        sampled.remove(4096);
        assertEquals(opcodes, new TreeSet<>(sampled));
    }

    @Test
    void shouldDecodeSetxattrOf8BytesWithoutSetxattrExt() {
        MemorySegment request =
                KernelSide.withoutSetxattrExt(1, 2, 3).setxattr(9, bytes("user.a"), bytes("value"), 2, 1);
        var setxattr = assertInstanceOf(
                InodeRequest.Setxattr.class, RequestDecoder.beforeInit().decode(request, request.byteSize()));
        assertEquals("user.a=value", new String(setxattr.name(), UTF_8) + "=" + new String(setxattr.value(), UTF_8));
        assertEquals(2, setxattr.flags());
        assertEquals(0, setxattr.setxattrFlags());
    }

    @Test
    void shouldIgnoreFlags2WithoutInitExt() {
        MemorySegment request = kernel.init(7, 45, 0, ~InitFlags.INIT_EXT);
        var init = assertInstanceOf(SessionRequest.Init.class, decode(request));
        assertEquals(0xbfff_ffffL, init.flags());
    }

    @Test
    void shouldBorrowWriteDataFromTheBuffer() {
        MemorySegment request = kernel.write(2, 3, 0, 0, 0, 0, bytes("abc"));
        var write = assertInstanceOf(HandleRequest.Write.class, decode(request));
        request.set(ValueLayout.JAVA_BYTE, request.byteSize() - 1, (byte) 'X');
        assertEquals("abX", new String(write.data().toArray(ValueLayout.JAVA_BYTE), UTF_8));
    }

    @Test
    void shouldIgnoreBytesAfterTheLength() {
        MemorySegment request = kernel.mkdir(1, bytes("dir"), 0, 0, RequestExtensions.NONE);
        MemorySegment roomy = MemorySegment.ofArray(new byte[4096]).fill((byte) 'x');
        MemorySegment.copy(request, 0, roomy, 0, request.byteSize());
        assertEquals(RecordText.of(decode(request)), RecordText.of(decoder.decode(roomy, request.byteSize())));
    }

    @Test
    void shouldRefuseNamesThatAreNoNames() {
        assertMalformed(EIO, kernel.lookup(1, bytes("")));
        assertMalformed(EIO, kernel.lookup(1, bytes("a/b")));
        assertMalformed(EIO, kernel.unlink(1, bytes(".")));
        assertMalformed(EIO, kernel.mkdir(1, bytes(".."), 0, 0, RequestExtensions.NONE));
        assertMalformed(EIO, kernel.raw(Opcode.LOOKUP, 1, bytes("no NUL")));
        assertMalformed(EIO, kernel.rename(1, bytes("a"), 2, bytes("..")));
    }

    @Test
    void shouldTakeDotsInsideNames() {
        assertInstanceOf(EntryRequest.Unlink.class, decode(kernel.unlink(1, bytes("..."))));
        assertInstanceOf(EntryRequest.Unlink.class, decode(kernel.unlink(1, bytes(".a"))));
        assertInstanceOf(EntryRequest.Unlink.class, decode(kernel.unlink(1, bytes("a."))));
    }

    @Test
    void shouldAnswerLongNamesWithEnametoolong() {
        assertInstanceOf(EntryRequest.Lookup.class, decode(kernel.lookup(1, bytes("n".repeat(255)))));
        assertMalformed(ENAMETOOLONG, kernel.lookup(1, bytes("n".repeat(256))));
        byte[] longest = bytes("t".repeat(4095));
        assertInstanceOf(
                EntryRequest.Symlink.class, decode(kernel.symlink(1, bytes("link"), longest, RequestExtensions.NONE)));
        assertMalformed(
                ENAMETOOLONG, kernel.symlink(1, bytes("link"), bytes("t".repeat(4096)), RequestExtensions.NONE));
    }

    @Test
    void shouldRefuseCountsBeyondTheBytes() {
        MemorySegment request = kernel.batchForget(new long[] {1}, new long[] {1});
        EntryStructs.FuseBatchForgetIn.COUNT.set(request, Header.SIZE_BYTES, -1);
        Malformed malformed = assertMalformed(EIO, request);
        assertFalse(malformed.expectsReply(), "the kernel waits for no answer to a FORGET");
    }

    @Test
    void shouldAnswerNothingWhenTheHeaderIsNotWhole() {
        Request request = decoder.decode(MemorySegment.ofArray(new byte[39]), 39);
        assertFalse(assertInstanceOf(Malformed.class, request).expectsReply());
    }

    @Test
    void shouldAnswerAMalformedRequest() {
        assertTrue(
                assertMalformed(EIO, kernel.raw(Opcode.MKNOD, 1, new byte[3])).expectsReply());
    }

    private void assertDecodes(Sample sample) {
        String expected = RecordText.of(sample.expected());
        assertEquals(expected, RecordText.of(decode(sample.bytes())));
        assertEquals(expected, RecordText.of(decodeAsRingEntry(sample.bytes())), "as io_uring brings it");
    }

    private Request decode(MemorySegment request) {
        return decoder.decode(request, request.byteSize());
    }

    /** Header, struct and payload apart; the struct ends where the payload of the sample starts. */
    private Request decodeAsRingEntry(MemorySegment request) {
        long structBytes = RingEntries.structBytes(Header.read(request).opcode(), request.byteSize());
        long payloadAt = Header.SIZE_BYTES + structBytes;
        MemorySegment payload = request.asSlice(payloadAt);
        return decoder.decode(
                request.asSlice(0, Header.SIZE_BYTES),
                request.asSlice(Header.SIZE_BYTES, structBytes),
                payload,
                payload.byteSize());
    }

    private Malformed assertMalformed(int errno, MemorySegment request) {
        Malformed malformed = assertInstanceOf(Malformed.class, decode(request));
        assertEquals(errno, malformed.errno(), malformed.reason());
        assertEquals(kernel.lastUnique(), malformed.unique());
        return malformed;
    }
}
