package org.actorfs.mirror;

import org.actorfs.fs.Mode;

/**
 * Drops suid and sgid where the kernel asks for it. For an ordinary daemon the backing filesystem has done it already; for root it
 * does not, because root's own writes keep the bits. (security.capability goes with any write, whoever writes.)
 */
final class SetIdBits {
    private SetIdBits() {}

    /** What is left of a mode: no suid, and sgid only without group execution (it once meant mandatory locking then). */
    static int without(int mode) {
        int setGid = (mode & Mode.GROUP_EXECUTE) == 0 ? mode & Mode.SET_GID : 0;
        return (mode & ~(Mode.SET_UID | Mode.SET_GID)) | setGid;
    }

    /** Of a regular file that has this mode now. 0 or -errno. */
    static int drop(int fd, int mode) {
        int left = without(mode);
        if (left == mode || !Mode.isRegular(mode)) {
            return 0;
        }
        return FdPath.chmod(fd, left & Mode.PERMISSIONS);
    }
}
