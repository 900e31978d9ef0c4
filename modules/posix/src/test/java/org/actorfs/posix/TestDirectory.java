package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Fixture: an open temporary directory, and the shortest way to files in it. */
final class TestDirectory implements AutoCloseable {
    final Path path;
    final int fd;

    TestDirectory(Path path) {
        this.path = path;
        this.fd = succeeded(Descriptors.open(bytes(path.toString()), OpenFlags.O_DIRECTORY, 0));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static int succeeded(int result) {
        assertTrue(result >= 0, () -> "failed with " + Errnos.name(result));
        return result;
    }

    static long succeeded(long result) {
        assertTrue(result >= 0, () -> "failed with " + Errnos.name((int) result));
        return result;
    }

    /** A new file, open for reading and writing. */
    int create(String name) {
        return succeeded(Descriptors.openat(fd, bytes(name), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0644));
    }

    /** A new file with content, closed. */
    void create(String name, String content) {
        int file = create(name);
        write(file, content);
        Descriptors.close(file);
    }

    static void write(int file, String content) {
        byte[] bytes = bytes(content);
        try (NativeBuffer buffer = NativeBuffer.allocate(bytes.length)) {
            Memory.copy(bytes, 0, buffer.address(), bytes.length);
            succeeded(FileIo.write(file, buffer.address(), bytes.length));
        }
    }

    /** Everything from the start, up to a page. */
    static String read(int file) {
        try (NativeBuffer buffer = NativeBuffer.allocate(1)) {
            int length = (int) succeeded(FileIo.pread(file, buffer.address(), buffer.sizeBytes(), 0));
            byte[] content = new byte[length];
            Memory.copy(buffer.address(), content, 0, length);
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        Descriptors.close(fd);
    }
}
