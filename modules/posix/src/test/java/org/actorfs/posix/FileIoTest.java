package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileIoTest {
    @TempDir
    Path temporary;

    private TestDirectory directory;
    private NativeBuffer buffer;
    private int file;

    @BeforeEach
    void open() {
        directory = new TestDirectory(temporary);
        buffer = NativeBuffer.allocate(8192);
        file = directory.create("file");
    }

    @AfterEach
    void close() {
        Descriptors.close(file);
        buffer.close();
        directory.close();
    }

    @Test
    void shouldReadBackWhatWasWritten() {
        TestDirectory.write(file, "hello world");
        assertEquals("hello world", TestDirectory.read(file));
        assertEquals(0, FileIo.lseek(file, 0, FileIo.SEEK_SET));
        assertEquals(11, FileIo.read(file, buffer.address(), 8192));
        assertEquals(0, FileIo.read(file, buffer.address(), 8192));
    }

    @Test
    void shouldWriteAtAnOffsetWithoutMovingThePosition() {
        Memory.putByte(buffer.address(), (byte) 'x');
        assertEquals(1, FileIo.pwrite(file, buffer.address(), 1, 4));
        assertEquals(0, FileIo.lseek(file, 0, FileIo.SEEK_CUR));
        assertEquals("\0\0\0\0x", TestDirectory.read(file));
    }

    @Test
    void shouldGatherAndScatter() {
        long iovecs = buffer.address() + 4096;
        Memory.copy(TestDirectory.bytes("abcdef"), 0, buffer.address(), 6);
        FileIo.putIovec(iovecs, 0, buffer.address() + 3, 3);
        FileIo.putIovec(iovecs, 1, buffer.address(), 3);
        assertEquals(6, FileIo.writev(file, iovecs, 2));
        assertEquals("defabc", TestDirectory.read(file));
        assertEquals(6, FileIo.preadv2(file, iovecs, 2, 0, 0));
        assertEquals((byte) 'd', Memory.getByte(buffer.address() + 3));
        assertEquals(6, FileIo.pwritev2(file, iovecs, 2, 6, 0));
        FileIo.lseek(file, 6, FileIo.SEEK_SET);
        assertEquals(6, FileIo.readv(file, iovecs, 2));
        assertEquals("defabcdefabc", TestDirectory.read(file));
    }

    @Test
    void shouldAppendWhateverThePosition() {
        TestDirectory.write(file, "one");
        FileIo.lseek(file, 0, FileIo.SEEK_SET);
        Memory.copy(TestDirectory.bytes("two"), 0, buffer.address(), 3);
        assertEquals(3, FileIo.append(file, buffer.address(), 3));
        assertEquals("onetwo", TestDirectory.read(file));
    }

    @Test
    void shouldReadFromTheCacheWithoutWaiting() {
        TestDirectory.write(file, "cached");
        long result = FileIo.preadWithFlags(file, buffer.address(), 100, 0, FileIo.RWF_NOWAIT);
        assertTrue(result == 6 || result == -Errnos.EOPNOTSUPP || result == -Errnos.EAGAIN, "got " + result);
    }

    @Test
    void shouldTruncateAllocateAndSync() {
        succeeded(FileIo.ftruncate(file, 100));
        assertEquals(100, FileIo.lseek(file, 0, FileIo.SEEK_END));
        int allocated = FileIo.fallocate(file, 0, 0, 10_000);
        assertTrue(allocated == 0 || allocated == -Errnos.EOPNOTSUPP);
        succeeded(FileIo.fsync(file));
        succeeded(FileIo.fdatasync(file));
        succeeded(FileIo.syncfs(directory.fd));
    }

    @Test
    void shouldFindHolesAndData() {
        Memory.putByte(buffer.address(), (byte) 'x');
        succeeded(FileIo.pwrite(file, buffer.address(), 1, 1 << 20));
        assertEquals(-Errnos.ENXIO, FileIo.lseek(file, 2 << 20, FileIo.SEEK_DATA));
        assertEquals(0, FileIo.lseek(file, 0, FileIo.SEEK_HOLE));
    }

    @Test
    void shouldCopyARangeBetweenFiles() {
        TestDirectory.write(file, "0123456789");
        int target = directory.create("target");
        assertEquals(4, FileIo.copyFileRange(file, 3, target, 0, 4));
        assertEquals("3456", TestDirectory.read(target));
        Descriptors.close(target);
    }

    @Test
    void shouldAnswerMinusErrno() {
        assertEquals(-Errnos.EBADF, FileIo.read(-1, buffer.address(), 1));
        assertEquals(-Errnos.EINVAL, FileIo.ftruncate(file, -1));
        assertEquals(-Errnos.EFAULT, FileIo.write(file, 1, 1));
        assertEquals(-Errnos.EISDIR, FileIo.read(directory.fd, buffer.address(), 1));
    }

    @Test
    void shouldKeepErrnoOfThreadsApart() throws InterruptedException {
        Runnable failing = () -> {
            for (int i = 0; i < 50_000; i++) {
                assertEquals(-Errnos.EBADF, FileIo.fsync(-1));
            }
        };
        Throwable[] failure = new Throwable[1];
        Thread other = Thread.ofPlatform()
                .uncaughtExceptionHandler((thread, e) -> failure[0] = e)
                .start(failing);
        for (int i = 0; i < 50_000; i++) {
            assertEquals(-Errnos.EINVAL, FileIo.lseek(file, 0, 99));
        }
        other.join();
        assertEquals(null, failure[0]);
    }
}
