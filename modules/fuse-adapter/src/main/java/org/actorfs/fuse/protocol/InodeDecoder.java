package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.AttributeStructs.FuseAccessIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseGetattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseGetxattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseSetattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseSetxattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseStatxIn;
import org.actorfs.fuse.protocol.ControlStructs.FuseBmapIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseForgetIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseOpenIn;

/** Decodes the {@link InodeRequest}s. */
final class InodeDecoder {
    /** SETXATTR_EXT: whether {@code fuse_setxattr_in} has its second half. */
    private final boolean setxattrExt;

    InodeDecoder(boolean setxattrExt) {
        this.setxattrExt = setxattrExt;
    }

    Request forget(RequestHeader header, RequestBody body) {
        body.expect(FuseForgetIn.STRUCT);
        return new InodeRequest.Forget(header, body.u64(FuseForgetIn.NLOOKUP));
    }

    Request getattr(RequestHeader header, RequestBody body) {
        body.expect(FuseGetattrIn.STRUCT);
        return new InodeRequest.Getattr(header, body.u32(FuseGetattrIn.GETATTR_FLAGS), body.u64(FuseGetattrIn.FH));
    }

    Request setattr(RequestHeader header, RequestBody body) {
        body.expect(FuseSetattrIn.STRUCT);
        return new InodeRequest.Setattr(
                header,
                body.u32(FuseSetattrIn.VALID),
                body.u64(FuseSetattrIn.FH),
                body.u64(FuseSetattrIn.SIZE),
                body.u64(FuseSetattrIn.LOCK_OWNER),
                body.u64(FuseSetattrIn.ATIME),
                body.u32(FuseSetattrIn.ATIMENSEC),
                body.u64(FuseSetattrIn.MTIME),
                body.u32(FuseSetattrIn.MTIMENSEC),
                body.u64(FuseSetattrIn.CTIME),
                body.u32(FuseSetattrIn.CTIMENSEC),
                body.u32(FuseSetattrIn.MODE),
                body.u32(FuseSetattrIn.UID),
                body.u32(FuseSetattrIn.GID));
    }

    Request statx(RequestHeader header, RequestBody body) {
        body.expect(FuseStatxIn.STRUCT);
        return new InodeRequest.Statx(
                header,
                body.u32(FuseStatxIn.GETATTR_FLAGS),
                body.u64(FuseStatxIn.FH),
                body.u32(FuseStatxIn.SX_FLAGS),
                body.u32(FuseStatxIn.SX_MASK));
    }

    Request access(RequestHeader header, RequestBody body) {
        body.expect(FuseAccessIn.STRUCT);
        return new InodeRequest.Access(header, body.u32(FuseAccessIn.MASK));
    }

    Request setxattr(RequestHeader header, RequestBody body) {
        body.expect(setxattrExt ? FuseSetxattrIn.STRUCT.sizeBytes() : Protocol.COMPAT_SETXATTR_IN_SIZE);
        int setxattrFlags = setxattrExt ? body.u32(FuseSetxattrIn.SETXATTR_FLAGS) : 0;
        byte[] name = body.xattrName();
        byte[] value = body.bytes(body.u32(FuseSetxattrIn.SIZE));
        return new InodeRequest.Setxattr(header, name, value, body.u32(FuseSetxattrIn.FLAGS), setxattrFlags);
    }

    Request getxattr(RequestHeader header, RequestBody body) {
        body.expect(FuseGetxattrIn.STRUCT);
        return new InodeRequest.Getxattr(header, body.xattrName(), body.u32(FuseGetxattrIn.SIZE));
    }

    Request listxattr(RequestHeader header, RequestBody body) {
        body.expect(FuseGetxattrIn.STRUCT);
        return new InodeRequest.Listxattr(header, body.u32(FuseGetxattrIn.SIZE));
    }

    Request open(RequestHeader header, RequestBody body) {
        body.expect(FuseOpenIn.STRUCT);
        return new InodeRequest.Open(header, body.u32(FuseOpenIn.FLAGS), body.u32(FuseOpenIn.OPEN_FLAGS));
    }

    Request opendir(RequestHeader header, RequestBody body) {
        body.expect(FuseOpenIn.STRUCT);
        return new InodeRequest.Opendir(header, body.u32(FuseOpenIn.FLAGS));
    }

    Request bmap(RequestHeader header, RequestBody body) {
        body.expect(FuseBmapIn.STRUCT);
        return new InodeRequest.Bmap(header, body.u64(FuseBmapIn.BLOCK), body.u32(FuseBmapIn.BLOCKSIZE));
    }
}
