package org.actorfs.fuse.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.actorfs.fuse.protocol.HandleStructs.FuseWriteIn;
import org.actorfs.fuse.protocol.SessionStructs.FuseInHeader;
import org.actorfs.posix.NativeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From bytes to a record, and from an answer to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final int BLOCK_BYTES = 4096;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final RequestDecoder decoder = RequestDecoder.beforeInit();
    private final NativeBuffer lookup = request(Opcode.LOOKUP, "some-file.txt\0".getBytes(UTF_8));
    private final NativeBuffer write = write();
    private final NativeBuffer answer = NativeBuffer.allocate(BLOCK_BYTES);
    private final ReplyEncoder encoder = ReplyEncoder.contiguous(answer.segment());
    private final WireAttributes attributes = new WireAttributes();

    private static NativeBuffer request(int opcode, byte[] body) {
        NativeBuffer buffer = NativeBuffer.allocate(2 * BLOCK_BYTES);
        MemorySegment segment = buffer.segment();
        FuseInHeader.LEN.set(segment, 0, Header.SIZE_BYTES + body.length);
        FuseInHeader.OPCODE.set(segment, 0, opcode);
        FuseInHeader.UNIQUE.set(segment, 0, 2);
        FuseInHeader.NODEID.set(segment, 0, Protocol.ROOT_ID);
        MemorySegment.copy(MemorySegment.ofArray(body), 0, segment, Header.SIZE_BYTES, body.length);
        return buffer;
    }

    private static NativeBuffer write() {
        byte[] body = new byte[(int) FuseWriteIn.STRUCT.sizeBytes() + BLOCK_BYTES];
        FuseWriteIn.SIZE.set(MemorySegment.ofArray(body), 0, BLOCK_BYTES);
        return request(Opcode.WRITE, body);
    }

    /** LOOKUP of a short name. */
    @Benchmark
    public Object decodeLookup() {
        return decoder.decode(lookup.segment(), lookup.sizeBytes());
    }

    /** WRITE of 4 KiB, which are not copied. */
    @Benchmark
    public Object decodeWrite() {
        return decoder.decode(write.segment(), write.sizeBytes());
    }

    /** The answer to LOOKUP. */
    @Benchmark
    public int encodeEntry() {
        attributes
                .reset()
                .ino(42)
                .size(BLOCK_BYTES)
                .blocks(8)
                .atime(1, 2)
                .mtime(3, 4)
                .ctime(5, 6)
                .mode(0100644)
                .nlink(1)
                .owner(0, 0)
                .blksize(BLOCK_BYTES);
        return encoder.entry(2, 42, 1, SECOND_NANOS, SECOND_NANOS, attributes);
    }

    /** Frees what is not on the heap. */
    @TearDown
    public void close() {
        lookup.close();
        write.close();
        answer.close();
    }
}
