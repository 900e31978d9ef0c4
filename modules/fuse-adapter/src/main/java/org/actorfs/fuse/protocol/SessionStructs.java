package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.Field.Span;
import org.actorfs.fuse.protocol.Field.U16;
import org.actorfs.fuse.protocol.Field.U32;
import org.actorfs.fuse.protocol.Field.U64;

/**
 * What frames every message and opens a session: headers, INIT, extensions of a request.
 *
 * <p>Declared as in {@code fuse_kernel.h}; see {@link Struct}.
 */
final class SessionStructs {
    private SessionStructs() {}

    /** {@code fuse_in_header}. */
    static final class FuseInHeader {
        private static final Struct.Builder DECLARE = Struct.named("fuse_in_header");

        static final U32 LEN = DECLARE.u32("len");
        static final U32 OPCODE = DECLARE.u32("opcode");
        static final U64 UNIQUE = DECLARE.u64("unique");
        static final U64 NODEID = DECLARE.u64("nodeid");
        static final U32 UID = DECLARE.u32("uid");
        static final U32 GID = DECLARE.u32("gid");
        static final U32 PID = DECLARE.u32("pid");
        static final U16 TOTAL_EXTLEN = DECLARE.u16("total_extlen");
        static final U16 PADDING = DECLARE.u16("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseInHeader() {}
    }

    /** {@code fuse_out_header}. */
    static final class FuseOutHeader {
        private static final Struct.Builder DECLARE = Struct.named("fuse_out_header");

        static final U32 LEN = DECLARE.u32("len");
        static final U32 ERROR = DECLARE.u32("error");
        static final U64 UNIQUE = DECLARE.u64("unique");

        static final Struct STRUCT = DECLARE.build();

        private FuseOutHeader() {}
    }

    /** {@code fuse_init_in}. */
    static final class FuseInitIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_init_in");

        static final U32 MAJOR = DECLARE.u32("major");
        static final U32 MINOR = DECLARE.u32("minor");
        static final U32 MAX_READAHEAD = DECLARE.u32("max_readahead");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 FLAGS2 = DECLARE.u32("flags2");
        static final Span UNUSED = DECLARE.array("unused", 4, 11);

        static final Struct STRUCT = DECLARE.build();

        private FuseInitIn() {}
    }

    /** {@code fuse_init_out}. */
    static final class FuseInitOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_init_out");

        static final U32 MAJOR = DECLARE.u32("major");
        static final U32 MINOR = DECLARE.u32("minor");
        static final U32 MAX_READAHEAD = DECLARE.u32("max_readahead");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U16 MAX_BACKGROUND = DECLARE.u16("max_background");
        static final U16 CONGESTION_THRESHOLD = DECLARE.u16("congestion_threshold");
        static final U32 MAX_WRITE = DECLARE.u32("max_write");
        static final U32 TIME_GRAN = DECLARE.u32("time_gran");
        static final U16 MAX_PAGES = DECLARE.u16("max_pages");
        static final U16 MAP_ALIGNMENT = DECLARE.u16("map_alignment");
        static final U32 FLAGS2 = DECLARE.u32("flags2");
        static final U32 MAX_STACK_DEPTH = DECLARE.u32("max_stack_depth");
        static final U16 REQUEST_TIMEOUT = DECLARE.u16("request_timeout");
        static final Span UNUSED = DECLARE.array("unused", 2, 11);

        static final Struct STRUCT = DECLARE.build();

        private FuseInitOut() {}
    }

    /** {@code fuse_interrupt_in}. */
    static final class FuseInterruptIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_interrupt_in");

        static final U64 UNIQUE = DECLARE.u64("unique");

        static final Struct STRUCT = DECLARE.build();

        private FuseInterruptIn() {}
    }

    /** {@code fuse_syncfs_in}. */
    static final class FuseSyncfsIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_syncfs_in");

        static final U64 PADDING = DECLARE.u64("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseSyncfsIn() {}
    }

    /** {@code fuse_ext_header}. */
    static final class FuseExtHeader {
        private static final Struct.Builder DECLARE = Struct.named("fuse_ext_header");

        static final U32 SIZE = DECLARE.u32("size");
        static final U32 TYPE = DECLARE.u32("type");

        static final Struct STRUCT = DECLARE.build();

        private FuseExtHeader() {}
    }

    /** {@code fuse_secctx_header}. */
    static final class FuseSecctxHeader {
        private static final Struct.Builder DECLARE = Struct.named("fuse_secctx_header");

        static final U32 SIZE = DECLARE.u32("size");
        static final U32 NR_SECCTX = DECLARE.u32("nr_secctx");

        static final Struct STRUCT = DECLARE.build();

        private FuseSecctxHeader() {}
    }

    /** {@code fuse_secctx}. */
    static final class FuseSecctx {
        private static final Struct.Builder DECLARE = Struct.named("fuse_secctx");

        static final U32 SIZE = DECLARE.u32("size");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseSecctx() {}
    }

    /** {@code fuse_supp_groups}. */
    static final class FuseSuppGroups {
        private static final Struct.Builder DECLARE = Struct.named("fuse_supp_groups");

        static final U32 NR_GROUPS = DECLARE.u32("nr_groups");
        static final Span GROUPS = DECLARE.array("groups", 4, 0);

        static final Struct STRUCT = DECLARE.build();

        private FuseSuppGroups() {}
    }
}
