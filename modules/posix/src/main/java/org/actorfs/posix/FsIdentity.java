package org.actorfs.posix;

import java.util.function.IntSupplier;

/**
 * Lets one thread act on files as another user: fsuid and fsgid, see setfsuid(2). These belong to the thread, not to
 * the process, as long as they are set by raw system calls.
 *
 * <p>Only uid and gid change. Supplementary groups stay the daemon's: glibc's setgroups changes the whole process, and
 * a FUSE request does not say which groups its caller has. Leaving uid 0 drops the capabilities that override file
 * permissions until the return.
 *
 * <p>The action is a system call or two, run to its end on the calling platform thread. It must not start a thread, nor
 * hand work to a pool that might: a new thread inherits fsuid and fsgid, and keeps them.
 */
public final class FsIdentity {
    private static final int SYS_SETFSUID = Libc.byArchitecture(122, 151);
    private static final int SYS_SETFSGID = Libc.byArchitecture(123, 152);

    /** Never a valid id: setting it changes nothing, and so reads the id in force. */
    private static final int NO_ID = -1;

    private FsIdentity() {}

    /** A thread is still somebody else. */
    public static final class Lost extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Lost(String message) {
            super(message);
        }
    }

    /**
     * Runs {@code action} as {@code uid} and {@code gid} and goes back, whatever the action does. Returns the action's
     * result; without having run it, -EINVAL if an id is -1 and -EPERM if the kernel refused the change.
     *
     * @throws Lost if the thread cannot be given back its own identity, so that it must not be used
     */
    public static int runAs(int uid, int gid, IntSupplier action) {
        if (uid == NO_ID || gid == NO_ID) {
            return -Errnos.EINVAL;
        }
        int ownUid = fsuid();
        int ownGid = fsgid();
        try {
            return become(uid, gid) ? action.getAsInt() : -Errnos.EPERM;
        } finally {
            restore(ownUid, ownGid);
        }
    }

    /** The user whose rights this thread uses on files. */
    public static int fsuid() {
        return setfsuid(NO_ID);
    }

    public static int fsgid() {
        return setfsgid(NO_ID);
    }

    /** The group first, while the thread still has its privileges. Neither call reports errors: read back. */
    private static boolean become(int uid, int gid) {
        setfsgid(gid);
        setfsuid(uid);
        return fsuid() == uid && fsgid() == gid;
    }

    private static void restore(int uid, int gid) {
        if (!become(uid, gid)) {
            throw new Lost(
                    "thread keeps fsuid " + fsuid() + " and fsgid " + fsgid() + " instead of " + uid + " and " + gid);
        }
    }

    private static int setfsuid(int uid) {
        return (int) CallFrame.current().syscall(SYS_SETFSUID, uid, 0, 0, 0, 0);
    }

    private static int setfsgid(int gid) {
        return (int) CallFrame.current().syscall(SYS_SETFSGID, gid, 0, 0, 0, 0);
    }
}
