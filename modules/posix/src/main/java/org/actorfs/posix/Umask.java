package org.actorfs.posix;

import java.util.function.IntSupplier;

/**
 * The file mode creation mask of one thread, see umask(2). The kernel has one for all threads that share a root and a working directory;
 * a thread that is given one of its own shares them with nobody from then on, see unshare(2), CLONE_FS. Threads that it starts begin with what
 * it shares with them, so what counts is only what {@link #during} sets.
 */
public final class Umask {
    private static final int SYS_UNSHARE = Libc.byArchitecture(272, 97);
    private static final int CLONE_FS = 0x200;

    private static final ThreadLocal<Boolean> OWN = ThreadLocal.withInitial(Umask::unshare);

    private Umask() {}

    /** Gives the calling thread its own, unless it has it; false where a container forbids that. */
    public static boolean makeOwn() {
        return OWN.get();
    }

    /**
     * Runs a call with this mask, and returns its result.
     *
     * @throws IllegalStateException unless {@link #makeOwn}: it would be every thread's
     */
    public static int during(int mask, IntSupplier call) {
        if (!makeOwn()) {
            throw new IllegalStateException("this thread shares its umask");
        }
        int before = Processes.umask(mask);
        try {
            return call.getAsInt();
        } finally {
            Processes.umask(before);
        }
    }

    private static boolean unshare() {
        return CallFrame.current().syscall(SYS_UNSHARE, CLONE_FS, 0, 0, 0, 0) == 0;
    }
}
