package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.Field.Span;
import org.actorfs.fuse.protocol.Field.U32;
import org.actorfs.fuse.protocol.Field.U64;

/**
 * Names in directories: lookups and their answers, forgetting, creation, renaming, listings.
 *
 * <p>Declared as in {@code fuse_kernel.h}; see {@link Struct}.
 */
final class EntryStructs {
    private EntryStructs() {}

    /** {@code fuse_entry_out}. */
    static final class FuseEntryOut {
        private static final Struct.Builder DECLARE = Struct.named("fuse_entry_out");

        static final U64 NODEID = DECLARE.u64("nodeid");
        static final U64 GENERATION = DECLARE.u64("generation");
        static final U64 ENTRY_VALID = DECLARE.u64("entry_valid");
        static final U64 ATTR_VALID = DECLARE.u64("attr_valid");
        static final U32 ENTRY_VALID_NSEC = DECLARE.u32("entry_valid_nsec");
        static final U32 ATTR_VALID_NSEC = DECLARE.u32("attr_valid_nsec");
        static final Span ATTR = DECLARE.struct("attr", AttributeStructs.FuseAttr.STRUCT);

        static final Struct STRUCT = DECLARE.build();

        private FuseEntryOut() {}
    }

    /** {@code fuse_forget_in}. */
    static final class FuseForgetIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_forget_in");

        static final U64 NLOOKUP = DECLARE.u64("nlookup");

        static final Struct STRUCT = DECLARE.build();

        private FuseForgetIn() {}
    }

    /** {@code fuse_forget_one}. */
    static final class FuseForgetOne {
        private static final Struct.Builder DECLARE = Struct.named("fuse_forget_one");

        static final U64 NODEID = DECLARE.u64("nodeid");
        static final U64 NLOOKUP = DECLARE.u64("nlookup");

        static final Struct STRUCT = DECLARE.build();

        private FuseForgetOne() {}
    }

    /** {@code fuse_batch_forget_in}. */
    static final class FuseBatchForgetIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_batch_forget_in");

        static final U32 COUNT = DECLARE.u32("count");
        static final U32 DUMMY = DECLARE.u32("dummy");

        static final Struct STRUCT = DECLARE.build();

        private FuseBatchForgetIn() {}
    }

    /** {@code fuse_mknod_in}. */
    static final class FuseMknodIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_mknod_in");

        static final U32 MODE = DECLARE.u32("mode");
        static final U32 RDEV = DECLARE.u32("rdev");
        static final U32 UMASK = DECLARE.u32("umask");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseMknodIn() {}
    }

    /** {@code fuse_mkdir_in}. */
    static final class FuseMkdirIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_mkdir_in");

        static final U32 MODE = DECLARE.u32("mode");
        static final U32 UMASK = DECLARE.u32("umask");

        static final Struct STRUCT = DECLARE.build();

        private FuseMkdirIn() {}
    }

    /** {@code fuse_rename_in}. */
    static final class FuseRenameIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_rename_in");

        static final U64 NEWDIR = DECLARE.u64("newdir");

        static final Struct STRUCT = DECLARE.build();

        private FuseRenameIn() {}
    }

    /** {@code fuse_rename2_in}. */
    static final class FuseRename2In {
        private static final Struct.Builder DECLARE = Struct.named("fuse_rename2_in");

        static final U64 NEWDIR = DECLARE.u64("newdir");
        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 PADDING = DECLARE.u32("padding");

        static final Struct STRUCT = DECLARE.build();

        private FuseRename2In() {}
    }

    /** {@code fuse_link_in}. */
    static final class FuseLinkIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_link_in");

        static final U64 OLDNODEID = DECLARE.u64("oldnodeid");

        static final Struct STRUCT = DECLARE.build();

        private FuseLinkIn() {}
    }

    /** {@code fuse_create_in}. */
    static final class FuseCreateIn {
        private static final Struct.Builder DECLARE = Struct.named("fuse_create_in");

        static final U32 FLAGS = DECLARE.u32("flags");
        static final U32 MODE = DECLARE.u32("mode");
        static final U32 UMASK = DECLARE.u32("umask");
        static final U32 OPEN_FLAGS = DECLARE.u32("open_flags");

        static final Struct STRUCT = DECLARE.build();

        private FuseCreateIn() {}
    }

    /** {@code fuse_dirent}. */
    static final class FuseDirent {
        private static final Struct.Builder DECLARE = Struct.named("fuse_dirent");

        static final U64 INO = DECLARE.u64("ino");
        static final U64 OFF = DECLARE.u64("off");
        static final U32 NAMELEN = DECLARE.u32("namelen");
        static final U32 TYPE = DECLARE.u32("type");
        static final Span NAME = DECLARE.array("name", 1, 0);

        static final Struct STRUCT = DECLARE.build();

        private FuseDirent() {}
    }

    /** {@code fuse_direntplus}. */
    static final class FuseDirentplus {
        private static final Struct.Builder DECLARE = Struct.named("fuse_direntplus");

        static final Span ENTRY_OUT = DECLARE.struct("entry_out", FuseEntryOut.STRUCT);
        static final Span DIRENT = DECLARE.struct("dirent", FuseDirent.STRUCT);

        static final Struct STRUCT = DECLARE.build();

        private FuseDirentplus() {}
    }
}
