package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.Field.U32;
import org.actorfs.fuse.protocol.Field.U64;

/**
 * The calls beside plain I/O on a handle: ioctl, poll, bmap.
 *
 * <p>Declared as in {@code fuse_kernel.h}; see {@link Struct}.
 */
final class ControlStructs {
    private ControlStructs() {}

    /** {@code fuse_ioctl_in}. */
    static final class FuseIoctlIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_ioctl_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 CMD = DECLARE.u32("cmd");
        static final U64 ARG = DECLARE.u64("arg");
        static final U32 IN_SIZE = DECLARE.u32("in_size");
        static final U32 OUT_SIZE = DECLARE.u32("out_size");

        static final Struct STRUCT = DECLARE.build();

        private FuseIoctlIn() {}
    }

    /** {@code fuse_ioctl_iovec}. */
    static final class FuseIoctlIovec {
        private static final Struct.Builder DECLARE = Struct.named("fuse_ioctl_iovec");

        static final U64 BASE = DECLARE.u64("base");
        static final U64 LEN = DECLARE.u64("len");

        static final Struct STRUCT = DECLARE.build();

        private FuseIoctlIovec() {}
    }

    /** {@code fuse_ioctl_out}. */
    static final class FuseIoctlOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_ioctl_out");

        static final U32 RESULT = DECLARE.u32("result");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 IN_IOVS = DECLARE.u32("in_iovs");
        static final U32 OUT_IOVS = DECLARE.u32("out_iovs");

        static final Struct STRUCT = DECLARE.build();

        private FuseIoctlOut() {}
    }

    /** {@code fuse_poll_in}. */
    static final class FusePollIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_poll_in");

        static final U64 FH = DECLARE.u64("fh");
        static final U64 KH = DECLARE.u64("kh");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 EVENTS = DECLARE.u32("events");

        static final Struct STRUCT = DECLARE.build();

        private FusePollIn() {}
    }

    /** {@code fuse_poll_out}. */
    static final class FusePollOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_poll_out");

        static final U32 REVENTS = DECLARE.u32("revents");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FusePollOut() {}
    }

    /** {@code fuse_bmap_in}. */
    static final class FuseBmapIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_bmap_in");

        static final U64 BLOCK = DECLARE.u64("block");
        static final U32 BLOCKSIZE = DECLARE.u32("blocksize");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseBmapIn() {}
    }

    /** {@code fuse_bmap_out}. */
    static final class FuseBmapOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_bmap_out");

        static final U64 BLOCK = DECLARE.u64("block");

        static final Struct STRUCT = DECLARE.build();

        private FuseBmapOut() {}
    }
}
