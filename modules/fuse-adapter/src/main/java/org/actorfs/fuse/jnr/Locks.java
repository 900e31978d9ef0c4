package org.actorfs.fuse.jnr;

import org.actorfs.fs.FileLock;
import org.actorfs.fs.FileLock.Kind;
import org.jspecify.annotations.Nullable;
import ru.serce.jnrfuse.struct.Flock;

/** Locks between fcntl(2), flock(2) and the actors. */
final class Locks {
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;

    private Locks() {}

    /** Null for what is no lock. libfuse gives ranges from the start of the file; a length of 0 has no end. */
    static @Nullable FileLock wanted(Flock lock) {
        Kind kind =
                switch (lock.l_type.get()) {
                    case Flock.F_RDLCK -> Kind.SHARED;
                    case Flock.F_WRLCK -> Kind.EXCLUSIVE;
                    case Flock.F_UNLCK -> Kind.NONE;
                    default -> null;
                };
        long start = lock.l_start.longValue();
        long length = lock.l_len.longValue();
        long end = length == 0 ? Long.MAX_VALUE : start + length - 1;
        return kind == null || !FileLock.isRange(start, end)
                ? null
                : new FileLock(start, end, kind, lock.l_pid.intValue());
    }

    /** Null for what is no operation of flock(2). */
    static @Nullable FileLock wanted(int operation, int pid) {
        Kind kind =
                switch (operation & ~LOCK_NB) {
                    case LOCK_SH -> Kind.SHARED;
                    case LOCK_EX -> Kind.EXCLUSIVE;
                    case LOCK_UN -> Kind.NONE;
                    default -> null;
                };
        return kind == null ? null : new FileLock(0, Long.MAX_VALUE, kind, pid);
    }

    /** Tells F_GETLK what is in the way. */
    static int fill(Flock lock, FileLock found) {
        switch (found.kind()) {
            case NONE -> lock.l_type.set((short) Flock.F_UNLCK);
            case SHARED, EXCLUSIVE -> {
                lock.l_type.set((short) (found.kind() == Kind.SHARED ? Flock.F_RDLCK : Flock.F_WRLCK));
                lock.l_start.set(found.start());
                lock.l_len.set(found.end() == Long.MAX_VALUE ? 0 : found.end() - found.start() + 1);
                lock.l_pid.set(found.pid());
            }
        }
        return 0;
    }
}
