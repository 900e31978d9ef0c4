package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.bytes;
import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PathsTest {
    @TempDir
    Path temporary;

    private TestDirectory directory;

    @BeforeEach
    void open() {
        directory = new TestDirectory(temporary);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private boolean exists(String name) {
        return Files.exists(temporary.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void shouldMakeAndRemoveDirectories() {
        succeeded(Paths.mkdirat(directory.fd, bytes("d"), 0755));
        assertEquals(-Errnos.EEXIST, Paths.mkdirat(directory.fd, bytes("d"), 0755));
        assertEquals(-Errnos.EISDIR, Paths.unlinkat(directory.fd, bytes("d"), 0));
        succeeded(Paths.unlinkat(directory.fd, bytes("d"), Paths.AT_REMOVEDIR));
        assertFalse(exists("d"));
    }

    @Test
    void shouldMakeAFifo() {
        succeeded(Paths.mknodat(directory.fd, bytes("fifo"), Statx.S_IFIFO | 0600, 0));
        Statx statx = new Statx();
        succeeded(statx.fill(directory.fd, bytes("fifo"), 0, Statx.STATX_BASIC_STATS));
        assertEquals(Statx.S_IFIFO, statx.mode() & Statx.S_IFMT);
    }

    @Test
    void shouldReadALinkBack() {
        succeeded(Paths.symlinkat(bytes("where/ever"), directory.fd, bytes("link")));
        byte[] target = new byte[CallFrame.PATH_MAX];
        int length = succeeded(Paths.readlinkat(directory.fd, bytes("link"), target));
        assertArrayEquals(bytes("where/ever"), Arrays.copyOf(target, length));
        assertEquals(5, Paths.readlinkat(directory.fd, bytes("link"), new byte[5]));
        assertEquals(-Errnos.EINVAL, Paths.readlinkat(directory.fd, bytes("."), target));
    }

    @Test
    void shouldLinkAndRename() throws IOException {
        directory.create("a", "A");
        directory.create("b", "B");
        succeeded(Paths.linkat(directory.fd, bytes("a"), directory.fd, bytes("a2"), 0));
        assertEquals(2, Files.getAttribute(temporary.resolve("a"), "unix:nlink"));
        int noReplace = Paths.RENAME_NOREPLACE;
        assertEquals(-Errnos.EEXIST, Paths.renameat2(directory.fd, bytes("a"), directory.fd, bytes("b"), noReplace));
        succeeded(Paths.renameat2(directory.fd, bytes("a"), directory.fd, bytes("b"), Paths.RENAME_EXCHANGE));
        assertEquals("B", Files.readString(temporary.resolve("a")));
        succeeded(Paths.renameat2(directory.fd, bytes("a"), directory.fd, bytes("c"), 0));
        assertFalse(exists("a"));
        assertTrue(exists("c"));
    }

    @Test
    void shouldGiveANamelessFileAName() throws IOException {
        int flags = OpenFlags.O_TMPFILE | OpenFlags.O_RDWR;
        int file = succeeded(Descriptors.openat(directory.fd, bytes("."), flags, 0600));
        TestDirectory.write(file, "named later");
        byte[] magicLink = bytes("/proc/self/fd/" + file);
        succeeded(Paths.linkat(directory.fd, magicLink, directory.fd, bytes("named"), Paths.AT_SYMLINK_FOLLOW));
        assertEquals("named later", Files.readString(temporary.resolve("named")));
        Descriptors.close(file);
    }

    @Test
    void shouldChangeModes() throws IOException {
        int file = directory.create("file");
        succeeded(Paths.fchmod(file, 0640));
        assertEquals(0100640, Files.getAttribute(temporary.resolve("file"), "unix:mode"));
        succeeded(Paths.fchmodat(directory.fd, bytes("file"), 04711, 0));
        assertEquals(0104711, Files.getAttribute(temporary.resolve("file"), "unix:mode"));
        Descriptors.close(file);
    }

    @Test
    void shouldLeaveAnOwnerAsItIs() {
        int file = directory.create("file");
        succeeded(Paths.fchown(file, -1, -1));
        succeeded(Paths.fchownat(directory.fd, bytes("file"), -1, Processes.getegid(), Paths.AT_SYMLINK_NOFOLLOW));
        Descriptors.close(file);
    }

    @Test
    void shouldSetTimesToTheNanosecond() {
        int file = directory.create("file");
        Statx statx = new Statx();
        succeeded(Paths.utimensat(directory.fd, bytes("file"), 1_000_000_000L, 123_456_789, -5, 1, 0));
        succeeded(statx.fill(file, Statx.STATX_BASIC_STATS));
        assertEquals(1_000_000_000L, statx.atimeSec());
        assertEquals(123_456_789, statx.atimeNsec());
        assertEquals(-5, statx.mtimeSec());
        assertEquals(1, statx.mtimeNsec());
        succeeded(Paths.futimens(file, 0, Paths.UTIME_OMIT, 0, Paths.UTIME_NOW));
        succeeded(statx.fill(file, Statx.STATX_BASIC_STATS));
        assertEquals(1_000_000_000L, statx.atimeSec());
        assertTrue(statx.mtimeSec() > 1_000_000_000L);
        Descriptors.close(file);
    }

    @Test
    void shouldCheckAccess() {
        directory.create("file", "");
        succeeded(Paths.faccessat2(directory.fd, bytes("file"), Paths.R_OK, Paths.AT_EACCESS));
        assertEquals(-Errnos.EACCES, Paths.faccessat2(directory.fd, bytes("file"), Paths.X_OK, 0));
        assertEquals(-Errnos.ENOENT, Paths.faccessat2(directory.fd, bytes("none"), Paths.F_OK, 0));
    }
}
