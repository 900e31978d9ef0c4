package org.actorfs.posix;

import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** Who this process and this thread are, their limits, and signals and waiting for others. Results, or -errno. */
public final class Processes {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;

    private static final int SYS_PIDFD_OPEN = 434;
    private static final int WNOHANG = 1;
    private static final int RLIMIT_NOFILE = 7;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int CPU_SET_BYTES = 128;
    private static final int RUSAGE_THREAD = 1;

    /** Where ru_nvcsw is in struct rusage. */
    private static final int VOLUNTARY_SWITCHES = 128;

    /** More than a line of /proc/self/task/TID/stat has before the thread's state. */
    private static final int STAT_BYTES = 128;

    private static final MethodHandle GETUID = Libc.returningInt("getuid", 0);
    private static final MethodHandle GETGID = Libc.returningInt("getgid", 0);
    private static final MethodHandle GETEUID = Libc.returningInt("geteuid", 0);
    private static final MethodHandle GETEGID = Libc.returningInt("getegid", 0);
    private static final MethodHandle GETPID = Libc.returningInt("getpid", 0);
    private static final MethodHandle GETTID = Libc.returningInt("gettid", 0);
    private static final MethodHandle UMASK = Libc.returningInt("umask", 1);
    private static final MethodHandle KILL = Libc.returningInt("kill", 2);
    private static final MethodHandle WAITPID = Libc.returningInt("waitpid", 3);
    private static final MethodHandle PRCTL = Libc.variadicInt("prctl", 2, 1);
    private static final MethodHandle GETRLIMIT = Libc.returningInt("getrlimit", 2);
    private static final MethodHandle SCHED_SETAFFINITY = Libc.returningInt("sched_setaffinity", 3);
    private static final MethodHandle SCHED_GETCPU = Libc.returningInt("sched_getcpu", 0);
    private static final MethodHandle GETRUSAGE = Libc.returningInt("getrusage", 2);

    private Processes() {}

    public static int getuid() {
        return (int) CallFrame.current().call(GETUID);
    }

    public static int getgid() {
        return (int) CallFrame.current().call(GETGID);
    }

    public static int geteuid() {
        return (int) CallFrame.current().call(GETEUID);
    }

    public static int getegid() {
        return (int) CallFrame.current().call(GETEGID);
    }

    public static int getpid() {
        return (int) CallFrame.current().call(GETPID);
    }

    /** The kernel's id of the calling thread. */
    public static int gettid() {
        return (int) CallFrame.current().call(GETTID);
    }

    /** umask(2) of the calling thread and all that share it, see {@link Umask}: sets it and returns the one before. */
    public static int umask(int mask) {
        return (int) CallFrame.current().call(UMASK, mask);
    }

    /** kill(2); signal 0 only asks whether the process is there. */
    public static int kill(int pid, int signal) {
        return (int) CallFrame.current().call(KILL, pid, signal);
    }

    /**
     * Waits for a child of {@link Spawn} to end: its exit code, 128 + the signal that ended it, -ETIMEDOUT (it still
     * runs, and may be waited for again), or -errno.
     *
     * @param timeoutMillis -1 waits without end
     */
    public static int waitFor(int pid, int timeoutMillis) {
        int pidFd = (int) CallFrame.current().syscall(SYS_PIDFD_OPEN, pid, 0, 0, 0, 0);
        if (pidFd < 0) {
            return pidFd;
        }
        try {
            int ended = Poll.poll(pidFd, Poll.POLLIN, timeoutMillis);
            return ended < 0 ? ended : reap(pid);
        } finally {
            Descriptors.close(pidFd);
        }
    }

    /** prctl(PR_SET_PDEATHSIG): the signal this process gets when the thread that started it ends; 0 for none. */
    public static int setParentDeathSignal(int signal) {
        return (int) CallFrame.current().call(PRCTL, PR_SET_PDEATHSIG, signal);
    }

    /** getrlimit(RLIMIT_NOFILE): how many descriptors may be open now. Long.MAX_VALUE for no limit. */
    public static long openFilesLimit() {
        return openFilesLimit(0);
    }

    /** getrlimit(RLIMIT_NOFILE): how far the limit may be raised without privilege. Long.MAX_VALUE for no limit. */
    public static long openFilesHardLimit() {
        return openFilesLimit(8);
    }

    /** sched_setaffinity(2): binds the calling thread to some processors, each 0 to 1023. EINVAL if it may run on none of them. */
    public static int pinThread(int... cpus) {
        CallFrame frame = CallFrame.current();
        long set = frame.struct();
        Memory.zero(set, CPU_SET_BYTES);
        for (int cpu : cpus) {
            long word = set + (cpu >> 6) * 8L;
            Memory.putLong(word, Memory.getLong(word) | 1L << (cpu & 63));
        }
        return (int) frame.call(SCHED_SETAFFINITY, 0, CPU_SET_BYTES, set);
    }

    /** What a new thread is to do: first it may run wherever this process may, whoever started it; a thread that is bound would start one that is. */
    public static Runnable unpinned(Runnable work) {
        return () -> {
            pinThread(Processors.allowed());
            work.run();
        };
    }

    /** sched_getcpu(3): the processor this thread runs on now. */
    public static int currentCpu() {
        return (int) CallFrame.current().call(SCHED_GETCPU);
    }

    /** getrusage(2): how often the calling thread has waited for something; to be preempted is not to wait. */
    public static long voluntarySwitches() {
        CallFrame frame = CallFrame.current();
        long usage = frame.struct();
        frame.call(GETRUSAGE, RUSAGE_THREAD, usage);
        return Memory.getLong(usage + VOLUNTARY_SWITCHES);
    }

    /** Whether a thread of this process waits for something, or has ended: false while it runs, or could if it had a processor. */
    public static boolean isWaiting(int tid) {
        byte[] path = "/proc/self/task/%d/stat".formatted(tid).getBytes(StandardCharsets.US_ASCII);
        int fd = Descriptors.open(path, OpenFlags.O_RDONLY, 0);
        if (fd < 0) {
            return true;
        }
        long line = CallFrame.current().struct();
        long length = FileIo.read(fd, line, STAT_BYTES);
        Descriptors.close(fd);
        for (long i = length - 3; i >= 0; i--) { // a thread's name can hold parentheses, but it is short
            if (Memory.getByte(line + i) == ')') {
                return Memory.getByte(line + i + 2) != 'R';
            }
        }
        return true;
    }

    private static int reap(int pid) {
        CallFrame frame = CallFrame.current();
        long status = frame.struct();
        int reaped = (int) frame.call(WAITPID, pid, status, WNOHANG);
        if (reaped <= 0) {
            return reaped == 0 ? -Errnos.ETIMEDOUT : reaped;
        }
        int word = Memory.getInt(status);
        int signal = word & 0x7f;
        return signal == 0 ? (word >> 8) & 0xff : 128 + signal;
    }

    private static long openFilesLimit(int offset) {
        CallFrame frame = CallFrame.current();
        long limits = frame.struct();
        long result = frame.call(GETRLIMIT, RLIMIT_NOFILE, limits);
        long limit = Memory.getLong(limits + offset);
        return result < 0 ? result : limit < 0 ? Long.MAX_VALUE : limit;
    }
}
