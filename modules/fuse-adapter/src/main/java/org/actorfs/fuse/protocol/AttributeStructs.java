package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.Field.Span;
import org.actorfs.fuse.protocol.Field.U16;
import org.actorfs.fuse.protocol.Field.U32;
import org.actorfs.fuse.protocol.Field.U64;

/**
 * Attributes and what asks for or changes them: stat, statx, statfs, setattr.
 *
 * <p>Declared as in {@code fuse_kernel.h}; see {@link Struct}.
 */
final class AttributeStructs {
    private AttributeStructs() {}

    /** {@code fuse_attr}. */
    static final class FuseAttr {
        private static final Struct.Builder DECLARE = Struct.named("fuse_attr");

        static final U64 INO = DECLARE.u64("ino");
        static final U64 SIZE = DECLARE.u64("size");
        static final U64 BLOCKS = DECLARE.u64("blocks");
        static final U64 ATIME = DECLARE.u64("atime");
        static final U64 MTIME = DECLARE.u64("mtime");
        static final U64 CTIME = DECLARE.u64("ctime");
        static final U32 ATIMENSEC = DECLARE.u32("atimensec");
        static final U32 MTIMENSEC = DECLARE.u32("mtimensec");
        static final U32 CTIMENSEC = DECLARE.u32("ctimensec");
        static final U32 MODE = DECLARE.u32("mode");
        static final U32 NLINK = DECLARE.u32("nlink");
        static final U32 UID = DECLARE.u32("uid");
        static final U32 GID = DECLARE.u32("gid");
        static final U32 RDEV = DECLARE.u32("rdev");
        static final U32 BLKSIZE = DECLARE.u32("blksize");
        static final U32 FLAGS = DECLARE.u32("flags");

        static final Struct STRUCT = DECLARE.build();

        private FuseAttr() {}
    }

    /** {@code fuse_sx_time}. */
    static final class FuseSxTime {
        private static final Struct.Builder DECLARE = Struct.named("fuse_sx_time");

        static final U64 TV_SEC = DECLARE.u64("tv_sec");
        static final U32 TV_NSEC = DECLARE.u32("tv_nsec");
        static final U32 RESERVED = DECLARE.u32("__reserved");

        static final Struct STRUCT = DECLARE.build();

        private FuseSxTime() {}
    }

    /** {@code fuse_statx}. */
    static final class FuseStatx {
        private static final Struct.Builder DECLARE = Struct.named("fuse_statx");

        static final U32 MASK = DECLARE.u32("mask");
        static final U32 BLKSIZE = DECLARE.u32("blksize");
        static final U64 ATTRIBUTES = DECLARE.u64("attributes");
        static final U32 NLINK = DECLARE.u32("nlink");
        static final U32 UID = DECLARE.u32("uid");
        static final U32 GID = DECLARE.u32("gid");
        static final U16 MODE = DECLARE.u16("mode");
        static final U16 SPARE0 = DECLARE.u16("__spare0");
        static final U64 INO = DECLARE.u64("ino");
        static final U64 SIZE = DECLARE.u64("size");
        static final U64 BLOCKS = DECLARE.u64("blocks");
        static final U64 ATTRIBUTES_MASK = DECLARE.u64("attributes_mask");
        static final Span ATIME = DECLARE.struct("atime", FuseSxTime.STRUCT);
        static final Span BTIME = DECLARE.struct("btime", FuseSxTime.STRUCT);
        static final Span CTIME = DECLARE.struct("ctime", FuseSxTime.STRUCT);
        static final Span MTIME = DECLARE.struct("mtime", FuseSxTime.STRUCT);
        static final U32 RDEV_MAJOR = DECLARE.u32("rdev_major");
        static final U32 RDEV_MINOR = DECLARE.u32("rdev_minor");
        static final U32 DEV_MAJOR = DECLARE.u32("dev_major");
        static final U32 DEV_MINOR = DECLARE.u32("dev_minor");
        static final Span SPARE2 = DECLARE.array("__spare2", 8, 14);

        static final Struct STRUCT = DECLARE.build();

        private FuseStatx() {}
    }

    /** {@code fuse_kstatfs}. */
    static final class FuseKstatfs {
        private static final Struct.Builder DECLARE = Struct.named("fuse_kstatfs");

        static final U64 BLOCKS = DECLARE.u64("blocks");
        static final U64 BFREE = DECLARE.u64("bfree");
        static final U64 BAVAIL = DECLARE.u64("bavail");
        static final U64 FILES = DECLARE.u64("files");
        static final U64 FFREE = DECLARE.u64("ffree");
        static final U32 BSIZE = DECLARE.u32("bsize");
        static final U32 NAMELEN = DECLARE.u32("namelen");
        static final U32 FRSIZE = DECLARE.u32("frsize");
        static final U32 PADDING = DECLARE.u32("padding");
        static final Span SPARE = DECLARE.array("spare", 4, 6);

        static final Struct STRUCT = DECLARE.build();

        private FuseKstatfs() {}
    }

    /** {@code fuse_getattr_in}. */
    static final class FuseGetattrIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_getattr_in");

        static final U32 GETATTR_FLAGS = DECLARE.u32("getattr_flags");
        static final U32 DUMMY = DECLARE.u32("dummy");
        static final U64 FH = DECLARE.u64("fh");

        static final Struct STRUCT = DECLARE.build();

        private FuseGetattrIn() {}
    }

    /** {@code fuse_attr_out}. */
    static final class FuseAttrOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_attr_out");

        static final U64 ATTR_VALID = DECLARE.u64("attr_valid");
        static final U32 ATTR_VALID_NSEC = DECLARE.u32("attr_valid_nsec");
        static final U32 DUMMY = DECLARE.u32("dummy");
        static final Span ATTR = DECLARE.struct("attr", FuseAttr.STRUCT);

        static final Struct STRUCT = DECLARE.build();

        private FuseAttrOut() {}
    }

    /** {@code fuse_statx_in}. */
    static final class FuseStatxIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_statx_in");

        static final U32 GETATTR_FLAGS = DECLARE.u32("getattr_flags");
        static final U32 RESERVED = DECLARE.u32("reserved");
        static final U64 FH = DECLARE.u64("fh");
        static final U32 SX_FLAGS = DECLARE.u32("sx_flags");
        static final U32 SX_MASK = DECLARE.u32("sx_mask");

        static final Struct STRUCT = DECLARE.build();

        private FuseStatxIn() {}
    }

    /** {@code fuse_statx_out}. */
    static final class FuseStatxOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_statx_out");

        static final U64 ATTR_VALID = DECLARE.u64("attr_valid");
        static final U32 ATTR_VALID_NSEC = DECLARE.u32("attr_valid_nsec");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final Span SPARE = DECLARE.array("spare", 8, 2);
        static final Span STAT = DECLARE.struct("stat", FuseStatx.STRUCT);

        static final Struct STRUCT = DECLARE.build();

        private FuseStatxOut() {}
    }

    /** {@code fuse_setattr_in}. */
    static final class FuseSetattrIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_setattr_in");

        static final U32 VALID = DECLARE.u32("valid");
        static final U32 PADDING = DECLARE.u32("padding");
        static final U64 FH = DECLARE.u64("fh");
        static final U64 SIZE = DECLARE.u64("size");
        static final U64 LOCK_OWNER = DECLARE.u64("lock_owner");
        static final U64 ATIME = DECLARE.u64("atime");
        static final U64 MTIME = DECLARE.u64("mtime");
        static final U64 CTIME = DECLARE.u64("ctime");
        static final U32 ATIMENSEC = DECLARE.u32("atimensec");
        static final U32 MTIMENSEC = DECLARE.u32("mtimensec");
        static final U32 CTIMENSEC = DECLARE.u32("ctimensec");
        static final U32 MODE = DECLARE.u32("mode");
        static final U32 UNUSED4 = DECLARE.u32("unused4");
        static final U32 UID = DECLARE.u32("uid");
        static final U32 GID = DECLARE.u32("gid");
        static final U32 UNUSED5 = DECLARE.u32("unused5");

        static final Struct STRUCT = DECLARE.build();

        private FuseSetattrIn() {}
    }

    /** {@code fuse_statfs_out}. */
    static final class FuseStatfsOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_statfs_out");

        static final Span ST = DECLARE.struct("st", FuseKstatfs.STRUCT);

        static final Struct STRUCT = DECLARE.build();

        private FuseStatfsOut() {}
    }

    /** {@code fuse_access_in}. */
    static final class FuseAccessIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_access_in");

        static final U32 MASK = DECLARE.u32("mask");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseAccessIn() {}
    }

    /** {@code fuse_setxattr_in}. */
    static final class FuseSetxattrIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_setxattr_in");

        static final U32 SIZE = DECLARE.u32("size");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 SETXATTR_FLAGS = DECLARE.u32("setxattr_flags");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseSetxattrIn() {}
    }

    /** {@code fuse_getxattr_in}. */
    static final class FuseGetxattrIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_getxattr_in");

        static final U32 SIZE = DECLARE.u32("size");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseGetxattrIn() {}
    }

    /** {@code fuse_getxattr_out}. */
    static final class FuseGetxattrOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_getxattr_out");

        static final U32 SIZE = DECLARE.u32("size");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseGetxattrOut() {}
    }
}
