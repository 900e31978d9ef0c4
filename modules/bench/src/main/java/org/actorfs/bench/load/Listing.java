package org.actorfs.bench.load;

import org.actorfs.posix.Descriptors;
import org.actorfs.posix.DirectoryEntries;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Statx;

/** What {@code ls -l} does: reads a directory, and asks for the attributes of each entry. */
final class Listing {
    private static final int BUFFER_BYTES = 32 * 1024; // as glibc's readdir(3)

    private Listing() {}

    /** The value is milliseconds; the directory is one operation. */
    static Work run(String directory) {
        long begin = System.nanoTime();
        int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
        int fd = CallFailed.check("opening a directory", Descriptors.open(Tree.bytes(directory + "/list"), flags, 0));
        try (DirectoryEntries entries = new DirectoryEntries(BUFFER_BYTES)) {
            int seen = statAll(fd, entries);
            if (seen != Tree.LIST_ENTRIES) {
                throw new CallFailed("readdir told " + seen + " entries of " + Tree.LIST_ENTRIES);
            }
        } finally {
            Descriptors.close(fd);
        }
        return new Work((System.nanoTime() - begin) / 1e6, 1);
    }

    private static int statAll(int fd, DirectoryEntries entries) {
        Statx statx = new Statx();
        int seen = 0;
        while (CallFailed.check("readdir", entries.fill(fd)) > 0) {
            while (entries.next()) {
                if (!entries.isDot()) {
                    CallFailed.check(
                            "stat", statx.fill(fd, entries.name(), Paths.AT_SYMLINK_NOFOLLOW, Statx.STATX_BASIC_STATS));
                    seen++;
                }
            }
        }
        return seen;
    }
}
