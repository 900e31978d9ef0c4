package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.AttributeStructs.FuseAccessIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseGetattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseGetxattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseSetattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseSetxattrIn;
import org.actorfs.fuse.protocol.AttributeStructs.FuseStatxIn;
import org.actorfs.fuse.protocol.ControlStructs.FuseBmapIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseCreateIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseForgetIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseLinkIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseMkdirIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseMknodIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseRename2In;
import org.actorfs.fuse.protocol.EntryStructs.FuseRenameIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseOpenIn;

/** The half of {@link KernelSide} that speaks of names and inodes. */
abstract sealed class KernelInodeSide extends KernelMessages permits KernelHandleSide {
    KernelInodeSide(Caller caller, boolean setxattrExt) {
        super(caller, setxattrExt);
    }

    /** LOOKUP. */
    public MemorySegment lookup(long parent, byte[] name) {
        return message(Opcode.LOOKUP, parent, NOTHING).name(name).build();
    }

    /** SYMLINK. */
    public MemorySegment symlink(long parent, byte[] name, byte[] target, RequestExtensions extensions) {
        return message(Opcode.SYMLINK, parent, NOTHING)
                .name(name)
                .name(target)
                .extensions(KernelExtensions.encode(extensions))
                .build();
    }

    /** MKNOD. */
    public MemorySegment mknod(long parent, byte[] name, int mode, int rdev, int umask, RequestExtensions extensions) {
        return message(Opcode.MKNOD, parent, FuseMknodIn.STRUCT)
                .u32(FuseMknodIn.MODE, mode)
                .u32(FuseMknodIn.RDEV, rdev)
                .u32(FuseMknodIn.UMASK, umask)
                .name(name)
                .extensions(KernelExtensions.encode(extensions))
                .build();
    }

    /** MKDIR. */
    public MemorySegment mkdir(long parent, byte[] name, int mode, int umask, RequestExtensions extensions) {
        return message(Opcode.MKDIR, parent, FuseMkdirIn.STRUCT)
                .u32(FuseMkdirIn.MODE, mode)
                .u32(FuseMkdirIn.UMASK, umask)
                .name(name)
                .extensions(KernelExtensions.encode(extensions))
                .build();
    }

    /** UNLINK. */
    public MemorySegment unlink(long parent, byte[] name) {
        return message(Opcode.UNLINK, parent, NOTHING).name(name).build();
    }

    /** RMDIR. */
    public MemorySegment rmdir(long parent, byte[] name) {
        return message(Opcode.RMDIR, parent, NOTHING).name(name).build();
    }

    /** RENAME, for flags 0. */
    public MemorySegment rename(long parent, byte[] name, long newParent, byte[] newName) {
        return message(Opcode.RENAME, parent, FuseRenameIn.STRUCT)
                .u64(FuseRenameIn.NEWDIR, newParent)
                .name(name)
                .name(newName)
                .build();
    }

    /** RENAME2. */
    public MemorySegment rename2(long parent, byte[] name, long newParent, byte[] newName, int flags) {
        return message(Opcode.RENAME2, parent, FuseRename2In.STRUCT)
                .u64(FuseRename2In.NEWDIR, newParent)
                .u32(FuseRename2In.FLAGS, flags)
                .name(name)
                .name(newName)
                .build();
    }

    /** LINK. */
    public MemorySegment link(long parent, byte[] name, long oldNodeid) {
        return message(Opcode.LINK, parent, FuseLinkIn.STRUCT)
                .u64(FuseLinkIn.OLDNODEID, oldNodeid)
                .name(name)
                .build();
    }

    /** CREATE. */
    public MemorySegment create(
            long parent, byte[] name, int flags, int mode, int umask, int openFlags, RequestExtensions extensions) {
        return message(Opcode.CREATE, parent, FuseCreateIn.STRUCT)
                .u32(FuseCreateIn.FLAGS, flags)
                .u32(FuseCreateIn.MODE, mode)
                .u32(FuseCreateIn.UMASK, umask)
                .u32(FuseCreateIn.OPEN_FLAGS, openFlags)
                .name(name)
                .extensions(KernelExtensions.encode(extensions))
                .build();
    }

    /** TMPFILE, with the name "/" that the VFS gives it. */
    public MemorySegment tmpfile(
            long parent, int flags, int mode, int umask, int openFlags, RequestExtensions extensions) {
        return message(Opcode.TMPFILE, parent, FuseCreateIn.STRUCT)
                .u32(FuseCreateIn.FLAGS, flags)
                .u32(FuseCreateIn.MODE, mode)
                .u32(FuseCreateIn.UMASK, umask)
                .u32(FuseCreateIn.OPEN_FLAGS, openFlags)
                .name(new byte[] {'/'})
                .extensions(KernelExtensions.encode(extensions))
                .build();
    }

    /** FORGET. */
    public MemorySegment forget(long nodeid, long nlookup) {
        return message(Opcode.FORGET, nodeid, FuseForgetIn.STRUCT)
                .u64(FuseForgetIn.NLOOKUP, nlookup)
                .build();
    }

    /** GETATTR. */
    public MemorySegment getattr(long nodeid, int flags, long fh) {
        return message(Opcode.GETATTR, nodeid, FuseGetattrIn.STRUCT)
                .u32(FuseGetattrIn.GETATTR_FLAGS, flags)
                .u64(FuseGetattrIn.FH, fh)
                .build();
    }

    /** SETATTR of everything in {@code change}; its header gives the node id only. */
    public MemorySegment setattr(InodeRequest.Setattr change) {
        return message(Opcode.SETATTR, change.header().nodeid(), FuseSetattrIn.STRUCT)
                .u32(FuseSetattrIn.VALID, change.valid())
                .u64(FuseSetattrIn.FH, change.fh())
                .u64(FuseSetattrIn.SIZE, change.size())
                .u64(FuseSetattrIn.LOCK_OWNER, change.lockOwner())
                .u64(FuseSetattrIn.ATIME, change.atime())
                .u32(FuseSetattrIn.ATIMENSEC, change.atimensec())
                .u64(FuseSetattrIn.MTIME, change.mtime())
                .u32(FuseSetattrIn.MTIMENSEC, change.mtimensec())
                .u64(FuseSetattrIn.CTIME, change.ctime())
                .u32(FuseSetattrIn.CTIMENSEC, change.ctimensec())
                .u32(FuseSetattrIn.MODE, change.mode())
                .u32(FuseSetattrIn.UID, change.uid())
                .u32(FuseSetattrIn.GID, change.gid())
                .build();
    }

    /** STATX. */
    public MemorySegment statx(long nodeid, int getattrFlags, long fh, int sxFlags, int sxMask) {
        return message(Opcode.STATX, nodeid, FuseStatxIn.STRUCT)
                .u32(FuseStatxIn.GETATTR_FLAGS, getattrFlags)
                .u64(FuseStatxIn.FH, fh)
                .u32(FuseStatxIn.SX_FLAGS, sxFlags)
                .u32(FuseStatxIn.SX_MASK, sxMask)
                .build();
    }

    /** READLINK. */
    public MemorySegment readlink(long nodeid) {
        return message(Opcode.READLINK, nodeid, NOTHING).build();
    }

    /** STATFS. */
    public MemorySegment statfs(long nodeid) {
        return message(Opcode.STATFS, nodeid, NOTHING).build();
    }

    /** ACCESS. */
    public MemorySegment access(long nodeid, int mask) {
        return message(Opcode.ACCESS, nodeid, FuseAccessIn.STRUCT)
                .u32(FuseAccessIn.MASK, mask)
                .build();
    }

    /** SETXATTR of 16 bytes under SETXATTR_EXT, of 8 without. */
    public MemorySegment setxattr(long nodeid, byte[] name, byte[] value, int flags, int setxattrFlags) {
        return setxattrHead(nodeid, setxattrFlags)
                .u32(FuseSetxattrIn.SIZE, value.length)
                .u32(FuseSetxattrIn.FLAGS, flags)
                .name(name)
                .data(value)
                .build();
    }

    /** GETXATTR. */
    public MemorySegment getxattr(long nodeid, byte[] name, int size) {
        return message(Opcode.GETXATTR, nodeid, FuseGetxattrIn.STRUCT)
                .u32(FuseGetxattrIn.SIZE, size)
                .name(name)
                .build();
    }

    /** LISTXATTR. */
    public MemorySegment listxattr(long nodeid, int size) {
        return message(Opcode.LISTXATTR, nodeid, FuseGetxattrIn.STRUCT)
                .u32(FuseGetxattrIn.SIZE, size)
                .build();
    }

    /** REMOVEXATTR. */
    public MemorySegment removexattr(long nodeid, byte[] name) {
        return message(Opcode.REMOVEXATTR, nodeid, NOTHING).name(name).build();
    }

    /** OPEN. */
    public MemorySegment open(long nodeid, int flags, int openFlags) {
        return message(Opcode.OPEN, nodeid, FuseOpenIn.STRUCT)
                .u32(FuseOpenIn.FLAGS, flags)
                .u32(FuseOpenIn.OPEN_FLAGS, openFlags)
                .build();
    }

    /** OPENDIR. */
    public MemorySegment opendir(long nodeid, int flags) {
        return message(Opcode.OPENDIR, nodeid, FuseOpenIn.STRUCT)
                .u32(FuseOpenIn.FLAGS, flags)
                .build();
    }

    /** BMAP. */
    public MemorySegment bmap(long nodeid, long block, int blocksize) {
        return message(Opcode.BMAP, nodeid, FuseBmapIn.STRUCT)
                .u64(FuseBmapIn.BLOCK, block)
                .u32(FuseBmapIn.BLOCKSIZE, blocksize)
                .build();
    }
}
