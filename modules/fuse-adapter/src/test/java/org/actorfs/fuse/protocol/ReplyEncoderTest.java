package org.actorfs.fuse.protocol;

import static org.actorfs.fuse.protocol.SampleRequests.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.actorfs.fuse.protocol.AttributeStructs.FuseAttr;
import org.actorfs.fuse.protocol.AttributeStructs.FuseKstatfs;
import org.actorfs.fuse.protocol.AttributeStructs.FuseStatx;
import org.actorfs.fuse.protocol.AttributeStructs.FuseStatxOut;
import org.actorfs.fuse.protocol.AttributeStructs.FuseSxTime;
import org.actorfs.fuse.protocol.HandleStructs.FuseFileLock;
import org.actorfs.fuse.protocol.SessionStructs.FuseInitOut;
import org.junit.jupiter.api.Test;

/** What the daemon answers is what the kernel reads. The buffer starts full of old bytes. */
final class ReplyEncoderTest {
    private static final long UNIQUE = 0x7000_0000_0000_0002L;
    private static final long NANOS = 1_500_000_000L;

    private final MemorySegment buffer = MemorySegment.ofArray(new byte[4096]).fill((byte) 0xee);
    private final ReplyEncoder encoder = ReplyEncoder.contiguous(buffer);
    private final WireAttributes attributes = new WireAttributes()
            .reset()
            .ino(42)
            .size(5)
            .blocks(8)
            .atime(1, 2)
            .mtime(-3, 4)
            .ctime(5, 6)
            .btime(7, 8)
            .mode(0x61b0)
            .nlink(2)
            .owner(1000, 100)
            .rdev(259, 70_000)
            .blksize(4096)
            .statx(0xfff, 0x20, 0x70);
    private final KernelReply.Attr attr =
            new KernelReply.Attr(42, 5, 8, -3, 4, 0x61b0, 2, 1000, 100, DeviceNumber.encode(259, 70_000));

    @Test
    void shouldAnswerErrorsWithoutABody() {
        KernelReply reply = read(encoder.error(UNIQUE, 2));
        assertEquals(-2, reply.error());
        assertEquals(UNIQUE, reply.unique());
    }

    @Test
    void shouldTurnErrorsThatTheKernelRefusesIntoEio() {
        assertEquals(-5, read(encoder.error(UNIQUE, 512)).error());
        assertEquals(-5, read(encoder.error(UNIQUE, 0)).error());
        assertEquals(-5, read(encoder.error(UNIQUE, -2)).error());
    }

    @Test
    void shouldAnswerAnEntry() {
        KernelReply.Entry expected = new KernelReply.Entry(7, 1, NANOS, 2 * NANOS, attr);
        assertEquals(
                expected,
                read(encoder.entry(UNIQUE, 7, 1, NANOS, 2 * NANOS, attributes)).entry());
    }

    @Test
    void shouldAnswerThatANameDoesNotExist() {
        KernelReply.Entry entry = read(encoder.negativeEntry(UNIQUE, NANOS)).entry();
        assertEquals(0, entry.nodeid());
        assertEquals(NANOS, entry.entryValidNanos());
        assertEquals(new KernelReply.Attr(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), entry.attr());
    }

    @Test
    void shouldAnswerCreateWithEntryAndHandle() {
        KernelReply reply = read(encoder.created(UNIQUE, 7, 1, NANOS, NANOS, attributes, -1, Fopen.KEEP_CACHE, 3));
        assertEquals(new KernelReply.Entry(7, 1, NANOS, NANOS, attr), reply.createdEntry());
        assertEquals(new KernelReply.Opened(-1, Fopen.KEEP_CACHE, 3), reply.createdOpen());
    }

    @Test
    void shouldAnswerOpen() {
        assertEquals(
                new KernelReply.Opened(9, Fopen.DIRECT_IO, 0),
                read(encoder.open(UNIQUE, 9, Fopen.DIRECT_IO, 0)).opened());
    }

    @Test
    void shouldAnswerAttributes() {
        assertEquals(attr, read(encoder.attr(UNIQUE, NANOS, attributes)).attr());
    }

    @Test
    void shouldLeaveNoOldAttributesBehind() {
        KernelReply reply = read(encoder.attr(UNIQUE, 0, attributes.reset()));
        assertArrayEquals(new byte[(int) reply.body().byteSize()], reply.bytes());
        assertEquals(88, FuseAttr.STRUCT.sizeBytes());
    }

    @Test
    void shouldAnswerStatx() {
        KernelReply reply = read(encoder.statx(UNIQUE, NANOS, attributes));
        MemorySegment body = reply.body();
        long stat = FuseStatxOut.STAT.offset();
        assertEquals(FuseStatxOut.STRUCT.sizeBytes(), body.byteSize());
        assertEquals(0xfff, FuseStatx.MASK.get(body, stat));
        assertEquals(0x61b0, FuseStatx.MODE.get(body, stat));
        assertEquals(42, FuseStatx.INO.get(body, stat));
        assertEquals(7, FuseSxTime.TV_SEC.get(body, stat + FuseStatx.BTIME.offset()));
        assertEquals(-3, FuseSxTime.TV_SEC.get(body, stat + FuseStatx.MTIME.offset()));
        assertEquals(259, FuseStatx.RDEV_MAJOR.get(body, stat));
        assertEquals(70_000, FuseStatx.RDEV_MINOR.get(body, stat));
    }

    @Test
    void shouldAnswerStatfs() {
        KernelReply reply = read(encoder.statfs(UNIQUE, 100, 50, 40, 30, 20, 4096, 255, 512));
        assertEquals(FuseKstatfs.STRUCT.sizeBytes(), reply.body().byteSize());
        assertEquals(100, reply.field(FuseKstatfs.BLOCKS));
        assertEquals(40, reply.field(FuseKstatfs.BAVAIL));
        assertEquals(255, reply.field(FuseKstatfs.NAMELEN));
        assertEquals(512, reply.field(FuseKstatfs.FRSIZE));
        assertEquals(0, reply.field(FuseKstatfs.PADDING));
    }

    @Test
    void shouldAnswerWithBytes() {
        assertArrayEquals(
                bytes("target"), read(encoder.bytes(UNIQUE, bytes("target"))).bytes());
    }

    @Test
    void shouldAnswerWithDataThatTheCallerPlaced() {
        encoder.body().copyFrom(MemorySegment.ofArray(bytes("abc")));
        assertArrayEquals(bytes("abc"), read(encoder.data(UNIQUE, 3)).bytes());
    }

    @Test
    void shouldAnswerNumbers() {
        assertEquals(8, read(encoder.written(UNIQUE, 99)).body().byteSize());
        assertEquals(99, read(encoder.written(UNIQUE, 99)).field(HandleStructs.FuseWriteOut.SIZE));
        assertEquals(
                1L << 40,
                read(encoder.copied(UNIQUE, 1L << 40)).field(HandleStructs.FuseCopyFileRangeOut.BYTES_COPIED));
        assertEquals(33, read(encoder.xattrSize(UNIQUE, 33)).field(AttributeStructs.FuseGetxattrOut.SIZE));
        assertEquals(1L << 40, read(encoder.lseek(UNIQUE, 1L << 40)).field(HandleStructs.FuseLseekOut.OFFSET));
        assertEquals(5, read(encoder.poll(UNIQUE, 5)).field(ControlStructs.FusePollOut.REVENTS));
        assertEquals(6, read(encoder.bmap(UNIQUE, 6)).field(ControlStructs.FuseBmapOut.BLOCK));
        assertEquals(0, read(encoder.ok(UNIQUE)).body().byteSize());
        assertEquals(16 + 4, read(encoder.ioctl(UNIQUE, -1, 0, 0, 0, 4)).body().byteSize());
    }

    @Test
    void shouldAnswerALock() {
        KernelReply reply = read(encoder.lock(UNIQUE, new LockRange(1, Long.MAX_VALUE, 2, 77)));
        assertEquals(24, reply.body().byteSize());
        assertEquals(Long.MAX_VALUE, reply.field(FuseFileLock.END));
        assertEquals(77, reply.field(FuseFileLock.PID));
    }

    @Test
    void shouldAnswerInitWithBothHalvesOfTheFlags() {
        long flags = InitFlags.INIT_EXT | InitFlags.PASSTHROUGH | InitFlags.ASYNC_READ;
        KernelReply reply = read(encoder.init(UNIQUE, new Agreed(45, flags, 1 << 20, 256, 65536, 12, 9, 1, 1, 60)));
        assertEquals(64, reply.body().byteSize());
        assertEquals(45, reply.field(FuseInitOut.MINOR));
        assertEquals(InitFlags.INIT_EXT | InitFlags.ASYNC_READ, reply.field(FuseInitOut.FLAGS));
        assertEquals(flags >>> 32, reply.field(FuseInitOut.FLAGS2));
        assertEquals(256, reply.field(FuseInitOut.MAX_PAGES));
        assertEquals(1 << 20, reply.field(FuseInitOut.MAX_WRITE));
        assertEquals(60, reply.field(FuseInitOut.REQUEST_TIMEOUT));
    }

    @Test
    void shouldSizeInitOutForOldKernels() {
        assertEquals(8, Agreed.initOutBytes(4));
        assertEquals(24, Agreed.initOutBytes(22));
        assertEquals(64, Agreed.initOutBytes(23));
    }

    @Test
    void shouldPutHeaderAndBodyApartForIoUring() {
        MemorySegment inOut = MemorySegment.ofArray(new byte[Protocol.URING_IN_OUT_HEADER_SZ]);
        MemorySegment payload = MemorySegment.ofArray(new byte[256]);
        int length = ReplyEncoder.split(inOut, payload).bytes(UNIQUE, bytes("abc"));
        assertEquals(19, length);
        assertEquals(19, SessionStructs.FuseOutHeader.LEN.get(inOut, 0));
        assertEquals('a', payload.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void shouldPackDeviceNumbersAsTheKernelDoes() {
        assertEquals(0x0801, DeviceNumber.encode(8, 1));
        assertEquals(0x1110_3370, DeviceNumber.encode(0x033, 0x11170));
        for (int major : new int[] {0, 1, 255, 4095}) {
            for (int minor : new int[] {0, 255, 256, 1_048_575}) {
                int rdev = DeviceNumber.encode(major, minor);
                assertEquals(major, DeviceNumber.major(rdev));
                assertEquals(minor, DeviceNumber.minor(rdev));
            }
        }
    }

    private KernelReply read(int length) {
        return KernelReply.parse(buffer, length);
    }
}
