package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.Field.Span;
import org.actorfs.fuse.protocol.Field.U16;
import org.actorfs.fuse.protocol.Field.U32;
import org.actorfs.fuse.protocol.Field.U64;

/**
 * What goes to {@code /dev/fuse} beside requests and replies: passthrough files and FUSE over io_uring.
 *
 * <p>Declared as in {@code fuse_kernel.h}; see {@link Struct}.
 */
public final class DeviceStructs {
    private DeviceStructs() {}

    /** {@code fuse_backing_map}. */
    public static final class FuseBackingMap {
        private static final Struct.Builder DECLARE = Struct.named("fuse_backing_map");

        public static final U32 FD = DECLARE.u32("fd");
        public static final U32 FLAGS = DECLARE.u32("flags");
        public static final U64 PADDING = DECLARE.u64("padding");

        public static final Struct STRUCT = DECLARE.build();

        private FuseBackingMap() {}
    }

    /** {@code fuse_uring_ent_in_out}. */
    public static final class FuseUringEntInOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_uring_ent_in_out");

        public static final U64 FLAGS = DECLARE.u64("flags");
        public static final U64 COMMIT_ID = DECLARE.u64("commit_id");
        public static final U32 PAYLOAD_SZ = DECLARE.u32("payload_sz");
        public static final U32 PADDING = DECLARE.u32("padding");
        public static final U64 RESERVED = DECLARE.u64("reserved");

        public static final Struct STRUCT = DECLARE.build();

        private FuseUringEntInOut() {}
    }

    /** {@code fuse_uring_req_header}. */
    public static final class FuseUringReqHeader {
        private static final Struct.Builder DECLARE = Struct.named("fuse_uring_req_header");

        public static final Span IN_OUT = DECLARE.array("in_out", 1, 128);
        public static final Span OP_IN = DECLARE.array("op_in", 1, 128);
        public static final Span RING_ENT_IN_OUT = DECLARE.struct("ring_ent_in_out", FuseUringEntInOut.STRUCT);

        public static final Struct STRUCT = DECLARE.build();

        private FuseUringReqHeader() {}
    }

    /** {@code fuse_uring_cmd_req}. */
    public static final class FuseUringCmdReq {
        private static final Struct.Builder DECLARE = Struct.named("fuse_uring_cmd_req");

        public static final U64 FLAGS = DECLARE.u64("flags");
        public static final U64 COMMIT_ID = DECLARE.u64("commit_id");
        public static final U16 QID = DECLARE.u16("qid");
        public static final Span PADDING = DECLARE.array("padding", 1, 6);

        public static final Struct STRUCT = DECLARE.build();

        private FuseUringCmdReq() {}
    }
}
