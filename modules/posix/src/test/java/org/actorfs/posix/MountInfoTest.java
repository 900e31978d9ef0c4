package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MountInfoTest {
    private static final String SAMPLE = """
            1 0 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
            22 1 0:20 / /proc rw,nosuid,nodev,noexec shared:5 master:2 - proc proc rw
            40 1 0:33 / /mnt/with\\040blank\\134and\\011tab rw,nosuid - fuse.actorfs memory:a\\040b rw,user_id=0
            41 1 0:34 /sub /mnt/x ro - ext4 /dev/sdb1 rw
            42 41 0:35 / /mnt/x rw - tmpfs  rw
            """;

    private final List<MountInfo> mounts = MountInfo.parseAll(SAMPLE);

    @Test
    void shouldParseEveryField() {
        MountInfo expected = new MountInfo(41, 1, 0, 34, "/sub", "/mnt/x", "ro", "ext4", "/dev/sdb1", "rw");
        assertEquals(expected, mounts.get(3));
    }

    @Test
    void shouldSkipAnyNumberOfOptionalFields() {
        assertEquals("ext4", mounts.get(0).fstype());
        assertEquals("proc", mounts.get(1).fstype());
        assertEquals("fuse.actorfs", mounts.get(2).fstype());
    }

    @Test
    void shouldUndoOctalEscapes() {
        assertEquals("/mnt/with blank\\and\ttab", mounts.get(2).mountPoint());
        assertEquals("memory:a b", mounts.get(2).source());
    }

    @Test
    void shouldKeepTextThatIsNotAscii() {
        MountInfo mount = MountInfo.parse("1 0 0:1 / /mnt/\u00fcber\\040uns rw - tmpfs none rw");
        assertEquals("/mnt/\u00fcber uns", mount.mountPoint());
    }

    @Test
    void shouldTakeAnEmptySource() {
        assertEquals("", mounts.get(4).source());
    }

    @Test
    void shouldFindTheMountOnTop() {
        assertEquals("tmpfs", MountInfo.find(mounts, "/mnt/x").orElseThrow().fstype());
        assertEquals(Optional.empty(), MountInfo.find(mounts, "/mnt"));
    }

    @Test
    void shouldFindTheMountThatHoldsAPath() {
        assertEquals(
                "tmpfs",
                MountInfo.containing(mounts, "/mnt/x/deep/file").orElseThrow().fstype());
        assertEquals("/", MountInfo.containing(mounts, "/mnt/xy").orElseThrow().mountPoint());
    }

    @Test
    void shouldRefuseWhatIsNoMountLine() {
        assertThrows(IllegalArgumentException.class, () -> MountInfo.parse("1 0 8:1 / / rw"));
    }

    @Test
    void shouldReadItsOwnMounts() throws IOException {
        assertTrue(MountInfo.find("/").isPresent());
        assertEquals("proc", MountInfo.find("/proc").orElseThrow().fstype());
    }
}
