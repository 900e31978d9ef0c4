package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.SessionRequest.Malformed;
import org.actorfs.fuse.protocol.SessionRequest.Unknown;

/**
 * Turns the bytes of a request into a record. Never throws and never reads outside the given bytes, whatever they are:
 * what makes no sense becomes {@link Malformed}. Bytes after what a request needs are ignored.
 *
 * <p>Immutable; one per session, for the size of one struct depends on what INIT agreed.
 */
public final class RequestDecoder {
    /** What comes before the data of a WRITE. */
    public static final int BEFORE_DATA_BYTES = Header.SIZE_BYTES + (int) HandleStructs.FuseWriteIn.STRUCT.sizeBytes();

    private static final RequestHeader NO_HEADER = new RequestHeader(0, 0, 0, 0, 0);
    private static final int EIO = 5;

    private final InodeDecoder inodes;

    private RequestDecoder(boolean setxattrExt) {
        this.inodes = new InodeDecoder(setxattrExt);
    }

    /** The decoder until INIT is answered. */
    public static RequestDecoder beforeInit() {
        return new RequestDecoder(false);
    }

    /** The decoder of a session that agreed on {@code agreed}. */
    public static RequestDecoder after(Agreed agreed) {
        return new RequestDecoder(agreed.has(InitFlags.SETXATTR_EXT));
    }

    /**
     * Decodes what one read(2) of {@code /dev/fuse} gave.
     *
     * @param length how many bytes of {@code buffer} were read
     */
    public Request decode(MemorySegment buffer, long length) {
        long readable = Math.min(length, buffer.byteSize());
        if (readable < Header.SIZE_BYTES) {
            return new Malformed(NO_HEADER, 0, EIO, "header cut short: " + length + " bytes");
        }
        Header header = Header.read(buffer);
        long declared = Integer.toUnsignedLong(header.len());
        if (declared < Header.SIZE_BYTES || declared > readable) {
            String reason = "length field says " + declared + ", " + readable + " bytes came";
            return new Malformed(header.toRequestHeader(), header.opcode(), EIO, reason);
        }
        return decode(header, RequestBody.contiguous(buffer, Header.SIZE_BYTES, declared, header.totalExtlen()));
    }

    /**
     * Decodes an io_uring entry, where header, struct and payload lie apart.
     *
     * @param inOut {@code fuse_uring_req_header.in_out}
     * @param opIn {@code fuse_uring_req_header.op_in}
     * @param payloadBytes {@code fuse_uring_ent_in_out.payload_sz}
     */
    public Request decode(MemorySegment inOut, MemorySegment opIn, MemorySegment payload, long payloadBytes) {
        if (inOut.byteSize() < Header.SIZE_BYTES) {
            return new Malformed(NO_HEADER, 0, EIO, "ring header cut short");
        }
        Header header = Header.read(inOut);
        if (payloadBytes < 0 || payloadBytes > payload.byteSize()) {
            return new Malformed(header.toRequestHeader(), header.opcode(), EIO, "payload longer than its buffer");
        }
        return decode(
                header,
                header.opcode() == Opcode.NOTIFY_REPLY // the kernel puts its struct before the data
                        ? RequestBody.contiguous(payload, 0, payloadBytes, header.totalExtlen())
                        : RequestBody.split(opIn, payload, payloadBytes, header.totalExtlen()));
    }

    /** The {@link Opcode} of what one read(2) of {@code /dev/fuse} gave; 0 if that is less than a header. */
    public static int opcode(MemorySegment buffer, long length) {
        return length < Header.SIZE_BYTES ? 0 : SessionStructs.FuseInHeader.OPCODE.get(buffer, 0);
    }

    /** The number of the request whose whole header this is. */
    public static long unique(MemorySegment header) {
        return SessionStructs.FuseInHeader.UNIQUE.get(header, 0);
    }

    private Request decode(Header wire, RequestBody body) {
        RequestHeader header = wire.toRequestHeader();
        Request request = dispatch(wire.opcode(), header, body);
        String fault = body.fault();
        return fault == null ? request : new Malformed(header, wire.opcode(), body.errno(), fault);
    }

    private Request dispatch(int opcode, RequestHeader header, RequestBody body) {
        return switch (opcode) {
            case Opcode.LOOKUP -> EntryDecoder.lookup(header, body);
            case Opcode.SYMLINK -> EntryDecoder.symlink(header, body);
            case Opcode.MKNOD -> EntryDecoder.mknod(header, body);
            case Opcode.MKDIR -> EntryDecoder.mkdir(header, body);
            case Opcode.UNLINK -> EntryDecoder.unlink(header, body);
            case Opcode.RMDIR -> EntryDecoder.rmdir(header, body);
            case Opcode.RENAME -> EntryDecoder.rename(header, body);
            case Opcode.RENAME2 -> EntryDecoder.rename2(header, body);
            case Opcode.LINK -> EntryDecoder.link(header, body);
            case Opcode.CREATE -> EntryDecoder.create(header, body);
            case Opcode.TMPFILE -> EntryDecoder.tmpfile(header, body);
            case Opcode.FORGET -> inodes.forget(header, body);
            case Opcode.GETATTR -> inodes.getattr(header, body);
            case Opcode.SETATTR -> inodes.setattr(header, body);
            case Opcode.STATX -> inodes.statx(header, body);
            case Opcode.READLINK -> new InodeRequest.Readlink(header);
            case Opcode.STATFS -> new InodeRequest.Statfs(header);
            case Opcode.ACCESS -> inodes.access(header, body);
            case Opcode.SETXATTR -> inodes.setxattr(header, body);
            case Opcode.GETXATTR -> inodes.getxattr(header, body);
            case Opcode.LISTXATTR -> inodes.listxattr(header, body);
            case Opcode.REMOVEXATTR -> new InodeRequest.Removexattr(header, body.xattrName());
            case Opcode.OPEN -> inodes.open(header, body);
            case Opcode.OPENDIR -> inodes.opendir(header, body);
            case Opcode.BMAP -> inodes.bmap(header, body);
            case Opcode.READ -> HandleDecoder.read(header, body);
            case Opcode.WRITE -> HandleDecoder.write(header, body);
            case Opcode.RELEASE -> HandleDecoder.release(header, body);
            case Opcode.RELEASEDIR -> HandleDecoder.releasedir(header, body);
            case Opcode.FLUSH -> HandleDecoder.flush(header, body);
            case Opcode.FSYNC -> HandleDecoder.fsync(header, body);
            case Opcode.FSYNCDIR -> HandleDecoder.fsyncdir(header, body);
            case Opcode.READDIR -> HandleDecoder.readdir(header, body);
            case Opcode.READDIRPLUS -> HandleDecoder.readdirplus(header, body);
            case Opcode.GETLK -> HandleDecoder.getlk(header, body);
            case Opcode.SETLK -> HandleDecoder.setlk(header, body, false);
            case Opcode.SETLKW -> HandleDecoder.setlk(header, body, true);
            case Opcode.IOCTL -> HandleDecoder.ioctl(header, body);
            case Opcode.POLL -> HandleDecoder.poll(header, body);
            case Opcode.FALLOCATE -> HandleDecoder.fallocate(header, body);
            case Opcode.LSEEK -> HandleDecoder.lseek(header, body);
            case Opcode.COPY_FILE_RANGE -> HandleDecoder.copyFileRange(header, body, false);
            case Opcode.COPY_FILE_RANGE_64 -> HandleDecoder.copyFileRange(header, body, true);
            case Opcode.INIT -> SessionDecoder.init(header, body);
            case Opcode.DESTROY -> new SessionRequest.Destroy(header);
            case Opcode.INTERRUPT -> SessionDecoder.interrupt(header, body);
            case Opcode.BATCH_FORGET -> SessionDecoder.batchForget(header, body);
            case Opcode.NOTIFY_REPLY -> SessionDecoder.notifyReply(header, body);
            case Opcode.SYNCFS -> new SessionRequest.Syncfs(header);
            default -> new Unknown(header, opcode);
        };
    }
}
