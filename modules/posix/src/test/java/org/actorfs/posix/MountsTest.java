package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.bytes;
import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts a tmpfs where it may; never a FUSE filesystem, which would be this process's to serve. */
final class MountsTest {
    @TempDir
    Path temporary;

    @Test
    void shouldMountAndUnmount() throws IOException {
        Path mountPoint = Files.createDirectory(temporary.resolve("a blank"));
        byte[] target = bytes(mountPoint.toString());
        long flags = Mounts.MS_NOSUID | Mounts.MS_NODEV;
        int mounted = Mounts.mount(bytes("some source"), target, bytes("tmpfs"), flags, bytes("size=64k,mode=711"));
        assumeTrue(mounted != -Errnos.EPERM, "may not mount here");
        succeeded(mounted);
        try {
            MountInfo mount = MountInfo.find(mountPoint.toString()).orElseThrow();
            assertEquals("tmpfs", mount.fstype());
            assertEquals("some source", mount.source());
            assertTrue(mount.options().contains("nosuid"));
            assertTrue(mount.superOptions().contains("size=64k"));
        } finally {
            succeeded(Mounts.umount2(target, Mounts.MNT_DETACH | Mounts.UMOUNT_NOFOLLOW));
        }
        assertTrue(MountInfo.find(mountPoint.toString()).isEmpty());
    }

    @Test
    void shouldRefuseToUnmountWhatIsNotMounted() {
        int expected = Processes.geteuid() == 0 ? -Errnos.EINVAL : -Errnos.EPERM;
        assertEquals(expected, Mounts.umount2(bytes("/etc"), Mounts.UMOUNT_NOFOLLOW));
    }

    @Test
    void shouldRefuseOptionsThatTheKernelWouldCut() {
        byte[] tooLong = bytes("x".repeat(4096));
        assertEquals(-Errnos.EINVAL, Mounts.mount(bytes("none"), bytes("/tmp"), bytes("tmpfs"), 0, tooLong));
    }
}
