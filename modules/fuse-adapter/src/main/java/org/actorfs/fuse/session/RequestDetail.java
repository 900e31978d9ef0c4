package org.actorfs.fuse.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.actorfs.fuse.protocol.EntryRequest;
import org.actorfs.fuse.protocol.Fattr;
import org.actorfs.fuse.protocol.HandleRequest;
import org.actorfs.fuse.protocol.InodeRequest;
import org.actorfs.fuse.protocol.LockRange;
import org.actorfs.fuse.protocol.Request;
import org.actorfs.fuse.protocol.RequestFlags;
import org.actorfs.fuse.protocol.SessionRequest;

/** What a request is about beside its inode, in a few words for a person: a name, a range, a lock. */
final class RequestDetail {
    private RequestDetail() {}

    static String of(Request request) {
        return switch (request) {
            case EntryRequest entry -> entry(entry);
            case InodeRequest inode -> inode(inode);
            case HandleRequest handle -> handle(handle);
            case SessionRequest.Interrupt interrupt -> "of " + interrupt.interrupted();
            case SessionRequest _ -> "";
        };
    }

    static String references(long count) {
        return Long.toUnsignedString(count) + (count == 1 ? " reference" : " references");
    }

    private static String entry(EntryRequest request) {
        return switch (request) {
            case EntryRequest.Rename r -> "%s to %s".formatted(text(r.name()), text(r.newName()));
            case EntryRequest _ -> text(request.name());
        };
    }

    private static String inode(InodeRequest request) {
        return switch (request) {
            case InodeRequest.Forget r -> references(r.nlookup());
            case InodeRequest.Setattr r -> r.sets(Fattr.SIZE) ? "size " + r.size() : "";
            case InodeRequest.Getxattr r -> text(r.name());
            case InodeRequest.Setxattr r -> text(r.name());
            case InodeRequest.Removexattr r -> text(r.name());
            case InodeRequest _ -> "";
        };
    }

    private static String handle(HandleRequest request) {
        return switch (request) {
            case HandleRequest.Read r -> range(r.offset(), Integer.toUnsignedLong(r.size()));
            case HandleRequest.Write r -> range(r.offset(), r.data().byteSize());
            case HandleRequest.Fallocate r -> range(r.offset(), r.length());
            case HandleRequest.CopyFileRange r -> range(r.offset(), r.length());
            case HandleRequest.Lseek r -> "from " + r.offset();
            case HandleRequest.Getlk r -> lock(r.lock());
            case HandleRequest.Setlk r ->
                (r.flags() & RequestFlags.LK_FLOCK) != 0 ? "flock " + kind(r.lock()) : lock(r.lock());
            case HandleRequest _ -> "";
        };
    }

    private static String range(long offset, long sizeBytes) {
        return "%d bytes at %d".formatted(sizeBytes, offset);
    }

    private static String lock(LockRange lock) {
        String end = lock.end() == Long.MAX_VALUE ? "end" : Long.toString(lock.end());
        return "%s %d-%s".formatted(kind(lock), lock.start(), end);
    }

    private static String kind(LockRange lock) {
        return switch (lock.type()) {
            case LockRange.READ -> "read";
            case LockRange.WRITE -> "write";
            case LockRange.UNLOCK -> "unlock";
            default -> "type " + lock.type();
        };
    }

    private static String text(byte[] name) {
        return new String(name, UTF_8);
    }
}
