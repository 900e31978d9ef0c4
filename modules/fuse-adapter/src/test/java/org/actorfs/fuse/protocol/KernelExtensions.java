package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.actorfs.fuse.protocol.RequestExtensions.SecurityContext;
import org.actorfs.fuse.protocol.SessionStructs.FuseExtHeader;
import org.actorfs.fuse.protocol.SessionStructs.FuseSecctx;
import org.actorfs.fuse.protocol.SessionStructs.FuseSecctxHeader;
import org.actorfs.fuse.protocol.SessionStructs.FuseSuppGroups;

/** Lays out request extensions as fs/fuse/dir.c does: get_security_context, get_create_supp_group. */
final class KernelExtensions {
    private KernelExtensions() {}

    /** The bytes of {@code extensions}; none if there is nothing in them. */
    static byte[] encode(RequestExtensions extensions) {
        byte[] contexts = contexts(extensions);
        byte[] groups = groups(extensions.groups());
        byte[] all = Arrays.copyOf(contexts, contexts.length + groups.length);
        System.arraycopy(groups, 0, all, contexts.length, groups.length);
        return all;
    }

    private static byte[] contexts(RequestExtensions extensions) {
        if (extensions.contexts().isEmpty()) {
            return new byte[0];
        }
        long size = FuseSecctxHeader.STRUCT.sizeBytes();
        for (SecurityContext context : extensions.contexts()) {
            size += roundUp(contextBytes(context));
        }
        byte[] bytes = new byte[Math.toIntExact(size)];
        MemorySegment out = MemorySegment.ofArray(bytes);
        FuseSecctxHeader.SIZE.set(out, 0, bytes.length);
        FuseSecctxHeader.NR_SECCTX.set(out, 0, extensions.contexts().size());
        long base = FuseSecctxHeader.STRUCT.sizeBytes();
        for (SecurityContext context : extensions.contexts()) {
            FuseSecctx.SIZE.set(out, base, context.value().length);
            long nameAt = base + FuseSecctx.STRUCT.sizeBytes();
            out.asSlice(nameAt).copyFrom(MemorySegment.ofArray(context.name()));
            out.asSlice(nameAt + context.name().length + 1).copyFrom(MemorySegment.ofArray(context.value()));
            base += roundUp(contextBytes(context));
        }
        return bytes;
    }

    private static byte[] groups(int[] groups) {
        if (groups.length == 0) {
            return new byte[0];
        }
        long groupsAt = FuseExtHeader.STRUCT.sizeBytes();
        long idsAt = groupsAt + FuseSuppGroups.GROUPS.offset();
        byte[] bytes = new byte[Math.toIntExact(roundUp(idsAt + 4L * groups.length))];
        MemorySegment out = MemorySegment.ofArray(bytes);
        FuseExtHeader.SIZE.set(out, 0, bytes.length);
        FuseExtHeader.TYPE.set(out, 0, ExtensionType.EXT_GROUPS);
        FuseSuppGroups.NR_GROUPS.set(out, groupsAt, groups.length);
        for (int i = 0; i < groups.length; i++) {
            new Field.U32("group", 0).set(out, idsAt + 4L * i, groups[i]);
        }
        return bytes;
    }

    private static long contextBytes(SecurityContext context) {
        return FuseSecctx.STRUCT.sizeBytes() + context.name().length + 1 + context.value().length;
    }

    private static long roundUp(long bytes) {
        return (bytes + 7) / 8 * 8;
    }
}
