package org.actorfs.union;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.actorfs.union.UnionFixture.errno;
import static org.actorfs.union.UnionFixture.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Branches that come and go while the volume is used. */
final class BranchesTest {
    private static final Name BRANCHES = Name.of("user.mergerfs.branches");

    private final UnionFixture union =
            new UnionFixture(Path.of("/var/tmp"), List.of("", "=NC"), "category.create=ff", "cache.entry=0");

    @AfterEach
    void close() {
        union.close();
    }

    private Node control() {
        return union.lookup(".mergerfs");
    }

    private Outcome<Attributes> command(String text) {
        XattrUpdate update = new XattrUpdate(BRANCHES, text.getBytes(UTF_8), XattrUpdate.Condition.ANY, false);
        return union.driver.setxattr(control(), null, update, Caller.ROOT);
    }

    private String branches() {
        return new String(value(union.driver.getxattr(control(), null, BRANCHES)), UTF_8);
    }

    private CreatedOpen create(String name) {
        return value(union.driver.create(
                union.root, Name.of(name), Mode.REGULAR | 0644, OpenFlags.READ_WRITE, 0, Caller.ROOT));
    }

    private Path fresh(String name) throws IOException {
        return Files.createDirectory(union.branch(0).resolveSibling(name));
    }

    @Test
    void shouldShowAndUseABranchThatIsAdded() throws IOException {
        Path added = fresh("added");
        Files.writeString(added.resolve("old"), "x");
        assertEquals(Errno.ENOENT, errno(union.driver.lookup(union.root, Name.of("old"))));
        value(command("+<" + added));
        assertEquals(added + "=RW:" + union.branch(0) + "=RW:" + union.branch(1) + "=NC", branches());
        assertEquals(1, union.lookup("old").attributes().size());
        create("new").file().release();
        assertTrue(Files.exists(added.resolve("new")), "it comes first now");
    }

    @Test
    void shouldKeepOpenFilesOfABranchThatIsRemovedAndThenLetItGo() throws IOException {
        CreatedOpen open = create("file");
        assertTrue(Files.exists(union.branch(0).resolve("file")));
        assertTrue(isHeld(union.branch(0)));
        value(command("-" + union.branch(0)));
        assertEquals(Errno.ENOENT, errno(union.driver.lookup(union.root, Name.of("file"))));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2500));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom("kept");
            value(open.file().write(open.child(), 0, data, false, false, Caller.ROOT));
        }
        assertEquals(5, value(union.driver.getattr(open.child(), open.file())).size());
        AttributeChanges mode = AttributeChanges.ofMode(0604);
        assertEquals(
                0604,
                value(union.driver.setattr(open.child(), open.file(), mode, Caller.ROOT))
                                .mode()
                        & 07777);
        assertEquals("kept\0", Files.readString(union.branch(0).resolve("file")));
        assertTrue(isHeld(union.branch(0)));
        open.file().release();
        for (int i = 0; i < 100 && isHeld(union.branch(0)); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        assertFalse(isHeld(union.branch(0)), "its filesystem could be unmounted");
    }

    /** Whether this process has a descriptor in a directory. */
    private static boolean isHeld(Path directory) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.anyMatch(fd -> {
                try {
                    return Files.readSymbolicLink(fd).startsWith(directory);
                } catch (IOException e) {
                    return false; // it was closed meanwhile
                }
            });
        }
    }

    @Test
    void shouldKnowAFileOfABranchThatComesBack() throws IOException {
        Files.createFile(union.branch(1).resolve("file"));
        Node before = union.lookup("file");
        value(command("->"));
        assertEquals(Errno.ESTALE, errno(union.driver.getattr(before, null)));
        value(command("+>" + union.branch(1)));
        assertEquals(before.key(), union.lookup("file").key());
        assertEquals(0, value(union.driver.getattr(before, null)).size());
    }

    @Test
    void shouldChangeWhatMayBeDoneOnABranch() throws IOException {
        create("one").file().release();
        value(command("=" + union.branch(0) + "=RO:" + union.branch(1)));
        create("two").file().release();
        assertEquals("0", union.where("one"));
        assertEquals("1", union.where("two"));
        assertEquals(
                Errno.EROFS, errno(union.driver.unlink(union.root, Name.of("one"), union.lookup("one"), Caller.ROOT)));
    }

    @Test
    void shouldRefuseWhatIsNoBranchAndChangeNothing() throws IOException {
        String before = branches();
        Path mountpoint = union.branch(0).resolveSibling("mount");
        Path file = Files.createFile(union.branch(0).resolveSibling("file"));
        Path link = Files.createSymbolicLink(union.branch(0).resolveSibling("link"), union.branch(1));
        for (String bad : List.of(
                "+>/nowhere/at/all",
                "+>" + file,
                "+>" + link,
                "+>" + mountpoint,
                "+>" + mountpoint.resolve("below"),
                "+>" + mountpoint.getParent(),
                "+>" + union.branch(0),
                "-/nowhere",
                "-" + union.branch(0) + ":" + union.branch(1),
                "+>" + fresh("good") + ":/nowhere/at/all",
                "+>" + fresh("odd") + "=RX")) {
            assertEquals(Errno.EINVAL, errno(command(bad)), bad);
            assertEquals(before, branches());
        }
    }
}
