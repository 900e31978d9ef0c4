package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.AttributeStructs.FuseGetxattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseSetxattrIn;
import org.actorfs.fuse.protocol.ControlStructs.FuseIoctlIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseBatchForgetIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseCreateIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseLinkIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseMkdirIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseMknodIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseRename2In;
import org.actorfs.fuse.protocol.EntryStructs.FuseRenameIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseWriteIn;

/**
 * Where io_uring cuts a request in two: fs/fuse/dev_uring.c puts the first argument into op_in and the others after it.
 */
public final class RingEntries {
    private RingEntries() {}

    /**
     * Bytes of the struct of a request with SETXATTR_EXT; a request of an opcode without names or data is all struct.
     */
    public static long structBytes(int opcode, long requestBytes) {
        return switch (opcode) {
            case Opcode.LOOKUP, Opcode.SYMLINK, Opcode.UNLINK, Opcode.RMDIR, Opcode.REMOVEXATTR, Opcode.NOTIFY_REPLY ->
                0;
            case Opcode.MKNOD -> FuseMknodIn.STRUCT.sizeBytes();
            case Opcode.MKDIR -> FuseMkdirIn.STRUCT.sizeBytes();
            case Opcode.RENAME -> FuseRenameIn.STRUCT.sizeBytes();
            case Opcode.RENAME2 -> FuseRename2In.STRUCT.sizeBytes();
            case Opcode.LINK -> FuseLinkIn.STRUCT.sizeBytes();
            case Opcode.CREATE, Opcode.TMPFILE -> FuseCreateIn.STRUCT.sizeBytes();
            case Opcode.SETXATTR -> FuseSetxattrIn.STRUCT.sizeBytes();
            case Opcode.GETXATTR -> FuseGetxattrIn.STRUCT.sizeBytes();
            case Opcode.WRITE -> FuseWriteIn.STRUCT.sizeBytes();
            case Opcode.IOCTL -> FuseIoctlIn.STRUCT.sizeBytes();
            case Opcode.BATCH_FORGET -> FuseBatchForgetIn.STRUCT.sizeBytes();
            default -> requestBytes - Header.SIZE_BYTES;
        };
    }
}
