package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/** Ends what other threads of this process wait for in a system call. Results, or -errno. */
public final class Interrupts {
    /** By default it is ignored: nobody dies of it. */
    private static final int SIGURG = 23;

    /** struct sigaction of glibc: handler, mask, flags, restorer. */
    private static final int SIGACTION_BYTES = 152;

    private static final MethodHandle SIGACTION = Libc.returningInt("sigaction", 3);
    private static final MethodHandle TGKILL = Libc.returningInt("tgkill", 3);

    private Interrupts() {}

    /**
     * tgkill(2) with SIGURG: if that thread waits, its call returns EINTR; if it does not, nothing happens. SIGURG is handled from then on, without
     * SA_RESTART, by abs(3), which is as good as nothing.
     */
    public static int interrupt(int tid) {
        CallFrame frame = CallFrame.current();
        long action = frame.struct();
        Memory.zero(action, SIGACTION_BYTES);
        Memory.putLong(action, Libc.pointer("abs"));
        int handled = (int) frame.call(SIGACTION, SIGURG, action, 0);
        return handled < 0 ? handled : (int) frame.call(TGKILL, Processes.getpid(), tid, SIGURG);
    }
}
