package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/** Ends what other threads of this process wait for in a system call. Results, or -errno. */
public final class Interrupts {
    /** A real-time signal of nobody's: glibc has 32 and 33 for itself, and the JDK 62. Leases tell by SIGURG, which stays ignored. */
    static final int SIGNAL = 50;

    /** struct sigaction of glibc: handler, mask, flags, restorer. */
    static final int SIGACTION_BYTES = 152;

    private static final int SIG_DFL = 0;
    private static final int SIG_IGN = 1;

    private static final MethodHandle SIGACTION = Libc.returningInt("sigaction", 3);
    private static final MethodHandle TGKILL = Libc.returningInt("tgkill", 3);

    private Interrupts() {}

    /**
     * tgkill(2): if that thread waits, its call returns EINTR; if it does not, nothing happens. The signal is handled from the first time on,
     * without SA_RESTART, by abs(3), which is as good as nothing. A handler that somebody else has set stays: then it is up to his flags whether
     * the call ends.
     */
    public static int interrupt(int tid) {
        CallFrame frame = CallFrame.current();
        int handled = handle(frame);
        return handled < 0 ? handled : (int) frame.call(TGKILL, Processes.getpid(), tid, SIGNAL);
    }

    /** Unhandled, the signal would end the process. */
    private static int handle(CallFrame frame) {
        long action = frame.struct();
        int asked = (int) frame.call(SIGACTION, SIGNAL, 0, action);
        long handler = Memory.getLong(action);
        if (asked < 0 || (handler != SIG_DFL && handler != SIG_IGN)) {
            return asked;
        }
        Memory.zero(action, SIGACTION_BYTES);
        Memory.putLong(action, Libc.pointer("abs"));
        return (int) frame.call(SIGACTION, SIGNAL, action, 0);
    }
}
