package org.actorfs.fuse.protocol;

/** Requests about the inode {@code header.nodeid}. */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares whole requests
public sealed interface InodeRequest extends Request {
    /** What is about an extended attribute. */
    sealed interface OfXattr extends InodeRequest {}

    /** The kernel evicted the inode. No answer, ever. Lookup count: minus {@code nlookup}. */
    record Forget(RequestHeader header, long nlookup) implements InodeRequest {
        @Override
        public boolean expectsReply() {
            return false;
        }
    }

    /**
     * stat(2) after the attribute timeout. Answer: attr_out. Lookup count: unchanged.
     *
     * @param flags {@link RequestFlags#GETATTR_FH}: {@code fh} is valid
     */
    record Getattr(RequestHeader header, int flags, long fh) implements InodeRequest {}

    /**
     * chmod, chown, truncate, utimensat. Answer: attr_out. Lookup count: unchanged.
     *
     * @param valid bits of {@link Fattr}: which of the others count
     */
    record Setattr(
            RequestHeader header,
            int valid,
            long fh,
            long size,
            long lockOwner,
            long atime,
            int atimensec,
            long mtime,
            int mtimensec,
            long ctime,
            int ctimensec,
            int mode,
            int uid,
            int gid)
            implements InodeRequest {
        /** True if every bit of {@code fattr} is set in {@code valid}. */
        public boolean sets(int fattr) {
            return (valid & fattr) == fattr;
        }
    }

    /** statx(2), since 7.39, if it asks for more than GETATTR gives. Answer: statx_out. Lookup count: unchanged. */
    record Statx(RequestHeader header, int getattrFlags, long fh, int sxFlags, int sxMask) implements InodeRequest {}

    /** readlink(2) or following a link. Answer: the target, at most 4095 bytes, no NUL. Lookup count: unchanged. */
    record Readlink(RequestHeader header) implements InodeRequest {}

    /** statfs(2). Answer: statfs_out. The node id may be any inode of the volume. */
    record Statfs(RequestHeader header) implements InodeRequest {}

    /** access(2) and chdir(2), only without default_permissions. Answer: empty. ENOSYS: never asked again. */
    record Access(RequestHeader header, int mask) implements InodeRequest {}

    /**
     * setxattr(2). Answer: empty. ENOSYS: never asked again.
     *
     * @param name 1..255 bytes, prefix included; may hold "/"
     * @param flags XATTR_CREATE 1, XATTR_REPLACE 2
     * @param setxattrFlags {@link RequestFlags#SETXATTR_ACL_KILL_SGID}; 0 without SETXATTR_EXT
     */
    record Setxattr(RequestHeader header, byte[] name, byte[] value, int flags, int setxattrFlags) implements OfXattr {}

    /** getxattr(2). Answer: the size if {@code size} is 0, else the bytes or ERANGE. ENOSYS: never asked again. */
    record Getxattr(RequestHeader header, byte[] name, int size) implements OfXattr {}

    /** listxattr(2). Answer: as for getxattr; names, each with its NUL. */
    record Listxattr(RequestHeader header, int size) implements OfXattr {}

    /** removexattr(2). Answer: empty. */
    record Removexattr(RequestHeader header, byte[] name) implements OfXattr {}

    /**
     * open(2) of a known inode. Answer: open_out; the handle lives until RELEASE. Lookup count: unchanged.
     *
     * @param flags as open(2), without O_CREAT, O_EXCL and O_NOCTTY; O_TRUNC only under ATOMIC_O_TRUNC
     * @param openFlags {@link RequestFlags#OPEN_KILL_SUIDGID}
     */
    record Open(RequestHeader header, int flags, int openFlags) implements InodeRequest {}

    /** opendir(3). Answer: open_out; the handle lives until RELEASEDIR. Lookup count: unchanged. */
    record Opendir(RequestHeader header, int flags) implements InodeRequest {}

    /** FIBMAP, on fuseblk mounts. Answer: bmap_out. */
    record Bmap(RequestHeader header, long block, int blocksizeBytes) implements InodeRequest {}
}
