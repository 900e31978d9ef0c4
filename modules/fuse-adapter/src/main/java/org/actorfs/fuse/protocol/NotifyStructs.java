package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.Field.U32;
import org.actorfs.fuse.protocol.Field.U64;

/**
 * Messages that the daemon sends unasked, and the answer to RETRIEVE.
 *
 * <p>Declared as in {@code fuse_kernel.h}; see {@link Struct}.
 */
final class NotifyStructs {
    private NotifyStructs() {}

    /** {@code fuse_notify_poll_wakeup_out}. */
    static final class FuseNotifyPollWakeupOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_notify_poll_wakeup_out");

        static final U64 KH = DECLARE.u64("kh");

        static final Struct STRUCT = DECLARE.build();

        private FuseNotifyPollWakeupOut() {}
    }

    /** {@code fuse_notify_inval_inode_out}. */
    static final class FuseNotifyInvalInodeOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_notify_inval_inode_out");

        static final U64 INO = DECLARE.u64("ino");
        static final U64 OFF = DECLARE.u64("off");
        static final U64 LEN = DECLARE.u64("len");

        static final Struct STRUCT = DECLARE.build();

        private FuseNotifyInvalInodeOut() {}
    }

    /** {@code fuse_notify_inval_entry_out}. */
    static final class FuseNotifyInvalEntryOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_notify_inval_entry_out");

        static final U64 PARENT = DECLARE.u64("parent");
        static final U32 NAMELEN = DECLARE.u32("namelen");
        static final U32 FLAGS = DECLARE.u32("flags");

        static final Struct STRUCT = DECLARE.build();

        private FuseNotifyInvalEntryOut() {}
    }

    /** {@code fuse_notify_delete_out}. */
    static final class FuseNotifyDeleteOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_notify_delete_out");

        static final U64 PARENT = DECLARE.u64("parent");
        static final U64 CHILD = DECLARE.u64("child");
        static final U32 NAMELEN = DECLARE.u32("namelen");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseNotifyDeleteOut() {}
    }

    /** {@code fuse_notify_store_out}. */
    static final class FuseNotifyStoreOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_notify_store_out");

        static final U64 NODEID = DECLARE.u64("nodeid");
        static final U64 OFFSET = DECLARE.u64("offset");
        static final U32 SIZE = DECLARE.u32("size");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseNotifyStoreOut() {}
    }

    /** {@code fuse_notify_retrieve_out}. */
    static final class FuseNotifyRetrieveOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_notify_retrieve_out");

        static final U64 NOTIFY_UNIQUE = DECLARE.u64("notify_unique");
        static final U64 NODEID = DECLARE.u64("nodeid");
        static final U64 OFFSET = DECLARE.u64("offset");
        static final U32 SIZE = DECLARE.u32("size");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseNotifyRetrieveOut() {}
    }

    /** {@code fuse_notify_retrieve_in}. */
    static final class FuseNotifyRetrieveIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_notify_retrieve_in");

        static final U64 DUMMY1 = DECLARE.u64("dummy1");
        static final U64 OFFSET = DECLARE.u64("offset");
        static final U32 SIZE = DECLARE.u32("size");
        static final U32 DUMMY2 = DECLARE.u32("dummy2");
        static final U64 DUMMY3 = DECLARE.u64("dummy3");
        static final U64 DUMMY4 = DECLARE.u64("dummy4");

        static final Struct STRUCT = DECLARE.build();

        private FuseNotifyRetrieveIn() {}
    }

    /** {@code fuse_notify_prune_out}. */
    static final class FuseNotifyPruneOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_notify_prune_out");

        static final U32 COUNT = DECLARE.u32("count");
        static final U32 PADDING = DECLARE.u32("padding");
        static final U64 SPARE = DECLARE.u64("spare");

        static final Struct STRUCT = DECLARE.build();

        private FuseNotifyPruneOut() {}
    }
}
