package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.Field.Span;
import org.actorfs.fuse.protocol.Field.U32;
import org.actorfs.fuse.protocol.Field.U64;

/**
 * Open files and directories: open, I/O, locks, release.
 *
 * <p>Declared as in {@code fuse_kernel.h}; see {@link Struct}.
 */
final class HandleStructs {
    private HandleStructs() {}

    /** {@code fuse_open_in}. */
    static final class FuseOpenIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_open_in");

        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 OPEN_FLAGS = DECLARE.u32("open_flags");

        static final Struct STRUCT = DECLARE.build();

        private FuseOpenIn() {}
    }

    /** {@code fuse_open_out}. */
    static final class FuseOpenOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_open_out");

        static final U64 FH = DECLARE.u64("fh");
        static final U32 OPEN_FLAGS = DECLARE.u32("open_flags");
        static final U32 BACKING_ID = DECLARE.u32("backing_id");

        static final Struct STRUCT = DECLARE.build();

        private FuseOpenOut() {}
    }

    /** {@code fuse_release_in}. */
    static final class FuseReleaseIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_release_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 RELEASE_FLAGS = DECLARE.u32("release_flags");
        static final U64 LOCK_OWNER = DECLARE.u64("lock_owner");

        static final Struct STRUCT = DECLARE.build();

        private FuseReleaseIn() {}
    }

    /** {@code fuse_flush_in}. */
    static final class FuseFlushIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_flush_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U32 UNUSED = DECLARE.u32("unused");
        static final U32 PADDING = DECLARE.u32("padding");
        static final U64 LOCK_OWNER = DECLARE.u64("lock_owner");

        static final Struct STRUCT = DECLARE.build();

        private FuseFlushIn() {}
    }

    /** {@code fuse_read_in}. */
    static final class FuseReadIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_read_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U64 OFFSET = DECLARE.u64("offset");
        static final U32 SIZE = DECLARE.u32("size");
        static final U32 READ_FLAGS = DECLARE.u32("read_flags");
        static final U64 LOCK_OWNER = DECLARE.u64("lock_owner");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseReadIn() {}
    }

    /** {@code fuse_write_in}. */
    static final class FuseWriteIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_write_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U64 OFFSET = DECLARE.u64("offset");
        static final U32 SIZE = DECLARE.u32("size");
        static final U32 WRITE_FLAGS = DECLARE.u32("write_flags");
        static final U64 LOCK_OWNER = DECLARE.u64("lock_owner");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseWriteIn() {}
    }

    /** {@code fuse_write_out}. */
    static final class FuseWriteOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_write_out");

        static final U32 SIZE = DECLARE.u32("size");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseWriteOut() {}
    }

    /** {@code fuse_fsync_in}. */
    static final class FuseFsyncIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_fsync_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U32 FSYNC_FLAGS = DECLARE.u32("fsync_flags");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseFsyncIn() {}
    }

    /** {@code fuse_file_lock}. */
    static final class FuseFileLock {
        private static final Struct.Builder DECLARE = Struct.named("fuse_file_lock");

        static final U64 START = DECLARE.u64("start");
        static final U64 END = DECLARE.u64("end");
        static final U32 TYPE = DECLARE.u32("type");
        static final U32 PID = DECLARE.u32("pid");

        static final Struct STRUCT = DECLARE.build();

        private FuseFileLock() {}
    }

    /** {@code fuse_lk_in}. */
    static final class FuseLkIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_lk_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U64 OWNER = DECLARE.u64("owner");
        static final Span LK = DECLARE.struct("lk", FuseFileLock.STRUCT);
        static final U32 LK_FLAGS = DECLARE.u32("lk_flags");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseLkIn() {}
    }

    /** {@code fuse_lk_out}. */
    static final class FuseLkOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_lk_out");

        static final Span LK = DECLARE.struct("lk", FuseFileLock.STRUCT);

        static final Struct STRUCT = DECLARE.build();

        private FuseLkOut() {}
    }

    /** {@code fuse_fallocate_in}. */
    static final class FuseFallocateIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_fallocate_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U64 OFFSET = DECLARE.u64("offset");
        static final U64 LENGTH = DECLARE.u64("length");
        static final U32 MODE = DECLARE.u32("mode");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseFallocateIn() {}
    }

    /** {@code fuse_lseek_in}. */
    static final class FuseLseekIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_lseek_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U64 OFFSET = DECLARE.u64("offset");
        static final U32 WHENCE = DECLARE.u32("whence");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseLseekIn() {}
    }

    /** {@code fuse_lseek_out}. */
    static final class FuseLseekOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_lseek_out");

        static final U64 OFFSET = DECLARE.u64("offset");

        static final Struct STRUCT = DECLARE.build();

        private FuseLseekOut() {}
    }

    /** {@code fuse_copy_file_range_in}. */
    static final class FuseCopyFileRangeIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_copy_file_range_in");

        static final U64 FH_IN = DECLARE.u64("fh_in");
        static final U64 OFF_IN = DECLARE.u64("off_in");
        static final U64 NODEID_OUT = DECLARE.u64("nodeid_out");
        static final U64 FH_OUT = DECLARE.u64("fh_out");
        static final U64 OFF_OUT = DECLARE.u64("off_out");
        static final U64 LEN = DECLARE.u64("len");
        static final U64 FLAGS = DECLARE.u64("flags");

        static final Struct STRUCT = DECLARE.build();

        private FuseCopyFileRangeIn() {}
    }

    /** {@code fuse_copy_file_range_out}. */
    static final class FuseCopyFileRangeOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_copy_file_range_out");

        static final U64 BYTES_COPIED = DECLARE.u64("bytes_copied");

        static final Struct STRUCT = DECLARE.build();

        private FuseCopyFileRangeOut() {}
    }
}
