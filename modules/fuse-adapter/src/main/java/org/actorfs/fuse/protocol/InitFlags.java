package org.actorfs.fuse.protocol;

/**
 * Features negotiated in INIT: the kernel offers, we answer with what we want of it. One 64-bit word here; on the
 * wire two of 32 bits, the upper ({@code flags2}) valid only under {@link #INIT_EXT}.
 */
public final class InitFlags {
    /** Reads of one file may be in flight together. */
    public static final long ASYNC_READ = 1L << 0;

    /** fcntl(2) locks come to the daemon; off: the kernel keeps them. */
    public static final long POSIX_LOCKS = 1L << 1;

    /** The kernel sends fh with getattr and setattr; it always does. */
    public static final long FILE_OPS = 1L << 2;

    /** open(O_TRUNC) comes as one OPEN, not as OPEN and SETATTR. */
    public static final long ATOMIC_O_TRUNC = 1L << 3;

    /** The daemon answers LOOKUP of "." and "..", so NFS may export the mount. */
    public static final long EXPORT_SUPPORT = 1L << 4;

    /** Writes above 4 KiB; ignored since 4.20. */
    public static final long BIG_WRITES = 1L << 5;

    /** The kernel leaves the umask to the daemon. */
    public static final long DONT_MASK = 1L << 6;

    /** splice(2) to the device. */
    public static final long SPLICE_WRITE = 1L << 7;

    /** Pages may be moved to the device. */
    public static final long SPLICE_MOVE = 1L << 8;

    /** splice(2) from the device. */
    public static final long SPLICE_READ = 1L << 9;

    /** flock(2) comes to the daemon; off: the kernel keeps it. */
    public static final long FLOCK_LOCKS = 1L << 10;

    /** ioctl on directories. */
    public static final long HAS_IOCTL_DIR = 1L << 11;

    /** Cached data is dropped when mtime or size changed. */
    public static final long AUTO_INVAL_DATA = 1L << 12;

    /** READDIRPLUS instead of READDIR. */
    public static final long DO_READDIRPLUS = 1L << 13;

    /** The kernel chooses between READDIR and READDIRPLUS. */
    public static final long READDIRPLUS_AUTO = 1L << 14;

    /** Asynchronous direct I/O. */
    public static final long ASYNC_DIO = 1L << 15;

    /** Writes are cached; the kernel owns size, mtime and ctime. */
    public static final long WRITEBACK_CACHE = 1L << 16;

    /** ENOSYS to OPEN means: never ask again. */
    public static final long NO_OPEN_SUPPORT = 1L << 17;

    /** LOOKUP and READDIR of one directory may be in flight together. */
    public static final long PARALLEL_DIROPS = 1L << 18;

    /** The daemon clears suid, sgid and capabilities on write, chown and truncate. */
    public static final long HANDLE_KILLPRIV = 1L << 19;

    /** ACLs as xattrs, checked by the kernel; implies default_permissions. */
    public static final long POSIX_ACL = 1L << 20;

    /** read(2) gives ECONNABORTED after an abort. */
    public static final long ABORT_ERROR = 1L << 21;

    /** init_out.max_pages is valid: requests above 128 KiB. */
    public static final long MAX_PAGES = 1L << 22;

    /** READLINK answers are cached. */
    public static final long CACHE_SYMLINKS = 1L << 23;

    /** ENOSYS to OPENDIR means: never ask again. */
    public static final long NO_OPENDIR_SUPPORT = 1L << 24;

    /** Cached data is dropped only by NOTIFY_INVAL_INODE. */
    public static final long EXPLICIT_INVAL_DATA = 1L << 25;

    /** init_out.map_alignment is valid (DAX). */
    public static final long MAP_ALIGNMENT = 1L << 26;

    /** The kernel honours FUSE_ATTR_SUBMOUNT. */
    public static final long SUBMOUNTS = 1L << 27;

    /** As HANDLE_KILLPRIV, but sgid only where the group may execute, and only when flagged. Since 7.33. */
    public static final long HANDLE_KILLPRIV_V2 = 1L << 28;

    /** fuse_setxattr_in has 16 bytes instead of 8. Since 7.33. */
    public static final long SETXATTR_EXT = 1L << 29;

    /** flags2 is valid in init_in and init_out. Since 7.36. */
    public static final long INIT_EXT = 1L << 30;

    /** Bits 31 and up as the kernel header widens them: never to be set. */
    public static final long INIT_RESERVED = -1L << 31;

    /** Creations carry the security context of the new inode. Since 7.36. */
    public static final long SECURITY_CTX = 1L << 32;

    /** DAX by inode. */
    public static final long HAS_INODE_DAX = 1L << 33;

    /** Creations carry the supplementary group that owns the parent. Since 7.38. */
    public static final long CREATE_SUPP_GROUP = 1L << 34;

    /** NOTIFY_INVAL_ENTRY knows EXPIRE_ONLY. Since 7.38. */
    public static final long HAS_EXPIRE_ONLY = 1L << 35;

    /** Files under FOPEN_DIRECT_IO may be mapped shared. Since 7.39. */
    public static final long DIRECT_IO_ALLOW_MMAP = 1L << 36;

    /** FOPEN_PASSTHROUGH; needs max_stack_depth. Since 7.40. */
    public static final long PASSTHROUGH = 1L << 37;

    /** The mount refuses open_by_handle_at(2) and NFS. Since 7.40. */
    public static final long NO_EXPORT_SUPPORT = 1L << 38;

    /** NOTIFY_RESEND. Since 7.40. */
    public static final long HAS_RESEND = 1L << 39;

    /** Older name of DIRECT_IO_ALLOW_MMAP. */
    public static final long DIRECT_IO_RELAX = 1L << 36;

    /** Id-mapped mounts; INIT fails unless default_permissions is on. Since 7.42. */
    public static final long ALLOW_IDMAP = 1L << 40;

    /** FUSE over io_uring. Since 7.42. */
    public static final long OVER_IO_URING = 1L << 41;

    /** init_out.request_timeout is valid. Since 7.43. */
    public static final long REQUEST_TIMEOUT = 1L << 42;

    private InitFlags() {}
}
