package org.actorfs.fuse.protocol;

/** Numbers of the protocol as a whole: versions, sizes, reserved ids. */
public final class Protocol {
    /** Major version; it has been 7 since 2005. */
    public static final int KERNEL_VERSION = 7;

    /** The newest minor version we speak. */
    public static final int KERNEL_MINOR_VERSION = 45;

    /** Node id of the root. */
    public static final long ROOT_ID = 1;

    /** Least size in bytes of the buffer given to read(2). */
    public static final int MIN_READ_BUFFER = 8192;

    /** Before 7.9. */
    public static final int COMPAT_ENTRY_OUT_SIZE = 120;

    /** Before 7.9. */
    public static final int COMPAT_ATTR_OUT_SIZE = 96;

    /** Before 7.12. */
    public static final int COMPAT_MKNOD_IN_SIZE = 8;

    /** Before 7.9. */
    public static final int COMPAT_WRITE_IN_SIZE = 24;

    /** Before 7.4. */
    public static final int COMPAT_STATFS_SIZE = 48;

    /** Without SETXATTR_EXT. */
    public static final int COMPAT_SETXATTR_IN_SIZE = 8;

    /** init_out before 7.5. */
    public static final int COMPAT_INIT_OUT_SIZE = 8;

    /** init_out before 7.23. */
    public static final int COMPAT_22_INIT_OUT_SIZE = 24;

    /** Bit of {@code unique}: this request was sent before (NOTIFY_RESEND). */
    public static final long UNIQUE_RESEND = 1L << 63;

    /** uid or gid that has no name in the mount's id mapping. */
    public static final int INVALID_UIDGID = -1;

    /** Where the name starts in a fuse_dirent. */
    public static final int NAME_OFFSET = 24;

    /** Where the name starts in a fuse_direntplus. */
    public static final int NAME_OFFSET_DIRENTPLUS = 152;

    /** Flag of NOTIFY_INVAL_ENTRY: revalidate the name at its next use, do not drop it. Since 7.38. */
    public static final int EXPIRE_ONLY = 1;

    /** Bytes kept for the in or out header in a ring entry. */
    public static final int URING_IN_OUT_HEADER_SZ = 128;

    /** Bytes kept for the struct of one opcode in a ring entry. */
    public static final int URING_OP_IN_OUT_SZ = 128;

    private Protocol() {}
}
