package org.actorfs.mirror;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Paths;

/** {@code /proc/self/fd/N}: the way of calls that take a path to exactly the inode of a descriptor, O_PATH included. */
final class FdPath {
    private FdPath() {}

    static byte[] of(int fd) {
        return ("/proc/self/fd/" + fd).getBytes(US_ASCII);
    }

    /** As fchmod(2), which takes no O_PATH descriptor. 0 or -errno. */
    static int chmod(int fd, int permissions) {
        return Paths.fchmodat(Descriptors.AT_FDCWD, of(fd), permissions, 0);
    }
}
