package org.actorfs.bench.load;

import org.actorfs.posix.Descriptors;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Processes;

/**
 * The system calls of {@code tar -xp} for one entry after another: a directory now and then, and files that are created, written, and given
 * their times, owner and mode. Removed afterwards, which takes no part in the time.
 */
final class Extraction {
    private static final int FILES_A_DIRECTORY = 19;

    /** What most files of a source tree have. */
    private static final int FILE_BYTES = 4096;

    private final String root;
    private final NativeBuffer content = NativeBuffer.allocate(FILE_BYTES);
    private int directories;
    private int files;

    private Extraction(String directory) {
        this.root = directory + "/extracted";
    }

    /** The value is entries a second. */
    static Work run(String directory, long nanos) {
        Extraction extraction = new Extraction(directory);
        Tree.makeDirectory(extraction.root);
        try {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < nanos) {
                extraction.extractDirectory();
            }
            long entries = (long) extraction.directories + extraction.files;
            return new Work(entries * 1e9 / (System.nanoTime() - begin), entries);
        } finally {
            extraction.remove();
            extraction.content.close();
        }
    }

    private void extractDirectory() {
        String directory = root + "/d" + directories;
        Tree.makeDirectory(directory);
        directories++;
        for (int i = 0; i < FILES_A_DIRECTORY; i++) {
            extractFile(Tree.bytes(directory + "/f" + i));
            files++;
        }
    }

    private void extractFile(byte[] path) {
        int flags = OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_WRONLY;
        int fd = CallFailed.check("creating a file", Descriptors.open(path, flags, 0600));
        CallFailed.check("write", FileIo.write(fd, content.address(), FILE_BYTES));
        CallFailed.check("futimens", Paths.futimens(fd, 1_000_000_000, 0, 1_000_000_000, 0));
        CallFailed.check("fchown", Paths.fchown(fd, Processes.geteuid(), -1));
        CallFailed.check("fchmod", Paths.fchmod(fd, 0644));
        CallFailed.check("close", Descriptors.close(fd));
    }

    private void remove() {
        for (int i = 0; i < directories; i++) {
            for (int k = 0; k < FILES_A_DIRECTORY; k++) {
                Paths.unlinkat(Descriptors.AT_FDCWD, Tree.bytes(root + "/d" + i + "/f" + k), 0);
            }
            Paths.unlinkat(Descriptors.AT_FDCWD, Tree.bytes(root + "/d" + i), Paths.AT_REMOVEDIR);
        }
        Paths.unlinkat(Descriptors.AT_FDCWD, Tree.bytes(root), Paths.AT_REMOVEDIR);
    }
}
