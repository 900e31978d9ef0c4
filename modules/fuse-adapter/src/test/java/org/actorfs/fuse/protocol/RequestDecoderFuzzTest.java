package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.actorfs.fuse.protocol.SampleRequests.Sample;
import org.actorfs.fuse.protocol.SessionStructs.FuseInHeader;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes: an answer, no exception, no byte read that was not given. The segments are exactly as long as the
 * request, so that a read beyond throws.
 */
final class RequestDecoderFuzzTest {
    private static final int ROUNDS = 200_000;
    private static final int LARGEST_OPCODE = 60;
    private static final List<Sample> SAMPLES = SampleRequests.all();

    private final RequestDecoder before = RequestDecoder.beforeInit();
    private final RequestDecoder after =
            RequestDecoder.after(new Agreed(45, InitFlags.SETXATTR_EXT, 1 << 20, 256, 1 << 17, 0, 0, 1, 0, 0));

    @Test
    void shouldTakeRandomBytes() {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            MemorySegment request = MemorySegment.ofArray(bytes);
            if (bytes.length >= Header.SIZE_BYTES && random.nextInt(10) > 0) {
                FuseInHeader.LEN.set(request, 0, bytes.length);
                FuseInHeader.OPCODE.set(request, 0, random.nextInt(LARGEST_OPCODE));
                FuseInHeader.TOTAL_EXTLEN.set(request, 0, random.nextInt(8));
            }
            decode(request, round);
        }
    }

    @Test
    void shouldTakeRequestsCutShortAtEveryByte() {
        for (Sample sample : SAMPLES) {
            for (long length = 0; length < sample.bytes().byteSize(); length++) {
                MemorySegment cut = copy(sample.bytes().asSlice(0, length));
                decode(cut, length);
                if (length >= Header.SIZE_BYTES) {
                    FuseInHeader.LEN.set(cut, 0, (int) length);
                    decode(cut, length);
                }
            }
        }
    }

    @Test
    void shouldTakeRequestsWithFlippedBits() {
        Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            MemorySegment request =
                    copy(SAMPLES.get(random.nextInt(SAMPLES.size())).bytes());
            byte[] bytes = (byte[]) request.heapBase().orElseThrow();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextBoolean()) {
                FuseInHeader.LEN.set(request, 0, bytes.length);
            }
            decode(request, round);
        }
    }

    private void decode(MemorySegment request, long round) {
        try {
            read(before.decode(request, request.byteSize()));
            read(after.decode(request, request.byteSize()));
            if (request.byteSize() >= Header.SIZE_BYTES) {
                decodeAsRingEntry(request);
            }
        } catch (RuntimeException e) {
            throw new AssertionError("round " + round + ": " + RecordText.of(request), e);
        }
    }

    /** Splits at the place that the round's size gives, sensible or not. */
    private void decodeAsRingEntry(MemorySegment request) {
        long rest = request.byteSize() - Header.SIZE_BYTES;
        long structBytes = Math.min(rest, request.byteSize() % 64);
        MemorySegment payload = copy(request.asSlice(Header.SIZE_BYTES + structBytes));
        read(after.decode(
                copy(request.asSlice(0, Header.SIZE_BYTES)),
                copy(request.asSlice(Header.SIZE_BYTES, structBytes)),
                payload,
                payload.byteSize()));
    }

    /** Touches every byte that the record borrows; the rest was copied while decoding. */
    private static void read(Request request) {
        switch (request) {
            case HandleRequest.Write write -> copy(write.data());
            case HandleRequest.Ioctl ioctl -> copy(ioctl.data());
            case SessionRequest.NotifyReply reply -> copy(reply.data());
            default -> request.expectsReply();
        }
    }

    private static MemorySegment copy(MemorySegment segment) {
        byte[] bytes = new byte[(int) segment.byteSize()];
        MemorySegment.copy(segment, 0, MemorySegment.ofArray(bytes), 0, bytes.length);
        return MemorySegment.ofArray(bytes);
    }
}
