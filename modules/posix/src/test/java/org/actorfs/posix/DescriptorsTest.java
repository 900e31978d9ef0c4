package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.bytes;
import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DescriptorsTest {
    private static final int CLOSE_ON_EXEC = 1;

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

    private int openBeneath(String path) {
        return Descriptors.openat2(directory.fd, bytes(path), OpenFlags.O_RDONLY, 0, OpenFlags.RESOLVE_BENEATH);
    }

    @Test
    void shouldOpenBeneathADirectoryOnly() {
        directory.create("inside", "");
        Descriptors.close(succeeded(openBeneath("inside")));
        assertEquals(-Errnos.EXDEV, openBeneath(".."));
        assertEquals(-Errnos.EXDEV, openBeneath("/etc/passwd"));
    }

    @Test
    void shouldRefuseSymlinksInAWalk() {
        succeeded(Paths.symlinkat(bytes("/no/such"), directory.fd, bytes("link")));
        assertEquals(-Errnos.EXDEV, openBeneath("link/passwd"));
        int resolve = OpenFlags.RESOLVE_NO_SYMLINKS | OpenFlags.RESOLVE_NO_MAGICLINKS;
        assertEquals(-Errnos.ELOOP, Descriptors.openat2(directory.fd, bytes("link/passwd"), 0, 0, resolve));
        int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW;
        assertEquals(-Errnos.ELOOP, Descriptors.openat(directory.fd, bytes("link"), flags, 0));
    }

    @Test
    void shouldOpenACachedNameWithoutWaiting() {
        directory.create("cached", "");
        int resolve = OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_CACHED;
        Descriptors.close(succeeded(Descriptors.openat2(directory.fd, bytes("cached"), 0, 0, resolve)));
        assertEquals(-Errnos.EAGAIN, Descriptors.openat2(directory.fd, bytes("never seen"), 0, 0, resolve));
    }

    @Test
    void shouldCloseOnExecWhateverOpens() {
        int file = directory.create("file");
        int again = succeeded(Descriptors.dup(file));
        int third = succeeded(Descriptors.openat2(directory.fd, bytes("file"), 0, 0, 0));
        assertNotEquals(file, again);
        for (int fd : new int[] {file, again, third, directory.fd}) {
            assertEquals(CLOSE_ON_EXEC, Descriptors.descriptorFlags(fd));
        }
        succeeded(Descriptors.close(file));
        succeeded(Descriptors.close(again));
        succeeded(Descriptors.close(third));
        assertEquals(-Errnos.EBADF, Descriptors.statusFlags(file));
    }

    @Test
    void shouldChangeStatusFlags() {
        int file = directory.create("file");
        succeeded(Descriptors.setStatusFlags(file, OpenFlags.O_APPEND));
        int flags = succeeded(Descriptors.statusFlags(file));
        assertEquals(OpenFlags.O_APPEND | OpenFlags.O_RDWR, flags & (OpenFlags.O_APPEND | OpenFlags.O_ACCMODE));
        Descriptors.close(file);
    }

    @Test
    void shouldPassAnIntToIoctl() {
        int file = directory.create("file");
        assertEquals(-Errnos.ENOTTY, Descriptors.ioctlWithInt(file, Descriptors.FUSE_DEV_IOC_CLONE, directory.fd));
        assertEquals(-Errnos.ENOTTY, Descriptors.ioctl(file, Descriptors.FUSE_DEV_IOC_CLONE, 0));
        Descriptors.close(file);
    }

    @Test
    void shouldLeaseAFileThatNobodyElseHasOpen() {
        directory.create("file", "");
        int leased = openBeneath("file");
        int other = openBeneath("file");
        assertEquals(-Errnos.EAGAIN, Descriptors.takeLease(leased));
        assertFalse(Descriptors.holdsLease(leased));

        succeeded(Descriptors.close(other));
        succeeded(Descriptors.takeLease(leased));
        assertTrue(Descriptors.holdsLease(leased));
        int flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK;
        assertEquals(-Errnos.EAGAIN, Descriptors.openat(directory.fd, bytes("file"), flags, 0));
        assertFalse(Descriptors.holdsLease(leased), "somebody wants it");
        succeeded(Descriptors.close(leased));
    }

    @Test
    void shouldTellATerminalFromAFile() {
        int file = directory.create("file");
        assertEquals(-Errnos.ENOTTY, Descriptors.terminalColumns(file));
        Descriptors.close(file);
        int terminal = Descriptors.open(bytes("/dev/ptmx"), OpenFlags.O_RDWR | OpenFlags.O_NOCTTY, 0);
        assumeTrue(terminal >= 0, "no pseudo-terminals here");
        assertEquals(0, Descriptors.terminalColumns(terminal));
        Descriptors.close(terminal);
    }

    @Test
    void shouldRefusePathsThatTheKernelWouldReadOtherwise() {
        directory.create("a", "");
        assertEquals(-Errnos.EFAULT, Descriptors.openat(directory.fd, bytes("a\0b"), 0, 0));
        assertEquals(-Errnos.ENOENT, Descriptors.openat(directory.fd, bytes(""), 0, 0));
        assertEquals(-Errnos.ENAMETOOLONG, Descriptors.openat(directory.fd, bytes("./".repeat(3000)), 0, 0));
        assertEquals(-Errnos.ENAMETOOLONG, Descriptors.openat(directory.fd, bytes("./".repeat(2048)), 0, 0));
        Descriptors.close(succeeded(Descriptors.openat(directory.fd, bytes("./".repeat(2047) + "a"), 0, 0)));
    }

    @Test
    void shouldNameErrors() {
        assertEquals("ENOENT", Errnos.name(Errnos.ENOENT));
        assertEquals("ESTALE", Errnos.name(-Errnos.ESTALE));
        assertEquals("EHWPOISON", Errnos.name(133));
        assertEquals("ECANCELED", Errnos.name(Errnos.ECANCELED));
        assertEquals("errno 41", Errnos.name(41));
        assertEquals("errno 4000", Errnos.name(4000));
    }
}
