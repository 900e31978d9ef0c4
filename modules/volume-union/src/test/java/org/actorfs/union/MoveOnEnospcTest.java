package org.actorfs.union;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.actorfs.union.UnionFixture.await;
import static org.actorfs.union.UnionFixture.errno;
import static org.actorfs.union.UnionFixture.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.posix.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Branches that are full: small ones in memory. */
final class MoveOnEnospcTest {
    private static final Caller ROOT = Caller.ROOT;
    private static final int MIB = 1 << 20;

    private final UnionFixture union = new UnionFixture(
            Path.of("/var/tmp"), List.of(""), "category.create=ff", "cache.entry=0", "moveonenospc=mfs");
    private final List<Path> mounted = new ArrayList<>();

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(Processes.geteuid() == 0, "mounting takes root");
        set("branches", "=" + disk("small", 4) + ":" + disk("large", 64));
    }

    /** A directory on a filesystem of so many MiB. */
    private Path disk(String name, int mib) throws Exception {
        Path at = Files.createDirectory(union.branch(0).resolveSibling(name));
        run("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "actorfs-test", at.toString());
        mounted.add(at);
        return Files.createDirectory(at.resolve("branch"));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), List.of(command).toString());
        assertEquals(0, process.exitValue(), List.of(command).toString());
    }

    @AfterEach
    void unmount() throws Exception {
        value(union.driver.close());
        for (Path each : mounted) {
            run("umount", each.toString());
        }
        union.cleanUp();
    }

    private void set(String word, String text) {
        XattrUpdate update = new XattrUpdate(
                Name.of("user.actorfs." + word), text.getBytes(UTF_8), XattrUpdate.Condition.ANY, false);
        value(union.driver.setxattr(union.lookup(".actorfs"), null, update, ROOT));
    }

    private Path on(String disk, String name) {
        return union.branch(0).resolveSibling(disk).resolve("branch").resolve(name);
    }

    private CreatedOpen create(String name) {
        return create(union.root, name, 0644);
    }

    private CreatedOpen create(Node directory, String name, int mode) {
        return value(union.driver.create(directory, Name.of(name), Mode.REGULAR | mode, OpenFlags.READ_WRITE, 0, ROOT));
    }

    private Node makeDirectory(int mode) {
        value(union.driver.mkdir(union.root, Name.of("dir"), Mode.DIRECTORY | mode, 0, ROOT));
        return union.lookup("dir");
    }

    private static Outcome<Written> write(CreatedOpen open, long offset, int bytes, int fill) {
        MemorySegment data = Arena.ofAuto().allocate(bytes).fill((byte) fill);
        return open.file().write(open.child(), offset, data, false, false, ROOT);
    }

    private static byte[] read(OpenFile file, Node node, long offset, int bytes) {
        MemorySegment target = Arena.ofAuto().allocate(bytes);
        int count = value(file.read(node, offset, bytes, () -> target));
        return target.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }

    private Attributes stat(Node node) {
        return value(union.driver.getattr(node, null));
    }

    @Test
    void shouldMoveAFileUnderItsHandlesAndStayTheSameFile() throws IOException {
        Node dir = makeDirectory(0750);
        CreatedOpen open = create(dir, "file", 0604);
        OpenFile reader = value(union.driver.open(open.child(), OpenFlags.READ_ONLY, ROOT))
                .file();
        value(write(open, 3L << 20, MIB / 2, 1)); // after a hole
        value(union.driver.setattr(open.child(), open.file(), AttributeChanges.ofOwner(12, 34), ROOT));
        value(union.driver.setattr(
                open.child(), open.file(), AttributeChanges.ofTimes(new Timespec(5, 6), new Timespec(7, 8)), ROOT));
        XattrUpdate note =
                new XattrUpdate(Name.of("trusted.note"), "kept".getBytes(UTF_8), XattrUpdate.Condition.ANY, false);
        value(union.driver.setxattr(open.child(), open.file(), note, ROOT));
        assertTrue(Files.exists(on("small", "dir/file")));

        assertEquals(4 * MIB, value(write(open, 8L << 20, 4 * MIB, 2)).bytes(), "all of it");

        assertFalse(Files.exists(on("small", "dir/file")));
        Node found = union.lookup("dir/file");
        assertEquals(open.child().key(), found.key());
        assertEquals(open.child().ino(), found.ino());
        Attributes after = stat(found);
        assertEquals(12L << 20, after.size());
        assertEquals(after, value(union.driver.getattr(open.child(), open.file())));
        assertEquals(List.of(12, 34), List.of(after.uid(), after.gid()));
        assertEquals(0604, after.mode() & 07777);
        assertEquals(new Timespec(5, 6), after.atime());
        assertTrue(after.blocks() * 512 < 5L << 20, "the holes are holes: " + after.blocks());
        assertArrayEquals(note.value(), value(union.driver.getxattr(open.child(), null, Name.of("trusted.note"))));
        assertEquals(0750, stat(union.lookup("dir")).mode() & 07777);
        for (OpenFile file : List.of(open.file(), reader)) {
            assertArrayEquals(new byte[MIB], read(file, open.child(), MIB, MIB));
            assertEquals(1, read(file, open.child(), 3L << 20, 1)[0]);
            assertEquals(2, read(file, open.child(), 12L * MIB - 1, 2)[0]);
            file.release();
        }
        assertEquals(List.of("dir"), names(on("large", "")));
        assertEquals(List.of(), names(on("small", "dir")));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldMoveForAWriteThatFitsInPart() {
        CreatedOpen open = create("file");
        value(write(open, 0, 3 * MIB, 1));
        assertEquals(3 * MIB, value(write(open, 3L * MIB, 3 * MIB, 2)).bytes());
        assertTrue(Files.exists(on("large", "file")));
        assertEquals(6L * MIB, stat(open.child()).size());
        open.file().release();
    }

    @Test
    void shouldMoveForAnAllocation() {
        CreatedOpen open = create("file");
        value(write(open, 0, MIB, 1));
        value(open.file().allocate(open.child(), new Allocation(Allocation.Kind.RESERVE, false, 0, 10L * MIB), ROOT));
        assertEquals(10L * MIB, stat(open.child()).size());
        assertTrue(Files.exists(on("large", "file")));
        open.file().release();
    }

    @Test
    void shouldServeManyWritersAndAReaderMeanwhile() {
        List<CreatedOpen> files = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            files.add(create("file" + i));
        }
        value(write(files.getFirst(), 0, MIB, 7));
        AtomicBoolean writing = new AtomicBoolean(true);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (writing.get()) {
                byte[] seen = read(files.getFirst().file(), files.getFirst().child(), MIB - 1, 1);
                assertArrayEquals(new byte[] {7}, seen);
                Node found = union.lookup("file0");
                assertEquals(files.getFirst().child().key(), found.key());
            }
        });
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CreatedOpen open = files.get(i);
            int fill = i + 1;
            writers.add(CompletableFuture.runAsync(() -> {
                for (int piece = 1; piece < 40; piece++) {
                    value(write(open, (long) piece * 100_000 + MIB, 100_000, fill));
                }
            }));
        }
        CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        writing.set(false);
        reader.orTimeout(20, TimeUnit.SECONDS).join();
        for (int i = 0; i < 8; i++) {
            CreatedOpen open = files.get(i);
            assertEquals(4_000_000 + MIB, stat(open.child()).size());
            for (int piece = 1; piece < 40; piece++) {
                byte[] seen = read(open.file(), open.child(), (long) piece * 100_000 + MIB, 100_000);
                for (byte each : seen) {
                    assertEquals(i + 1, each);
                }
            }
            open.file().release();
        }
    }

    @Test
    void shouldLeaveAFileOfTwoNamesWhereItIs() {
        CreatedOpen open = create("file");
        value(write(open, 0, MIB, 1));
        value(union.driver.link(open.child(), union.root, Name.of("other"), ROOT));
        value(write(open, MIB, 2 * MIB, 2));
        assertEquals(Errno.ENOSPC, errno(write(open, 8L * MIB, 2 * MIB, 3).then(_ -> write(open, 12L * MIB, MIB, 3))));
        assertEquals(1, read(open.file(), open.child(), 0, 1)[0]);
        assertTrue(Files.exists(on("small", "other")));
        assertFalse(Files.exists(on("large", "file")));
        open.file().release();
    }

    @Test
    void shouldSayThatThereIsNoSpaceIfThereIsNoneElsewhere() throws IOException {
        CreatedOpen open = create("file");
        value(write(open, 0, MIB, 1));
        set("branches", "->");
        await(write(open, MIB, 8 * MIB, 2));
        assertEquals(Errno.ENOSPC, errno(write(open, 20L * MIB, MIB, 2)));
        assertEquals(1, read(open.file(), open.child(), 0, 1)[0]);
        assertEquals(List.of("file"), names(on("small", "")));
        set("moveonenospc", "false");
        set("branches", "+>" + on("large", ""));
        assertEquals(Errno.ENOSPC, errno(write(open, 20L * MIB, MIB, 2)), "it is not wanted");
        open.file().release();
    }

    @Test
    void shouldNotBringBackWhatIsRemovedMeanwhile() {
        for (int round = 0; round < 10; round++) {
            CreatedOpen open = create("file");
            value(write(open, 0, 3 * MIB, 1));
            Outcome<Written> writing = write(open, 3L * MIB, 3 * MIB, 2);
            value(union.driver.unlink(union.root, Name.of("file"), open.child(), ROOT));
            await(writing);
            assertEquals(Errno.ENOENT, errno(union.driver.lookup(union.root, Name.of("file"))));
            assertFalse(Files.exists(on("small", "file")) || Files.exists(on("large", "file")));
            assertEquals(1, read(open.file(), open.child(), 0, 1)[0]);
            open.file().release();
        }
    }

    /** What is left open hinders the unmount after the test; what is closed twice closes somebody else's file. */
    @Test
    void shouldLetHandlesBeClosedMeanwhile() throws IOException {
        for (int round = 0; round < 10; round++) {
            String name = "file" + round;
            CreatedOpen open = create(name);
            List<OpenFile> readers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                readers.add(value(union.driver.open(open.child(), OpenFlags.READ_ONLY, ROOT))
                        .file());
            }
            value(write(open, 0, 3 * MIB, 1));
            Outcome<Written> writing = write(open, 3L * MIB, 2 * MIB, 2);
            readers.forEach(OpenFile::release);
            assertEquals(2 * MIB, value(writing).bytes());
            assertTrue(Files.exists(on("large", name)));
            assertEquals(2, read(open.file(), open.child(), 5L * MIB - 1, 1)[0]);
            open.file().release();
            value(union.driver.unlink(union.root, Name.of(name), open.child(), ROOT));
        }
    }

    @Test
    void shouldNotMoveAFileThatOtherBranchesHaveToo() throws Exception {
        CreatedOpen open = create("file");
        value(write(open, 0, 3 * MIB, 1));
        set("branches", "+>" + disk("third", 64));
        Files.writeString(on("large", "file"), "older");
        await(write(open, 3L * MIB, 2 * MIB, 2));
        assertEquals(Errno.ENOSPC, errno(write(open, 8L * MIB, MIB, 2)));
        assertEquals(1, read(open.file(), open.child(), 0, 1)[0]);
        assertEquals("older", Files.readString(on("large", "file")));
        assertFalse(Files.exists(on("third", "file")));
        open.file().release();
    }

    @Test
    void shouldGiveAMovedFileNoListThatItDidNotHave() throws Exception {
        Node dir = makeDirectory(0755);
        CreatedOpen open = create(dir, "file", 0640);
        run("setfacl", "-d", "-m", "u:12:rwx", on("small", "dir").toString());
        value(write(open, 0, 3 * MIB, 1));
        value(write(open, 3L * MIB, 2 * MIB, 2));
        assertTrue(Files.exists(on("large", "dir/file")));
        assertEquals(Errno.ENODATA, errno(union.driver.getxattr(open.child(), null, XattrNames.ACCESS_ACL)));
        assertEquals(0640, stat(open.child()).mode() & 07777);
        assertEquals(
                value(union.driver.getxattr(dir, null, XattrNames.DEFAULT_ACL)).length,
                4 + 5 * 8,
                "the directory's is there");
        open.file().release();
    }
}
