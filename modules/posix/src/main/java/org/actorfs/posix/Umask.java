package org.actorfs.posix;

import java.util.function.IntSupplier;

/**
 * The file mode creation mask of one thread, see umask(2). The kernel has one for all threads that share a root and a working directory;
 * who asks for one here shares them with nobody from then on, see unshare(2), CLONE_FS.
 */
public final class Umask {
    private static final int SYS_UNSHARE = Libc.byArchitecture(272, 97);
    private static final int CLONE_FS = 0x200;

    private static final ThreadLocal<Boolean> OWN = ThreadLocal.withInitial(Umask::unshare);

    private Umask() {}

    /** Whether the calling thread has its own, from now on; false where a container forbids it. */
    public static boolean isOwn() {
        return OWN.get();
    }

    /** Runs a call with this mask, and returns its result. Only where it {@link #isOwn}. */
    public static int during(int mask, IntSupplier call) {
        if (mask == 0) {
            return call.getAsInt();
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
