package org.actorfs.fuse.session;

import org.actorfs.fs.FileLock;
import org.actorfs.fuse.protocol.LockRange;
import org.jspecify.annotations.Nullable;

/** Locks between the kernel's words and the actors'. */
final class LockRanges {
    private LockRanges() {}

    /** Null for what is no lock. */
    static @Nullable FileLock lock(LockRange range) {
        FileLock.Kind kind =
                switch (range.type()) {
                    case LockRange.READ -> FileLock.Kind.SHARED;
                    case LockRange.WRITE -> FileLock.Kind.EXCLUSIVE;
                    case LockRange.UNLOCK -> FileLock.Kind.NONE;
                    default -> null;
                };
        return kind == null || !FileLock.isRange(range.start(), range.end())
                ? null
                : new FileLock(range.start(), range.end(), kind, range.pid());
    }

    static LockRange range(FileLock lock) {
        int type =
                switch (lock.kind()) {
                    case SHARED -> LockRange.READ;
                    case EXCLUSIVE -> LockRange.WRITE;
                    case NONE -> LockRange.UNLOCK;
                };
        return new LockRange(lock.start(), lock.end(), type, lock.pid());
    }
}
