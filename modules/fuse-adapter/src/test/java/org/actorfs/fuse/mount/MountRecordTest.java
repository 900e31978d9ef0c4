package org.actorfs.fuse.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountRecordTest {
    private static final MountInfo MOUNT = mount("/mnt");

    @TempDir
    private Path directory;

    @Test
    void shouldBeHeldUntilItIsRemoved() throws IOException {
        MountRecord own = MountRecord.create(new RuntimeDirectory(directory), MOUNT, 42);
        assertEquals("pid=42\nmountpoint=/mnt", Files.readString(directory.resolve("0:77")));
        own.remove();
        assertFalse(Files.exists(directory.resolve("0:77")));
    }

    @Test
    void shouldShowThatItsDaemonIsGone() throws IOException {
        Files.writeString(directory.resolve("0:77"), "pid=42\nmountpoint=/mnt");
        try (MountRecord left = MountRecord.read(directory, MOUNT).orElseThrow()) {
            assertEquals(42, left.pid());
            assertTrue(left.awaitEnd(Duration.ZERO));
            left.remove();
        }
        assertFalse(Files.exists(directory.resolve("0:77")));
    }

    @Test
    void shouldBelongToOneMountpoint() throws IOException {
        Files.writeString(directory.resolve("0:77"), "pid=42\nmountpoint=/mnt");
        assertTrue(MountRecord.read(directory, mount("/other")).isEmpty());
        Files.writeString(directory.resolve("0:77"), "nonsense");
        assertTrue(MountRecord.read(directory, MOUNT).isEmpty());
    }

    @Test
    void shouldLeaveTheRecordOfANewerMountAlone() throws IOException {
        RuntimeDirectory runtime = new RuntimeDirectory(directory);
        MountRecord old = MountRecord.create(runtime, MOUNT, 1);
        MountRecord newer = MountRecord.create(runtime, MOUNT, 2);
        old.remove();
        assertTrue(Files.exists(directory.resolve("0:77")));
        newer.remove();
    }

    @Test
    void shouldLiveWhereOnlyTheUserMayGo() throws IOException {
        assertEquals(
                List.of(Path.of("/run/actorfs"), Path.of("/tmp/actorfs-0")), RuntimeDirectory.candidates(0, Map.of()));
        assertEquals(
                List.of(Path.of("/x/actorfs"), Path.of("/tmp/actorfs-7")),
                RuntimeDirectory.candidates(7, Map.of("XDG_RUNTIME_DIR", "/x")));
        int uid = Processes.geteuid();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        assertFalse(RuntimeDirectory.isPrivate(directory, uid));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        assertTrue(RuntimeDirectory.isPrivate(directory, uid));
        assertFalse(RuntimeDirectory.isPrivate(directory, uid + 1));
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        assertFalse(RuntimeDirectory.isPrivate(link, uid));
    }

    @Test
    void shouldKnowWhoMounted() {
        assertEquals(
                12, RuntimeDirectory.owner(MountInfo.parse("1 2 0:3 / /m rw - fuse.x y rw,user_id=12,group_id=1")));
        assertEquals(0, RuntimeDirectory.owner(MOUNT));
    }

    private static MountInfo mount(String path) {
        return MountInfo.parse("90 20 0:77 / %s rw - fuse.actorfs source rw".formatted(path));
    }
}
