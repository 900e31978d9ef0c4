package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.actorfs.fuse.protocol.AttributeStructs.FuseAttrOut;
import org.actorfs.fuse.protocol.AttributeStructs.FuseGetxattrOut;
import org.actorfs.fuse.protocol.AttributeStructs.FuseKstatfs;
import org.actorfs.fuse.protocol.AttributeStructs.FuseStatxOut;
import org.actorfs.fuse.protocol.ControlStructs.FuseBmapOut;
import org.actorfs.fuse.protocol.ControlStructs.FuseIoctlOut;
import org.actorfs.fuse.protocol.ControlStructs.FusePollOut;
import org.actorfs.fuse.protocol.EntryStructs.FuseEntryOut;
import org.actorfs.fuse.protocol.HandleStructs.FuseCopyFileRangeOut;
import org.actorfs.fuse.protocol.HandleStructs.FuseFileLock;
import org.actorfs.fuse.protocol.HandleStructs.FuseLseekOut;
import org.actorfs.fuse.protocol.HandleStructs.FuseOpenOut;
import org.actorfs.fuse.protocol.HandleStructs.FuseWriteOut;
import org.actorfs.fuse.protocol.SessionStructs.FuseInitOut;
import org.actorfs.fuse.protocol.SessionStructs.FuseOutHeader;

/**
 * Writes answers into the buffer of one slot and allocates nothing. Every method writes one whole answer and returns
 * its length in bytes, header included. One per slot, as long as the slot; used by one thread at a time.
 *
 * <p>On {@code /dev/fuse} the body follows the header; in an io_uring entry the header goes to {@code in_out} and the
 * body to the payload. An answer may overwrite the request it answers: read the request first.
 */
public final class ReplyEncoder {
    /** Bytes of {@code fuse_out_header}. */
    public static final int HEADER_BYTES = (int) FuseOutHeader.STRUCT.sizeBytes();

    /** The kernel refuses errors from 512 (ERESTARTSYS) on, and its caller would hang. */
    private static final int LARGEST_ERRNO = 511;

    private static final int EIO = 5;

    private final MemorySegment header;
    private final MemorySegment body;

    private ReplyEncoder(MemorySegment header, MemorySegment body) {
        this.header = header;
        this.body = body;
    }

    /** An encoder for answers that go to write(2) in one piece. */
    public static ReplyEncoder contiguous(MemorySegment buffer) {
        return new ReplyEncoder(buffer, buffer.asSlice(HEADER_BYTES));
    }

    /** An encoder for an io_uring entry; the length without {@link #HEADER_BYTES} is its {@code payload_sz}. */
    public static ReplyEncoder split(MemorySegment inOut, MemorySegment payload) {
        return new ReplyEncoder(inOut, payload);
    }

    /**
     * Where data of an answer belongs: READ, READDIR (with {@link DirentWriter}), READLINK, GETXATTR; see {@link
     * #data}.
     */
    public MemorySegment body() {
        return body;
    }

    /** The errno of the answer that was written last, positive; 0 for a success. */
    public int errno() {
        return -FuseOutHeader.ERROR.get(header, 0);
    }

    /** An error. {@code errno} is positive; what the kernel would not take becomes EIO. */
    public int error(long unique, int errno) {
        return finish(unique, errno > 0 && errno <= LARGEST_ERRNO ? -errno : -EIO, 0);
    }

    /** Success with nothing to say. */
    public int ok(long unique) {
        return finish(unique, 0, 0);
    }

    /** Success with {@code bytes} that the caller has put into {@link #body}. */
    public int data(long unique, int bytes) {
        return finish(unique, 0, bytes);
    }

    /** Success with {@code bytes}: READLINK, GETXATTR, LISTXATTR. */
    public int bytes(long unique, byte[] bytes) {
        MemorySegment.copy(bytes, 0, body, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return finish(unique, 0, bytes.length);
    }

    /** LOOKUP, MKNOD, MKDIR, SYMLINK, LINK. Lookup count of {@code nodeid}: +1. */
    public int entry(
            long unique,
            long nodeid,
            long generation,
            long entryValidNanos,
            long attrValidNanos,
            WireAttributes attributes) {
        EntryWriter.write(body, 0, nodeid, generation, entryValidNanos, attrValidNanos, attributes);
        return finish(unique, 0, FuseEntryOut.STRUCT);
    }

    /** LOOKUP of a name that does not exist, to be remembered for {@code entryValidNanos}. */
    public int negativeEntry(long unique, long entryValidNanos) {
        FuseEntryOut.STRUCT.clear(body, 0);
        FuseEntryOut.ENTRY_VALID.set(body, 0, EntryWriter.seconds(entryValidNanos));
        FuseEntryOut.ENTRY_VALID_NSEC.set(body, 0, EntryWriter.nanos(entryValidNanos));
        return finish(unique, 0, FuseEntryOut.STRUCT);
    }

    /** CREATE, TMPFILE: an entry and an open file. Lookup count of {@code nodeid}: +1. */
    public int created(
            long unique,
            long nodeid,
            long generation,
            long entryValidNanos,
            long attrValidNanos,
            WireAttributes attributes,
            long fh,
            int openFlags,
            int backingId) {
        EntryWriter.write(body, 0, nodeid, generation, entryValidNanos, attrValidNanos, attributes);
        long entryBytes = FuseEntryOut.STRUCT.sizeBytes();
        writeOpen(entryBytes, fh, openFlags, backingId);
        return finish(unique, 0, entryBytes + FuseOpenOut.STRUCT.sizeBytes());
    }

    /** GETATTR, SETATTR. */
    public int attr(long unique, long attrValidNanos, WireAttributes attributes) {
        FuseAttrOut.ATTR_VALID.set(body, 0, EntryWriter.seconds(attrValidNanos));
        FuseAttrOut.ATTR_VALID_NSEC.set(body, 0, EntryWriter.nanos(attrValidNanos));
        FuseAttrOut.DUMMY.set(body, 0, 0);
        attributes.writeAttr(body, FuseAttrOut.ATTR.offset());
        return finish(unique, 0, FuseAttrOut.STRUCT);
    }

    /** STATX. */
    public int statx(long unique, long attrValidNanos, WireAttributes attributes) {
        FuseStatxOut.STRUCT.clear(body, 0);
        FuseStatxOut.ATTR_VALID.set(body, 0, EntryWriter.seconds(attrValidNanos));
        FuseStatxOut.ATTR_VALID_NSEC.set(body, 0, EntryWriter.nanos(attrValidNanos));
        attributes.writeStatx(body, FuseStatxOut.STAT.offset());
        return finish(unique, 0, FuseStatxOut.STRUCT);
    }

    /**
     * OPEN, OPENDIR.
     *
     * @param openFlags bits of {@link Fopen}
     * @param backingId from {@link DeviceIoctl#BACKING_OPEN}, with {@link Fopen#PASSTHROUGH}; else 0
     */
    public int open(long unique, long fh, int openFlags, int backingId) {
        writeOpen(0, fh, openFlags, backingId);
        return finish(unique, 0, FuseOpenOut.STRUCT);
    }

    /** WRITE, and COPY_FILE_RANGE with 32 bits. */
    public int written(long unique, int bytes) {
        FuseWriteOut.SIZE.set(body, 0, bytes);
        FuseWriteOut.PADDING.set(body, 0, 0);
        return finish(unique, 0, FuseWriteOut.STRUCT);
    }

    /** COPY_FILE_RANGE_64. */
    public int copied(long unique, long bytes) {
        FuseCopyFileRangeOut.BYTES_COPIED.set(body, 0, bytes);
        return finish(unique, 0, FuseCopyFileRangeOut.STRUCT);
    }

    /** STATFS; blocks are counted in units of {@code frsizeBytes}. */
    public int statfs(
            long unique,
            long blocks,
            long bfree,
            long bavail,
            long files,
            long ffree,
            int bsizeBytes,
            int namelen,
            int frsizeBytes) {
        FuseKstatfs.STRUCT.clear(body, 0);
        FuseKstatfs.BLOCKS.set(body, 0, blocks);
        FuseKstatfs.BFREE.set(body, 0, bfree);
        FuseKstatfs.BAVAIL.set(body, 0, bavail);
        FuseKstatfs.FILES.set(body, 0, files);
        FuseKstatfs.FFREE.set(body, 0, ffree);
        FuseKstatfs.BSIZE.set(body, 0, bsizeBytes);
        FuseKstatfs.NAMELEN.set(body, 0, namelen);
        FuseKstatfs.FRSIZE.set(body, 0, frsizeBytes);
        return finish(unique, 0, FuseKstatfs.STRUCT);
    }

    /** GETXATTR, LISTXATTR with size 0: how much room it takes. */
    public int xattrSize(long unique, int bytes) {
        FuseGetxattrOut.SIZE.set(body, 0, bytes);
        FuseGetxattrOut.PADDING.set(body, 0, 0);
        return finish(unique, 0, FuseGetxattrOut.STRUCT);
    }

    /** GETLK: the lock in the way, or type F_UNLCK. */
    public int lock(long unique, LockRange lock) {
        FuseFileLock.START.set(body, 0, lock.start());
        FuseFileLock.END.set(body, 0, lock.end());
        FuseFileLock.TYPE.set(body, 0, lock.type());
        FuseFileLock.PID.set(body, 0, lock.pid());
        return finish(unique, 0, FuseFileLock.STRUCT);
    }

    /** LSEEK. */
    public int lseek(long unique, long offset) {
        FuseLseekOut.OFFSET.set(body, 0, offset);
        return finish(unique, 0, FuseLseekOut.STRUCT);
    }

    /**
     * IOCTL, with {@code dataBytes} that the caller put into {@link #body} behind {@code fuse_ioctl_out} (16 bytes).
     */
    public int ioctl(long unique, int result, int flags, int inIovs, int outIovs, int dataBytes) {
        FuseIoctlOut.RESULT.set(body, 0, result);
        FuseIoctlOut.FLAGS.set(body, 0, flags);
        FuseIoctlOut.IN_IOVS.set(body, 0, inIovs);
        FuseIoctlOut.OUT_IOVS.set(body, 0, outIovs);
        return finish(unique, 0, FuseIoctlOut.STRUCT.sizeBytes() + dataBytes);
    }

    /** POLL: the events that are ready now. */
    public int poll(long unique, int revents) {
        FusePollOut.REVENTS.set(body, 0, revents);
        FusePollOut.PADDING.set(body, 0, 0);
        return finish(unique, 0, FusePollOut.STRUCT);
    }

    /** BMAP. */
    public int bmap(long unique, long block) {
        FuseBmapOut.BLOCK.set(body, 0, block);
        return finish(unique, 0, FuseBmapOut.STRUCT);
    }

    /** INIT, agreed. */
    public int init(long unique, Agreed agreed) {
        return finish(unique, 0, agreed.writeInitOut(body));
    }

    /** INIT of a kernel with a newer major version: ours, whereupon it sends another INIT. */
    public int initVersionOnly(long unique) {
        FuseInitOut.STRUCT.clear(body, 0);
        FuseInitOut.MAJOR.set(body, 0, Protocol.KERNEL_VERSION);
        FuseInitOut.MINOR.set(body, 0, Protocol.KERNEL_MINOR_VERSION);
        return finish(unique, 0, FuseInitOut.STRUCT);
    }

    private void writeOpen(long base, long fh, int openFlags, int backingId) {
        FuseOpenOut.FH.set(body, base, fh);
        FuseOpenOut.OPEN_FLAGS.set(body, base, openFlags);
        FuseOpenOut.BACKING_ID.set(body, base, backingId);
    }

    private int finish(long unique, int error, Struct struct) {
        return finish(unique, error, struct.sizeBytes());
    }

    private int finish(long unique, int error, long bodyBytes) {
        int length = Math.toIntExact(HEADER_BYTES + bodyBytes);
        FuseOutHeader.LEN.set(header, 0, length);
        FuseOutHeader.ERROR.set(header, 0, error);
        FuseOutHeader.UNIQUE.set(header, 0, unique);
        return length;
    }
}
