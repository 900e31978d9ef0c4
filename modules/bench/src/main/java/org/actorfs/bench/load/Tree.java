package org.actorfs.bench.load;

import java.nio.charset.StandardCharsets;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;

/** The files that the operations work on: {@code d0/f0}, …; {@code data}, {@code buffered}; {@code list/entry-0}, … */
final class Tree {
    static final int LIST_ENTRIES = 10_000;

    private static final int DIRECTORIES = 4;
    private static final int FILES = 64;

    private Tree() {}

    /** The paths of one thread's own files, with names that begin so. */
    static byte[][] paths(String directory, int thread, String prefix) {
        byte[][] paths = new byte[FILES][];
        for (int i = 0; i < FILES; i++) {
            paths[i] = bytes(directory + "/d" + thread + "/" + prefix + i);
        }
        return paths;
    }

    /** The file of sequential I/O. */
    static byte[] ioFile(String directory, boolean direct) {
        return bytes(directory + (direct ? "/data" : "/buffered"));
    }

    static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    /** The files of every figure but the listing. */
    static Work prepare(String directory) {
        for (int i = 0; i < DIRECTORIES; i++) {
            makeDirectory(directory + "/d" + i);
            for (byte[] path : paths(directory, i, "f")) {
                touch(path);
            }
        }
        for (boolean direct : new boolean[] {true, false}) {
            touch(ioFile(directory, direct));
            try (SequentialIo file = new SequentialIo(directory, true, direct)) {
                file.fill();
            }
        }
        return new Work(0, 0);
    }

    /** The directory that is listed. */
    static Work prepareList(String directory) {
        makeDirectory(directory + "/list");
        for (int i = 0; i < LIST_ENTRIES; i++) {
            touch(bytes(directory + "/list/entry-" + i));
        }
        return new Work(0, 0);
    }

    static void makeDirectory(String path) {
        CallFailed.check("mkdir", Paths.mkdirat(Descriptors.AT_FDCWD, bytes(path), 0755));
    }

    private static void touch(byte[] path) {
        int flags = OpenFlags.O_CREAT | OpenFlags.O_WRONLY | OpenFlags.O_EXCL;
        int fd = CallFailed.check("creating a file", Descriptors.open(path, flags, 0644));
        CallFailed.check("close", Descriptors.close(fd));
    }
}
