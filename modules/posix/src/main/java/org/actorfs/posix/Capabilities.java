package org.actorfs.posix;

/** Capabilities of the calling thread alone, capset(2); a process keeps its own when a thread changes these. */
public final class Capabilities {
    /** Passes by the permission bits of files and directories. */
    public static final int CAP_DAC_OVERRIDE = 1;

    private static final int SYS_CAPGET = Libc.byArchitecture(125, 90);
    private static final int SYS_CAPSET = Libc.byArchitecture(126, 91);

    /** _LINUX_CAPABILITY_VERSION_3: two words of each set. */
    private static final int VERSION_3 = 0x20080522;

    private static final int DATA = 8;
    private static final int EFFECTIVE = DATA;

    private Capabilities() {}

    /**
     * Makes a capability below 32 that the thread is permitted effective again, as after {@link FsIdentity} took it. Going back
     * to fsuid 0 sets all of them anyhow, so nothing has to be undone. 0, or -EPERM if it is not permitted.
     */
    public static int raise(int capability) {
        CallFrame frame = CallFrame.current();
        long header = frame.struct();
        Memory.putInt(header, VERSION_3);
        Memory.putInt(header + 4, 0);
        int result = (int) frame.syscall(SYS_CAPGET, header, header + DATA, 0, 0, 0);
        if (result < 0) {
            return result;
        }
        Memory.putInt(header + EFFECTIVE, Memory.getInt(header + EFFECTIVE) | (1 << capability));
        return (int) frame.syscall(SYS_CAPSET, header, header + DATA, 0, 0, 0);
    }
}
