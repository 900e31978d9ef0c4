package org.actorfs.fuse.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.actorfs.posix.MountInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of a directory without mounting anything. */
final class MountpointTest {
    @TempDir
    private Path temporary;

    private Path base = Path.of("/");

    @BeforeEach
    void withoutLinks() throws IOException {
        base = temporary.toRealPath();
    }

    @Test
    void shouldAcceptAnEmptyDirectory() throws Exception {
        assertEquals(Optional.empty(), prepare(base, false));
    }

    @Test
    void shouldRefuseWhatIsMissingOrNoDirectory() throws Exception {
        assertTrue(refused(base.resolve("a"), false, true).contains("mkdir -p " + base.resolve("a")));
        assertTrue(refused(Files.createFile(base.resolve("f")), false, true).contains("not a directory"));
    }

    @Test
    void shouldRefuseAFullDirectoryUnlessToldOtherwise() throws Exception {
        Files.createFile(base.resolve("f"));
        assertTrue(refused(base, false, false).contains("-o nonempty"));
        prepare(base, true);
    }

    @Test
    void shouldRefuseToHideAFileOfOurOwn() {
        OwnPath jar = new OwnPath("the program", base.resolve("lib/a.jar"), false);
        assertTrue(refused(base, false, true, jar).contains("it holds the program"));
    }

    @Test
    void shouldMountBesideAndInsideWhatIsNotWalked() throws Exception {
        Path inside = Files.createDirectory(base.resolve("inside"));
        prepare(inside, false, new OwnPath("the directory for temporary files", base, false));
        prepare(inside, false, new OwnPath("the program", base.resolve("inside.jar"), false));
    }

    @Test
    void shouldRefuseToMountInsideATreeThatIsWalked() throws Exception {
        Path inside = Files.createDirectory(base.resolve("inside"));
        assertTrue(refused(inside, false, true, new OwnPath("the mirrored directory", base, true))
                .contains("contain itself"));
    }

    @Test
    void shouldFollowLinksToADirectory() throws Exception {
        Path directory = Files.createDirectory(base.resolve("d"));
        Path link = Files.createSymbolicLink(base.resolve("link"), Path.of("d"));
        Path linkToLink = Files.createSymbolicLink(base.resolve("link2"), link);
        assertEquals(
                directory, Mountpoint.locate(linkToLink.toString(), List.of()).path());
        assertEquals(
                directory, Mountpoint.locate(base + "/d/../link/.", List.of()).path());
        Files.createSymbolicLink(base.resolve("loop"), Path.of("loop"));
        assertThrows(MountException.class, () -> Mountpoint.locate(base + "/loop", List.of()));
    }

    @Test
    void shouldNotLookAtAMountpoint() throws Exception {
        // A link would be followed if it were looked at.
        Path link = Files.createSymbolicLink(base.resolve("mounted"), Path.of("elsewhere"));
        assertEquals(
                link,
                Mountpoint.locate(link.toString(), List.of(mount(link, "fuse.actorfs")))
                        .path());
    }

    @Test
    void shouldKnowOurMountsByTheirTypeOrRecord() throws Exception {
        assertTrue(Mountpoint.isOurs(mount(base, "fuse.actorfs")));
        assertFalse(Mountpoint.isOurs(mount(base, "fuse.sshfs")));
        assertFalse(Mountpoint.isOurs(mount(base, "tmpfs")));
    }

    @Test
    void shouldWritePathsAsMountinfoDoes() {
        String path = "/a b\tc\nd\\e#f";
        assertEquals("/a\\040b\\011c\\012d\\134e\\043f", AutoUnmount.escaped(path));
        String line = "1 2 0:3 / %s rw - fuse.actorfs memory: rw".formatted(AutoUnmount.escaped(path));
        assertEquals(path, MountInfo.parse(line).mountPoint());
    }

    private static MountInfo mount(Path path, String type) {
        return MountInfo.parse("90 20 0:9999 / %s rw - %s source rw,user_id=0,group_id=0".formatted(path, type));
    }

    private static Optional<Integer> prepare(Path path, boolean nonEmpty, OwnPath... own) throws Exception {
        return Mountpoint.locate(path.toString()).prepare(nonEmpty, List.of(own));
    }

    private static String refused(Path path, boolean nonEmpty, boolean usage, OwnPath... own) {
        MountException e = assertThrows(MountException.class, () -> prepare(path, nonEmpty, own));
        assertEquals(usage, e.isUsage());
        return String.valueOf(e.getMessage());
    }
}
