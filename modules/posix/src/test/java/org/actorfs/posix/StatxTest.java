package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.bytes;
import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatxTest {
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

    @Test
    void shouldAgreeWithJavaOnEveryField() throws IOException {
        directory.create("file", "twelve bytes");
        Statx statx = new Statx();
        succeeded(statx.fill(directory.fd, bytes("file"), 0, Statx.STATX_BASIC_STATS | Statx.STATX_BTIME));
        assertAgrees(statx, temporary.resolve("file"));
        assertEquals(12, statx.size());
        assertEquals(Statx.STATX_BASIC_STATS, statx.mask() & Statx.STATX_BASIC_STATS);
        assertTrue(statx.blksize() > 0);
        assertEquals(statx.attributes(), statx.attributes() & statx.attributesMask());
    }

    @Test
    void shouldReadADeviceFile() throws IOException {
        Statx statx = new Statx();
        succeeded(statx.fill(directory.fd, bytes("/dev/null"), 0, Statx.STATX_BASIC_STATS));
        assertAgrees(statx, Path.of("/dev/null"));
        assertEquals(Statx.device(1, 3), statx.rdev());
        long wide = Statx.device(0xabcdef01, 0x98765432);
        assertEquals(0xabcdef01, Statx.major(wide));
        assertEquals(0x98765432, Statx.minor(wide));
        assertEquals(Statx.S_IFCHR, statx.mode() & Statx.S_IFMT);
    }

    @Test
    void shouldNotFollowALinkWhenTold() throws IOException {
        succeeded(Paths.symlinkat(bytes("nowhere"), directory.fd, bytes("link")));
        Statx statx = new Statx();
        assertEquals(-Errnos.ENOENT, statx.fill(directory.fd, bytes("link"), 0, Statx.STATX_BASIC_STATS));
        succeeded(statx.fill(directory.fd, bytes("link"), Paths.AT_SYMLINK_NOFOLLOW, Statx.STATX_BASIC_STATS));
        assertAgrees(statx, temporary.resolve("link"));
    }

    @Test
    void shouldReadAnOpenPathDescriptor() {
        directory.create("file", "");
        int file = succeeded(Descriptors.openat(directory.fd, bytes("file"), OpenFlags.O_PATH, 0));
        Statx byPath = new Statx();
        Statx byDescriptor = new Statx();
        succeeded(byPath.fill(directory.fd, bytes("file"), 0, Statx.STATX_BASIC_STATS | Statx.STATX_MNT_ID));
        succeeded(byDescriptor.fill(file, Statx.STATX_BASIC_STATS | Statx.STATX_MNT_ID));
        assertEquals(byPath.ino(), byDescriptor.ino());
        assertEquals(byPath.mntId(), byDescriptor.mntId());
        assertEquals(-Errnos.EBADF, byPath.fill(-1, Statx.STATX_BASIC_STATS));
        Descriptors.close(file);
    }

    @Test
    void shouldReadFilesystemStatistics() throws IOException {
        StatVfs byDescriptor = new StatVfs();
        StatVfs byPath = new StatVfs();
        succeeded(byDescriptor.fill(directory.fd));
        succeeded(byPath.fill(bytes(temporary.toString())));
        long total = Files.getFileStore(temporary).getTotalSpace();
        assertEquals(total, byDescriptor.blocks() * byDescriptor.frsize());
        assertEquals(byPath.fsid(), byDescriptor.fsid());
        assertEquals(255, byDescriptor.namemax());
        assertTrue(byDescriptor.bavail() <= byDescriptor.bfree());
        assertTrue(byDescriptor.favail() <= byDescriptor.files());
        assertEquals(-Errnos.ENOENT, byPath.fill(bytes("/does/not/exist")));
    }

    private static void assertAgrees(Statx statx, Path path) throws IOException {
        Map<String, Object> java = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        assertEquals(java.get("ino"), statx.ino());
        assertEquals(java.get("mode"), statx.mode());
        assertEquals(java.get("nlink"), statx.nlink());
        assertEquals(java.get("uid"), statx.uid());
        assertEquals(java.get("gid"), statx.gid());
        assertEquals(java.get("size"), statx.size());
        assertEquals(java.get("dev"), statx.dev());
        assertEquals(java.get("rdev"), statx.rdev());
        assertEquals(java.get("lastModifiedTime"), time(statx.mtimeSec(), statx.mtimeNsec()));
        assertEquals(java.get("lastAccessTime"), time(statx.atimeSec(), statx.atimeNsec()));
        assertEquals(java.get("ctime"), time(statx.ctimeSec(), statx.ctimeNsec()));
        if ((statx.mask() & Statx.STATX_BTIME) != 0) {
            assertEquals(java.get("creationTime"), time(statx.btimeSec(), statx.btimeNsec()));
        }
    }

    private static FileTime time(long sec, int nsec) {
        return FileTime.from(Instant.ofEpochSecond(sec, nsec));
    }
}
