package org.actorfs.mirror;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** {@code /proc/self/fd/N}: the way of calls that take a path to exactly the inode of a descriptor, O_PATH included. */
final class FdPath {
    private FdPath() {}

    static byte[] of(int fd) {
        return ("/proc/self/fd/" + fd).getBytes(US_ASCII);
    }
}
