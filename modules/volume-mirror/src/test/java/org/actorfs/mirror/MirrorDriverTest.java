package org.actorfs.mirror;

import static java.util.Objects.requireNonNull;
import static org.actorfs.mirror.Fixture.ROOT;
import static org.actorfs.mirror.Fixture.bytes;
import static org.actorfs.mirror.Fixture.errno;
import static org.actorfs.mirror.Fixture.name;
import static org.actorfs.mirror.Fixture.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What mirror does beyond the driver contract, on a disk filesystem and on tmpfs. */
@ParameterizedClass
@ValueSource(strings = {"/var/tmp", "/dev/shm"})
final class MirrorDriverTest {
    private final Fixture mirror;

    MirrorDriverTest(String where) {
        mirror = Fixture.on(Path.of(where), 16);
    }

    @AfterEach
    void close() {
        mirror.close();
    }

    @Test
    void shouldKeepNamesThatAreNoText() throws IOException {
        Name name = Name.of(new byte[] {(byte) 0xff, (byte) 0xfe, '\n', 7});

        Node made = value(mirror.driver.mknod(mirror.root, name, 0100644, 0, 0, ROOT))
                .child();

        assertEquals(made.key(), value(mirror.driver.lookup(mirror.root, name)).key());
        List<DirectoryEntry> listed = mirror.list(mirror.root, 10, true);
        assertEquals(name, listed.getFirst().name());
        assertEquals(made.key(), requireNonNull(listed.getFirst().node()).key());
        value(mirror.driver.unlink(mirror.root, name, made, ROOT));
    }

    @Test
    void shouldReachPathsBeyondPathMaxWithFewDescriptors() throws IOException {
        Name name = name("d".repeat(100));
        Node at = mirror.root;
        for (int depth = 0; depth < 100; depth++) { // 10,100 bytes of path
            at = value(mirror.driver.mkdir(at, name, 0755, 0, ROOT)).child();
        }
        OpenFile file = value(mirror.driver.create(at, name("f"), 0644, OpenFlags.READ_WRITE, 0, ROOT))
                .file();
        Node node = value(mirror.driver.lookup(at, name("f")));

        value(file.write(node, 0, bytes("deep"), false, false, ROOT));
        file.release();

        assertEquals("deep", mirror.content(node));
        assertEquals(4, value(mirror.driver.getattr(node, null)).size());
    }

    @Test
    void shouldHoldABoundedNumberOfDescriptors() throws IOException {
        for (int i = 0; i < 5000; i++) {
            Files.createDirectories(mirror.behind(i % 50 + "/" + i + "/sub"));
        }
        long before = Fixture.descriptorCount();
        Set<Node> walked = new HashSet<>();

        walk(mirror.root, walked);

        assertEquals(50 + 5000 + 5000, walked.size());
        assertTrue(Fixture.descriptorCount() - before < 16 + 20, "leaked descriptors");
        walked.forEach(node -> value(mirror.driver.getattr(node, null)));
        assertTrue(Fixture.descriptorCount() - before < 16 + 20, "leaked descriptors");
    }

    private void walk(Node directory, Set<Node> walked) {
        for (DirectoryEntry entry : mirror.list(directory, 1000, true)) {
            Node node = requireNonNull(entry.node());
            walked.add(node);
            walk(node, walked);
        }
    }

    @Test
    void shouldListEachNameOnceInSmallBatches() throws IOException {
        for (int i = 0; i < 2000; i++) {
            Files.createFile(mirror.behind("file-" + i));
        }
        List<DirectoryEntry> listed = mirror.list(mirror.root, 7, false);

        assertEquals(2000, listed.size());
        assertEquals(2000, listed.stream().map(DirectoryEntry::name).distinct().count());
        assertTrue(listed.stream().noneMatch(entry -> entry.cursor() == 0));
        assertTrue(listed.stream().allMatch(entry -> entry.type() == 8 && entry.node() == null));
    }

    @Test
    void shouldReadAndWriteWhereTold() throws IOException {
        CreatedOpen created = value(
                mirror.driver.create(mirror.root, name("f"), 0644, OpenFlags.READ_WRITE | OpenFlags.APPEND, 0, ROOT));
        Node node = created.child();
        OpenFile file = created.file();

        assertEquals(
                5,
                value(file.write(node, 0, bytes("hello"), false, false, ROOT)).bytes());
        mirror.write("f", "hello, grown");
        value(file.write(node, 0, bytes("!"), true, false, ROOT));
        value(file.write(node, 0, bytes("H"), false, false, ROOT));

        assertEquals("Hello, grown!", Fixture.read(node, file, 0, 100));
        assertEquals("grown", Fixture.read(node, file, 7, 5));
        assertEquals("", Fixture.read(node, file, 100, 5));
        assertEquals(Errno.ENXIO, errno(file.lseek(node, 100, 3)));
        assertEquals(13L, value(file.lseek(node, 0, 4)));
        value(file.fsync(node, true));
        value(file.flush(node));
        file.release();
        assertEquals(Errno.EEXIST, errno(mirror.driver.create(mirror.root, name("f"), 0644, 2, 0, ROOT)));
    }

    @Test
    void shouldTakeUnalignedBuffersForDirectFiles() throws IOException {
        mirror.write("f", "direct");
        Node node = mirror.lookup("f");
        OpenFile file = value(mirror.driver.open(node, OpenFlags.READ_WRITE | OpenFlags.DIRECT, ROOT))
                .file();

        assertEquals("rect", Fixture.read(node, file, 2, 100));
        value(file.write(node, 1, bytes("odd"), false, false, ROOT));
        file.release();

        assertEquals("doddct", mirror.content(node));
    }

    @Test
    void shouldSetTimesOfALinkItself() throws IOException {
        mirror.write("f", "x");
        Files.createSymbolicLink(mirror.behind("l"), Path.of("f"));
        Timespec then = new Timespec(-5, 123_456_789);

        Attributes link =
                value(mirror.driver.setattr(mirror.lookup("l"), null, AttributeChanges.ofTimes(then, then), ROOT));

        assertEquals(then, link.mtime());
        assertEquals(then, link.atime());
        assertFalse(mirror.stat("f").mtime().equals(then));
    }

    @Test
    void shouldFollowItsOwnRenames() throws IOException {
        Files.createDirectories(mirror.behind("a/b"));
        Files.createDirectory(mirror.behind("c"));
        mirror.write("a/b/f", "moved along");
        Node a = mirror.lookup("a");
        Node b = value(mirror.driver.lookup(a, name("b")));
        Node f = value(mirror.driver.lookup(b, name("f")));
        Node c = mirror.lookup("c");

        value(mirror.driver.rename(new RenameCall(a, name("b"), b, c, name("bb"), null, false, false), ROOT));
        mirror.driver.forget(b);
        assertEquals("moved along", mirror.content(f));

        value(mirror.driver.rename(
                new RenameCall(mirror.root, name("a"), a, mirror.root, name("c"), c, true, false), ROOT));
        List.of(a, b, c).forEach(mirror.driver::forget);
        assertEquals("moved along", mirror.content(f));
        assertEquals("moved along", Files.readString(mirror.behind("a/bb/f")));
        assertEquals(
                Errno.EEXIST,
                errno(mirror.driver.rename(
                        new RenameCall(mirror.root, name("a"), c, mirror.root, name("c"), a, false, true), ROOT)));
        assertEquals(Errno.ENOTEMPTY, errno(mirror.driver.rmdir(mirror.root, name("a"), c, ROOT)));
    }

    @Test
    void shouldLinkFilesAndSymbolicLinks() throws IOException {
        mirror.write("f", "x");
        Files.createSymbolicLink(mirror.behind("l"), Path.of("f"));
        Node f = mirror.lookup("f");

        assertEquals(
                2,
                value(mirror.driver.link(f, mirror.root, name("f2"), ROOT))
                        .node()
                        .attributes()
                        .nlink());
        assertTrue(value(mirror.driver.link(mirror.lookup("l"), mirror.root, name("l2"), ROOT))
                .node()
                .attributes()
                .isSymlink());
        assertEquals(f.key(), mirror.lookup("f2").key());
        value(mirror.driver.unlink(mirror.root, name("f2"), f, ROOT));
        assertEquals(1, value(mirror.driver.getattr(f, null)).nlink());
    }
}
