package org.actorfs.union;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.actorfs.union.UnionFixture.errno;
import static org.actorfs.union.UnionFixture.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.posix.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only several branches show; what is where is asked through the back door. */
final class UnionDriverTest {
    private static final Caller ROOT = Caller.ROOT;
    private UnionFixture union = three();

    private static UnionFixture three(String... options) {
        return new UnionFixture(Path.of("/var/tmp"), Collections.nCopies(3, ""), options);
    }

    private void use(UnionFixture other) {
        union.close();
        union = other;
    }

    @AfterEach
    void close() {
        union.close();
    }

    @Test
    void shouldShowTheNamesOfAllBranchesOnce() throws IOException {
        Files.createFile(union.branch(0).resolve("both"));
        Files.createFile(union.branch(2).resolve("both"));
        Files.createFile(union.branch(1).resolve("only"));
        Files.createDirectory(union.branch(2).resolve("dir"));
        assertEquals(List.of("both", "dir", "only"), names(union.root));
        for (DirectoryEntry entry : list(union.root, true)) {
            Node node = entry.node();
            assertTrue(node != null && node.ino() == entry.ino(), entry.toString());
        }
    }

    @Test
    void shouldGoOnListingAtACursor() throws IOException {
        for (int i = 0; i < 3000; i++) {
            Files.createFile(union.branch(i % 3).resolve("f" + i));
        }
        OpenDirectory open = value(union.driver.opendir(union.root, ROOT));
        List<DirectoryEntry> first = value(open.read(union.root, 0, 1000, false));
        Files.delete(union.branch(0).resolve("f0"));
        List<DirectoryEntry> rest = value(open.read(union.root, first.getLast().cursor(), 5000, false));
        assertEquals(3000, first.size() + rest.size());
        assertEquals(rest, value(open.read(union.root, first.getLast().cursor(), 5000, false)));
        assertEquals(List.of(), value(open.read(union.root, rest.getLast().cursor(), 10, false)));
        open.release();
    }

    /** What it listed is not newer than what was made meanwhile. */
    @Test
    void shouldNotForgetADirectoryThatComesToABranchWhileItLists() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("", ""), "func.create=ff"));
        Files.createDirectory(union.branch(0).resolve("other"));
        Files.createDirectory(union.branch(1).resolve("a"));
        Files.createDirectory(union.branch(1).resolve("b"));
        OpenDirectory open = value(union.driver.opendir(union.root, ROOT));
        List<DirectoryEntry> first = value(open.read(union.root, 0, 2, true));
        String last = first.getLast().name().toString().equals("a") ? "b" : "a";
        create(union.lookup(last), "new");
        assertEquals("0", union.where(last + "/new"));
        value(open.read(union.root, first.getLast().cursor(), 10, true));
        assertEquals("new", names(union.lookup(last)).getFirst());
        value(union.driver.lookup(union.lookup(last), Name.of("new")));
        open.release();
    }

    @Test
    void shouldFindTheFirstCopyOrTheOneThatThePolicyWants() throws IOException {
        Files.writeString(union.branch(1).resolve("f"), "old");
        Files.writeString(union.branch(2).resolve("f"), "newer");
        Files.setLastModifiedTime(union.branch(1).resolve("f"), FileTime.fromMillis(1000));
        assertEquals(3, union.lookup("f").attributes().size());
        UnionFixture newest = new UnionFixture(Path.of("/var/tmp"), List.of("", ""), "func.getattr=newest");
        use(newest);
        Files.writeString(union.branch(0).resolve("f"), "old");
        Files.setLastModifiedTime(union.branch(0).resolve("f"), FileTime.fromMillis(1000));
        Files.writeString(union.branch(1).resolve("f"), "newer");
        assertEquals(5, union.lookup("f").attributes().size());
    }

    @Test
    void shouldCloneThePathWithWhatItHas() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=NC", ""), "func.create=ff"));
        Path original = Files.createDirectories(union.branch(0).resolve("a/b"));
        Files.setPosixFilePermissions(original, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setAttribute(original, "unix:uid", 1234);
        Files.setAttribute(original, "unix:gid", 2345);
        Files.setAttribute(original, "user:note", "mine".getBytes(UTF_8));
        Files.setLastModifiedTime(original, FileTime.fromMillis(123_456_789_000L));
        create(union.lookup("a/b"), "f");
        Path clone = union.branch(1).resolve("a/b");
        assertEquals("1", union.where("a/b/f"));
        assertEquals("rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(clone)));
        assertEquals(1234, Files.getAttribute(clone, "unix:uid"));
        assertEquals(2345, Files.getAttribute(clone, "unix:gid"));
        assertArrayEquals("mine".getBytes(UTF_8), (byte[]) Files.getAttribute(clone, "user:note"));
    }

    @Test
    void shouldKeepADirectoryTheSameInodeWhenItComesToAnotherBranch() throws IOException {
        Files.createDirectory(union.branch(2).resolve("dir"));
        Node before = union.lookup("dir");
        Files.createDirectory(union.branch(0).resolve("dir"));
        Node after = union.lookup("dir");
        assertEquals(before.key(), after.key());
        assertEquals(before.ino(), after.ino());
    }

    @Test
    void shouldKnowAReplacedFileAndDirectoryAsOthers() throws IOException {
        Files.createFile(union.branch(0).resolve("f"));
        Files.createDirectory(union.branch(0).resolve("d"));
        Node file = union.lookup("f");
        Node directory = union.lookup("d");
        Files.createFile(union.branch(0).resolve("new"));
        Files.move(union.branch(0).resolve("f"), union.branch(0).resolve("kept"));
        Files.move(union.branch(0).resolve("new"), union.branch(0).resolve("f"));
        Files.createDirectory(union.branch(0).resolve("other"));
        Files.delete(union.branch(0).resolve("d"));
        Files.move(union.branch(0).resolve("other"), union.branch(0).resolve("d"));
        assertNotEquals(file.key(), union.lookup("f").key());
        assertNotEquals(directory.key(), union.lookup("d").key());
        assertEquals(file.key(), union.lookup("kept").key());
    }

    @Test
    void shouldGiveTheLinksOfAFileOneInode() {
        Node file = create(union.root, "f");
        value(union.driver.link(file, union.root, Name.of("g"), ROOT));
        assertEquals(union.where("f"), union.where("g"));
        assertEquals(union.lookup("f").key(), union.lookup("g").key());
        assertEquals(union.lookup("f").ino(), union.lookup("g").ino());
        assertEquals(2, union.lookup("g").attributes().nlink());
    }

    @Test
    void shouldRemoveAllCopies() throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.createFile(union.branch(i).resolve("f"));
        }
        value(union.driver.unlink(union.root, Name.of("f"), union.lookup("f"), ROOT));
        assertEquals("", union.where("f"));
    }

    @Test
    void shouldLeaveCopiesOnReadOnlyBranches() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("", "=RO")));
        Files.createFile(union.branch(0).resolve("f"));
        Files.createFile(union.branch(1).resolve("f"));
        value(union.driver.unlink(union.root, Name.of("f"), union.lookup("f"), ROOT));
        assertEquals("1", union.where("f"));
        assertEquals(Errno.EROFS, errno(union.driver.unlink(union.root, Name.of("f"), union.lookup("f"), ROOT)));
    }

    @Test
    void shouldRemoveNoCopyOfADirectoryThatHoldsSomethingOnAnyBranch() throws IOException {
        Files.createDirectory(union.branch(0).resolve("d"));
        Files.createDirectories(union.branch(2).resolve("d/e"));
        assertEquals(Errno.ENOTEMPTY, errno(union.driver.rmdir(union.root, Name.of("d"), union.lookup("d"), ROOT)));
        assertEquals("02", union.where("d"));
        Files.delete(union.branch(2).resolve("d/e"));
        value(union.driver.rmdir(union.root, Name.of("d"), union.lookup("d"), ROOT));
        assertEquals("", union.where("d"));
    }

    @Test
    void shouldChangeAllCopies() throws IOException {
        Files.createFile(union.branch(0).resolve("f"));
        Files.createFile(union.branch(2).resolve("f"));
        value(union.driver.setattr(union.lookup("f"), null, AttributeChanges.ofMode(0640), ROOT));
        for (int i : new int[] {0, 2}) {
            Path copy = union.branch(i).resolve("f");
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        }
    }

    /** As long as cache.entry says, a file that was made on one branch is taken to be on no other. */
    @ParameterizedTest
    @ValueSource(ints = {0, 60})
    void shouldBelieveThatAFileIsOnItsBranchAlone(int seconds) throws IOException {
        use(three("category.create=ff", "cache.entry=" + seconds));
        CreatedOpen made = value(union.driver.create(union.root, Name.of("f"), 0600, OpenFlags.READ_WRITE, 0, ROOT));
        made.file().release();
        Path later = Files.createFile(union.branch(2).resolve("f"));
        Files.setPosixFilePermissions(later, PosixFilePermissions.fromString("rw-------"));
        value(union.driver.setattr(made.child(), null, AttributeChanges.ofMode(0640), ROOT));
        assertEquals(
                "rw-r-----",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(union.branch(0).resolve("f"))));
        assertEquals(
                seconds == 0 ? "rw-r-----" : "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(later)));
    }

    @Test
    void shouldRenameEachCopyOnItsBranchAndRemoveWhatItReplaces() throws IOException {
        Files.createFile(union.branch(0).resolve("from"));
        Files.createFile(union.branch(1).resolve("from"));
        Files.createFile(union.branch(1).resolve("to"));
        Files.createFile(union.branch(2).resolve("to"));
        rename("from", union.root, "to");
        assertEquals("", union.where("from"));
        assertEquals("01", union.where("to"));
    }

    @Test
    void shouldMakeTheTargetsDirectoryWhereTheSourceIs() throws IOException {
        Files.createFile(union.branch(0).resolve("from"));
        Files.createDirectory(union.branch(2).resolve("dir"));
        rename("from", union.lookup("dir"), "to");
        assertEquals("0", union.where("dir/to"));
        assertEquals("02", union.where("dir"));
    }

    @Test
    void shouldPreservePathsIfThatIsThePolicy() throws IOException {
        use(three("category.create=epmfs", "cache.entry=0"));
        Files.createFile(union.branch(0).resolve("from"));
        Files.createDirectory(union.branch(2).resolve("dir"));
        Node dir = union.lookup("dir");
        assertEquals(Errno.EXDEV, errno(union.driver.rename(call("from", dir, "to"), ROOT)));
        assertEquals(Errno.EXDEV, errno(union.driver.link(union.lookup("from"), dir, Name.of("to"), ROOT)));
        assertEquals("2", union.where("dir"));
        Files.createDirectory(union.branch(0).resolve("dir"));
        union.lookup("dir"); // as a kernel does that caches nothing
        value(union.driver.link(union.lookup("from"), dir, Name.of("link"), ROOT));
        rename("from", dir, "to");
        assertEquals("0", union.where("dir/to"));
        assertEquals("0", union.where("dir/link"));
        create(dir, "made");
        use(three("category.create=epmfs", "ignorepponrename=true"));
        Files.createFile(union.branch(0).resolve("from"));
        Files.createDirectory(union.branch(2).resolve("dir"));
        rename("from", union.lookup("dir"), "to");
        assertEquals("0", union.where("dir/to"));
    }

    @Test
    void shouldMoveADirectoryOnAllItsBranches() throws IOException {
        Files.createDirectories(union.branch(0).resolve("d/x"));
        Files.createDirectories(union.branch(2).resolve("d/y"));
        Node moved = union.lookup("d");
        Node below = union.lookup("d/y");
        rename("d", union.root, "e");
        assertEquals("", union.where("d"));
        assertEquals("02", union.where("e"));
        assertEquals(moved.key(), union.lookup("e").key());
        assertEquals(below.key(), union.lookup("e/y").key());
        assertEquals(List.of("x", "y"), names(moved));
        assertEquals(2, value(union.driver.getattr(below, null)).nlink());
        create(below, "f");
        assertTrue(union.where("e/y/f").length() == 1);
    }

    @Test
    void shouldNotMoveOverADirectoryThatHoldsSomethingOnAnyBranch() throws IOException {
        Files.createDirectory(union.branch(0).resolve("d"));
        Files.createDirectory(union.branch(0).resolve("e"));
        Files.createDirectories(union.branch(1).resolve("e/held"));
        RenameCall call = new RenameCall(
                union.root, Name.of("d"), union.lookup("d"), union.root, Name.of("e"), union.lookup("e"), false, false);
        assertEquals(Errno.ENOTEMPTY, errno(union.driver.rename(call, ROOT)));
        assertEquals("0", union.where("d"));
        assertEquals("01", union.where("e"));
    }

    @Test
    void shouldExchangeWhatIsOnDifferentBranches() throws IOException {
        Files.writeString(union.branch(0).resolve("a"), "A");
        Files.writeString(union.branch(2).resolve("b"), "BB");
        Node a = union.lookup("a");
        Node b = union.lookup("b");
        value(union.driver.rename(
                new RenameCall(union.root, Name.of("a"), a, union.root, Name.of("b"), b, true, false), ROOT));
        assertEquals("2", union.where("a"));
        assertEquals("0", union.where("b"));
        assertEquals(b.key(), union.lookup("a").key());
        assertEquals(a.key(), union.lookup("b").key());
    }

    @Test
    void shouldMakeDirectoriesWhereThePolicySays() throws IOException {
        use(three("func.mkdir=epall", "func.create=all"));
        Files.createDirectory(union.branch(0).resolve("d"));
        Files.createDirectory(union.branch(2).resolve("d"));
        value(union.driver.mkdir(union.lookup("d"), Name.of("e"), 0755, 0, ROOT));
        assertEquals("02", union.where("d/e"));
        create(union.lookup("d"), "f");
        assertEquals("0", union.where("d/f"));
    }

    @Test
    void shouldWalkUpWhereNoBranchWillDo() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=NC", "", ""), "category.create=mspmfs"));
        Files.createDirectories(union.branch(0).resolve("a/b"));
        Files.createDirectory(union.branch(2).resolve("a"));
        create(union.lookup("a/b"), "f");
        assertEquals("2", union.where("a/b/f"));
    }

    @Test
    void shouldMakeNothingOnAFullOrReadOnlyBranch() {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=RW,8000P", "=RW"), "func.create=ff"));
        create(union.root, "f");
        assertEquals("1", union.where("f"));
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=RW,8000P")));
        assertEquals(Errno.ENOSPC, errno(makeFile(union.root, "f")));
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=RO", "=NC")));
        assertEquals(Errno.EROFS, errno(makeFile(union.root, "f")));
    }

    @Test
    void shouldNotMakeWhatAnyBranchHas() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("", "=RO"), "func.create=ff"));
        Files.createFile(union.branch(1).resolve("f"));
        assertEquals(Errno.EEXIST, errno(makeFile(union.root, "f")));
        assertEquals(Errno.EEXIST, errno(union.driver.mkdir(union.root, Name.of("f"), 0755, 0, ROOT)));
    }

    /** What a look-up just before has not found. */
    @Test
    void shouldNotMakeWhatItHasMadeItself() {
        use(new UnionFixture(Path.of("/dev/shm"), Collections.nCopies(3, ""), "category.create=rand"));
        for (int i = 0; i < 100; i++) {
            Name name = Name.of("f" + i);
            assertEquals(Errno.ENOENT, errno(union.driver.lookup(union.root, name)));
            if (i % 2 == 0) {
                create(union.root, name.toString());
            } else {
                value(union.driver.mkdir(union.root, name, 0755, 0, ROOT));
            }
            assertEquals(Errno.EEXIST, errno(makeFile(union.root, name.toString())));
            assertEquals(1, union.where(name.toString()).length());
        }
    }

    /** The directory and the link to it are two, which do not know of each other what was made in them. */
    @Test
    void shouldNotMakeWhatItHasMadeThroughALink() throws IOException {
        use(new UnionFixture(
                Path.of("/dev/shm"), Collections.nCopies(3, ""), "category.create=rand", "follow-symlinks=directory"));
        for (int i = 0; i < 3; i++) {
            Files.createDirectory(union.branch(i).resolve("d"));
        }
        Files.createSymbolicLink(union.branch(0).resolve("l"), Path.of("d"));
        Node directory = union.lookup("d");
        Node link = union.lookup("l");
        assertTrue(link.attributes().isDirectory());
        for (int i = 0; i < 100; i++) {
            Name name = Name.of("f" + i);
            assertEquals(Errno.ENOENT, errno(union.driver.lookup(directory, name)));
            create(link, name.toString());
            assertEquals(Errno.EEXIST, errno(makeFile(directory, name.toString())));
        }
    }

    @Test
    void shouldNotMakeWhatItHasLinkedOrMoved() {
        use(new UnionFixture(Path.of("/dev/shm"), Collections.nCopies(3, ""), "category.create=rand"));
        for (int i = 0; i < 100; i++) {
            Name name = Name.of("new" + i);
            Node file = create(union.root, "f" + i);
            assertEquals(Errno.ENOENT, errno(union.driver.lookup(union.root, name)));
            if (i % 2 == 0) {
                value(union.driver.link(file, union.root, name, ROOT));
            } else {
                rename("f" + i, union.root, name.toString());
            }
            assertEquals(Errno.EEXIST, errno(makeFile(union.root, name.toString())));
            assertEquals(1, union.where(name.toString()).length());
        }
    }

    @Test
    void shouldNotLeaveABranchThroughALink() throws IOException {
        Path outside = Files.createTempDirectory(Path.of("/var/tmp"), "actorfs-outside");
        Files.createFile(outside.resolve("secret"));
        Files.createSymbolicLink(union.branch(0).resolve("out"), outside);
        Files.createDirectory(union.branch(1).resolve("out"));
        Node link = union.lookup("out");
        assertTrue(link.attributes().isSymlink());
        assertEquals(Errno.ENOTDIR, errno(union.driver.lookup(link, Name.of("secret"))));
        Files.createDirectory(union.branch(2).resolve("dir"));
        Node dir = union.lookup("dir");
        Files.createFile(union.branch(2).resolve("dir/in"));
        Files.move(union.branch(2).resolve("dir"), union.branch(2).resolve("away"));
        Files.createSymbolicLink(union.branch(2).resolve("dir"), outside);
        assertEquals(Errno.ENOENT, errno(union.driver.lookup(dir, Name.of("secret"))));
        assertEquals(Errno.EINVAL, errno(union.driver.lookup(union.root, Name.of("../" + outside.getFileName()))));
        Files.delete(outside.resolve("secret"));
        Files.delete(outside);
    }

    @Test
    void shouldCountEachFilesystemOnce() throws IOException {
        long one = Files.getFileStore(union.branch(0)).getTotalSpace();
        var space = value(union.driver.statfs(union.root));
        assertEquals(one, space.blocks() * space.fragmentBytes());
    }

    @Test
    void shouldHideExtendedAttributesIfAsked() throws IOException {
        use(three("xattr=noattr"));
        Files.createFile(union.branch(0).resolve("f"));
        Files.setAttribute(union.branch(0).resolve("f"), "user:note", new byte[] {1});
        Node file = union.lookup("f");
        assertEquals(List.of(), value(union.driver.listxattr(file, null)));
        assertEquals(Errno.ENODATA, errno(union.driver.getxattr(file, null, Name.of("user.note"))));
    }

    @Test
    void shouldChangeTheCopyThatMayBeChangedThoughAnotherIsShown() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=RO", "")));
        Files.writeString(union.branch(0).resolve("f"), "kept");
        Files.writeString(union.branch(1).resolve("f"), "gone");
        value(union.driver.setattr(union.lookup("f"), null, AttributeChanges.ofSize(0), ROOT));
        assertEquals("kept", Files.readString(union.branch(0).resolve("f")));
        assertEquals("", Files.readString(union.branch(1).resolve("f")));
    }

    @Test
    void shouldOpenTheCopyThatThePolicyOfOpenChooses() throws IOException {
        use(three("func.open=newest"));
        Files.writeString(union.branch(0).resolve("f"), "old");
        Files.setLastModifiedTime(union.branch(0).resolve("f"), FileTime.fromMillis(1000));
        Files.writeString(union.branch(2).resolve("f"), "newer");
        UnionFile file = open("f");
        assertEquals(union.branch(2), file.branch().spec().path());
        file.release();
    }

    @Test
    void shouldNotChangeAReadOnlyBranchThroughAFileThatSomebodyReads() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=RO", "")));
        Files.writeString(union.branch(0).resolve("movie"), "long");
        UnionFile open = open("movie");
        Node file = union.lookup("movie");
        assertEquals(Errno.EROFS, errno(union.driver.setattr(file, open, AttributeChanges.ofSize(0), ROOT)));
        assertEquals("long", Files.readString(union.branch(0).resolve("movie")));
        open.release();
    }

    @Test
    void shouldExchangeNothingOnAReadOnlyBranch() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("", "=RO")));
        for (int i = 0; i < 2; i++) {
            Files.writeString(union.branch(i).resolve("a"), "A" + i);
            Files.writeString(union.branch(i).resolve("b"), "B" + i);
        }
        RenameCall call = new RenameCall(
                union.root, Name.of("a"), union.lookup("a"), union.root, Name.of("b"), union.lookup("b"), true, false);
        assertEquals(Errno.EROFS, errno(union.driver.rename(call, ROOT)));
        assertEquals("A0", Files.readString(union.branch(0).resolve("a")));
        assertEquals("A1", Files.readString(union.branch(1).resolve("a")));
        assertEquals("B1", Files.readString(union.branch(1).resolve("b")));
    }

    @Test
    void shouldNotReplaceWhatAReadOnlyBranchWouldStillShow() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("", "=RO")));
        Files.createFile(union.branch(0).resolve("from"));
        Files.createFile(union.branch(1).resolve("to"));
        assertEquals(Errno.EROFS, errno(union.driver.rename(call("from", union.root, "to"), ROOT)));
        assertEquals("0", union.where("from"));
        assertEquals("1", union.where("to"));
    }

    @Test
    void shouldStayTheSameCopyAfterARename() throws IOException {
        Files.writeString(union.branch(0).resolve("f"), "first");
        Files.writeString(union.branch(1).resolve("f"), "second");
        Node file = union.lookup("f");
        value(union.driver.rename(call("f", union.root, "g"), ROOT));
        UnionFile open = (UnionFile)
                value(union.driver.open(file, OpenFlags.READ_ONLY, ROOT)).file();
        assertEquals(union.branch(0), open.branch().spec().path());
        open.release();
        assertEquals(file.key(), union.lookup("g").key());
    }

    @Test
    void shouldShowARemovedDirectoryEmptyToWhoStandsInIt() {
        use(three("cache.entry=0"));
        value(union.driver.mkdir(union.root, Name.of("d"), 0755, 0, ROOT));
        Node directory = union.lookup("d");
        value(union.driver.rmdir(union.root, Name.of("d"), directory, ROOT));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5)); // until nothing is believed any more
        assertEquals(List.of(), names(directory));
    }

    @Test
    void shouldOpenWhatIsOnAReadOnlyBranchForReadingOnly() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=RO", "")));
        Files.writeString(union.branch(0).resolve("f"), "kept");
        Node file = union.lookup("f");
        value(union.driver.open(file, OpenFlags.READ_ONLY, ROOT)).file().release();
        assertEquals(Errno.EROFS, errno(union.driver.open(file, OpenFlags.READ_WRITE, ROOT)));
    }

    @Test
    void shouldGiveNoTwoDirectoriesOneNumber() {
        value(union.driver.mkdir(union.root, Name.of("d"), 0755, 0, ROOT));
        long before = union.lookup("d").ino();
        Node moved = union.lookup("d");
        value(union.driver.mkdir(moved, Name.of("below"), 0755, 0, ROOT));
        Node below = union.lookup("d/below");
        rename("d", union.root, "e");
        value(union.driver.mkdir(union.root, Name.of("d"), 0755, 0, ROOT));
        value(union.driver.mkdir(union.lookup("d"), Name.of("below"), 0755, 0, ROOT));
        assertEquals(before, union.lookup("e").ino());
        assertEquals(below.ino(), union.lookup("e/below").ino());
        assertNotEquals(below.ino(), union.lookup("d/below").ino());
        assertNotEquals(before, union.lookup("d").ino());
        assertEquals(moved.key(), union.lookup("e").key());
        for (DirectoryEntry entry : list(union.root, false)) {
            assertEquals(union.lookup(entry.name().toString()).ino(), entry.ino());
        }
    }

    @Test
    void shouldShowNothingOfACloneAbove() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=NC", "")));
        Files.createDirectories(union.branch(0).resolve("a/b"));
        Files.createDirectories(union.branch(1).resolve("a"));
        for (int i = 0; i < 2; i++) {
            Files.setLastModifiedTime(union.branch(i).resolve("a"), FileTime.fromMillis(77_000));
        }
        create(union.lookup("a/b"), "f");
        assertEquals(77, union.lookup("a").attributes().mtime().seconds());
        assertEquals(List.of("b"), names(union.lookup("a")));
        try (var left = Files.list(union.branch(1).resolve("a"))) {
            assertEquals(List.of(union.branch(1).resolve("a/b")), left.toList());
        }
    }

    @Test
    void shouldNotMakeADirectoryAnewThatIsGone() throws IOException {
        Files.createDirectory(union.branch(0).resolve("d"));
        Node gone = union.lookup("d");
        Files.delete(union.branch(0).resolve("d"));
        for (int i = 0; i < 20; i++) {
            assertTrue(List.of(Errno.ENOENT, Errno.ESTALE).contains(errno(makeFile(gone, "f" + i))));
        }
        assertEquals("", union.where("d"));
    }

    @Test
    void shouldListWhatCameToAnotherBranchAfterItWasOpened() throws IOException {
        use(new UnionFixture(Path.of("/var/tmp"), List.of("=NC", "")));
        Files.createDirectory(union.branch(0).resolve("d"));
        Node directory = union.lookup("d");
        OpenDirectory open = value(union.driver.opendir(directory, ROOT));
        create(directory, "f");
        assertEquals("1", union.where("d/f"));
        assertEquals(1, value(open.read(directory, 0, 10, false)).size());
        open.release();
    }

    @Test
    void shouldChangeSettingsForTheNextRequest() {
        use(three("func.create=ff"));
        create(union.root, "one");
        assertEquals("0", union.where("one"));
        Node control = union.lookup(".mergerfs");
        set(control, "user.mergerfs.func.create", "all");
        set(control, "user.mergerfs.func.mkdir", "all");
        value(union.driver.mkdir(union.root, Name.of("two"), 0755, 0, ROOT));
        assertEquals("012", union.where("two"));
        assertEquals("all", get(control, "user.mergerfs.func.mkdir"));
        assertEquals("all", get(union.lookup(".actorfs"), "user.actorfs.func.mkdir"));
        assertEquals("all,pfrd", get(control, "user.mergerfs.category.create"));
        assertEquals("0", get(control, "user.mergerfs.minfreespace"));
        assertTrue(get(control, "user.mergerfs.branches").contains(union.branch(1) + "=RW"));
        for (Name name : value(union.driver.listxattr(control, null))) {
            get(control, name.toString());
        }
        assertEquals(List.of("one", "two"), names(union.root));
    }

    @Test
    void shouldRefuseSettingsThatCannotBe() {
        Node control = union.lookup(".mergerfs");
        assertEquals(Errno.EINVAL, errno(change(control, "user.mergerfs.func.create", "best")));
        assertEquals(Errno.EINVAL, errno(change(control, "user.mergerfs.colour", "blue")));
        assertEquals(Errno.EROFS, errno(change(control, "user.mergerfs.cache.entry", "5")));
        assertEquals(Errno.EINVAL, errno(change(control, "user.other", "x")));
        assertEquals("pfrd", get(control, "user.mergerfs.func.create"));
        assertEquals(Errno.ENODATA, errno(union.driver.getxattr(control, null, Name.of("user.mergerfs.colour"))));
        assertEquals(Errno.EPERM, errno(union.driver.setattr(control, null, AttributeChanges.ofSize(0), ROOT)));
        assertEquals(Errno.EACCES, errno(union.driver.open(control, OpenFlags.READ_ONLY, ROOT)));
        assertEquals(Errno.EPERM, errno(union.driver.link(control, union.root, Name.of("x"), ROOT)));
    }

    @Test
    void shouldDoNothingWithDataIfAsked() throws IOException {
        use(three("nullrw=true", "security_capability=false"));
        CreatedOpen open = value(
                union.driver.create(union.root, Name.of("file"), Mode.REGULAR | 0600, OpenFlags.READ_WRITE, 0, ROOT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom("data");
            assertEquals(
                    5,
                    value(open.file().write(open.child(), 0, data, false, false, ROOT))
                            .bytes());
            assertEquals(5, value(open.file().read(open.child(), 0, 5, () -> data)));
            assertEquals(0, data.get(ValueLayout.JAVA_BYTE, 0));
        }
        assertEquals(0, union.lookup("file").attributes().size());
        XattrUpdate capability = new XattrUpdate(
                XattrNames.CAPABILITY,
                new byte[] {0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                XattrUpdate.Condition.ANY,
                false);
        if (Processes.geteuid() == 0) {
            value(union.driver.setxattr(open.child(), null, capability, ROOT));
        }
        assertEquals(Errno.ENODATA, errno(union.driver.getxattr(open.child(), null, XattrNames.CAPABILITY)));
        open.file().release();
    }

    @Test
    void shouldDropTheCacheOfAClosedFileIfAsked() throws Exception {
        use(new UnionFixture(Path.of("/var/tmp"), List.of(""), "dropcacheonclose=true"));
        CreatedOpen open = value(
                union.driver.create(union.root, Name.of("file"), Mode.REGULAR | 0600, OpenFlags.READ_WRITE, 0, ROOT));
        try (Arena arena = Arena.ofConfined()) {
            value(open.file().write(open.child(), 0, arena.allocate(1 << 20), false, false, ROOT));
        }
        value(open.file().fsync(open.child(), false));
        assertEquals(256, cachedPages(union.branch(0).resolve("file")));
        open.file().release();
        for (int i = 0; i < 100 && cachedPages(union.branch(0).resolve("file")) > 0; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertEquals(0, cachedPages(union.branch(0).resolve("file")));
    }

    private static int cachedPages(Path file) throws Exception {
        Process fincore = new ProcessBuilder("fincore", "-n", "-o", "PAGES", file.toString()).start();
        String pages = new String(fincore.getInputStream().readAllBytes(), UTF_8).strip();
        assertTrue(fincore.waitFor(10, TimeUnit.SECONDS));
        return pages.isEmpty() ? 0 : Integer.parseInt(pages);
    }

    @Test
    void shouldTellWhereAFileIs() throws IOException {
        for (int i : new int[] {1, 2}) {
            Files.createDirectory(union.branch(i).resolve("d"));
            Files.createFile(union.branch(i).resolve("d/f"));
        }
        Node file = union.lookup("d/f");
        assertEquals(union.branch(1).toString(), get(file, "user.mergerfs.basepath"));
        assertEquals("/d/f", get(file, "user.mergerfs.relpath"));
        assertEquals(union.branch(1) + "/d/f", get(file, "user.actorfs.fullpath"));
        assertEquals(union.branch(1) + "/d/f\0" + union.branch(2) + "/d/f", get(file, "user.mergerfs.allpaths"));
        assertEquals("/", get(union.root, "user.mergerfs.relpath"));
        assertEquals(Errno.EINVAL, errno(change(file, "user.mergerfs.relpath", "/x")));
    }

    @Test
    void shouldTellNothingAtTheCloseOfLocalFiles() {
        use(new UnionFixture(Path.of("/dev/shm"), List.of("", "")));
        CreatedOpen made = value(union.driver.create(union.root, Name.of("f"), 0644, OpenFlags.READ_WRITE, 0, ROOT));
        assertFalse(made.file().tellsAtClose());
        made.file().release();
    }

    /** The kernel releases what was closed some time later. */
    @Test
    void shouldGiveSetIdBitsOnceOthersHaveClosed() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
        use(three("passthrough.io=rw"));
        Caller somebody = new Caller(1234, 1234, 1);
        CreatedOpen theirs =
                value(union.driver.create(union.root, Name.of("f"), 0666, OpenFlags.READ_WRITE, 0, somebody));
        AttributeChanges setId = AttributeChanges.ofMode(06777);
        assertEquals(Errno.ETXTBSY, errno(union.driver.setattr(theirs.child(), null, setId, ROOT)));
        Outcome<Attributes> given = union.driver.setattr(theirs.child(), null, setId, ROOT);
        TimeUnit.MILLISECONDS.sleep(30);
        theirs.file().release();
        assertEquals(Mode.REGULAR | 06777, value(given).mode());

        CreatedOpen ours = value(union.driver.create(union.root, Name.of("g"), 06777, OpenFlags.READ_WRITE, 0, ROOT));
        assertEquals(Errno.ETXTBSY, errno(union.driver.open(ours.child(), OpenFlags.WRITE_ONLY, somebody)));
        Outcome<Opened> opened = union.driver.open(ours.child(), OpenFlags.WRITE_ONLY, somebody);
        TimeUnit.MILLISECONDS.sleep(30);
        ours.file().release();
        value(opened).file().release();
    }

    /** A directory on two branches; the second copy has more in it and was changed later. */
    private void makeCopies() throws IOException {
        Files.createDirectories(union.branch(0).resolve("d/a"));
        Files.createDirectories(union.branch(1).resolve("d/b"));
        Files.createDirectories(union.branch(1).resolve("d/c"));
        Files.setLastModifiedTime(union.branch(0).resolve("d"), FileTime.fromMillis(1_000));
        Files.setLastModifiedTime(union.branch(1).resolve("d"), FileTime.fromMillis(77_000));
    }

    @Test
    void shouldTellAllOfADirectoryWhereItsAttributesAreBelieved() throws IOException {
        makeCopies();
        assertEquals(5, union.lookup("d").attributes().nlink());
        assertEquals(77, union.lookup("d").attributes().mtime().seconds());
        assertFalse(union.driver.traits().partialLookups());
    }

    @Test
    void shouldLookAtOneCopyOfADirectoryWhereNobodyBelievesItsAttributes() throws IOException {
        use(three("cache.attr=0"));
        makeCopies();
        assertTrue(union.driver.traits().partialLookups());
        Node directory = union.lookup("d");
        assertEquals(1, directory.attributes().mtime().seconds());
        Attributes all = value(union.driver.getattr(directory, null));
        assertEquals(5, all.nlink());
        assertEquals(77, all.mtime().seconds());
        union.lookup("d/a");
        union.lookup("d/c");
    }

    /** Which only the second copy tells. */
    private long mtimeSeconds(Node directory) {
        return value(union.driver.getattr(directory, null)).mtime().seconds();
    }

    /** All copies are looked at, and then something is done in the second. */
    private void assertShowsAtOnce(Consumer<Node> change) throws IOException {
        Files.setLastModifiedTime(union.branch(1).resolve("d"), FileTime.fromMillis(77_000));
        Node directory = union.lookup("d");
        assertEquals(77, mtimeSeconds(directory));
        change.accept(directory);
        assertTrue(mtimeSeconds(directory) > 77);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/tmp", "/dev/shm"})
    void shouldShowAtOnceWhatItDoesInAnyCopyOfADirectory(String where) throws IOException {
        use(new UnionFixture(Path.of(where), Collections.nCopies(3, ""), "category.create=newest"));
        makeCopies();
        Files.writeString(union.branch(1).resolve("d/f"), "1");
        Name f = Name.of("f");
        Name g = Name.of("g");
        Name h = Name.of("h");
        assertShowsAtOnce(d -> value(union.driver.rmdir(d, Name.of("b"), union.lookup("d/b"), ROOT)));
        assertEquals(4, links("d"));
        assertShowsAtOnce(d -> value(union.driver.link(union.lookup("d/f"), d, g, ROOT)));
        assertShowsAtOnce(d -> value(union.driver.rename(
                new RenameCall(d, g, union.lookup("d/g"), d, h, union.lookup("d/f"), false, false), ROOT)));
        assertShowsAtOnce(d -> value(union.driver.unlink(d, f, union.lookup("d/f"), ROOT)));
        assertShowsAtOnce(d -> value(union.driver.symlink(d, Name.of("s"), new byte[] {'x'}, ROOT)));
        assertShowsAtOnce(d -> create(d, "new"));
        assertEquals("1", union.where("d/new"));
        assertShowsAtOnce(d -> value(union.driver.mkdir(d, Name.of("e"), 0755, 0, ROOT)));
        assertEquals(5, links("d"));
        assertShowsAtOnce(d -> value(union.driver.mknod(d, Name.of("p"), Mode.REGULAR | 0600, 0, 0, ROOT)));
        Node directory = union.lookup("d");
        Timespec early = new Timespec(50, 0);
        value(union.driver.setattr(directory, null, AttributeChanges.ofTimes(early, early), ROOT));
        assertEquals(50, mtimeSeconds(directory));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldSeeSoonWhatOthersDoInAnyCopyOfADirectory(int cacheSeconds) throws IOException {
        use(three("cache.attr=" + cacheSeconds));
        makeCopies();
        Node directory = union.lookup("d");
        for (int i = 78; i < 88; i++) {
            Files.setLastModifiedTime(union.branch(1).resolve("d"), FileTime.fromMillis(i * 1000L));
            long end = System.nanoTime() + cacheSeconds * TimeUnit.MILLISECONDS.toNanos(50);
            while (mtimeSeconds(directory) != i && System.nanoTime() < end) {
                Thread.onSpinWait(); // who asks again and again is not told the same for longer
            }
            assertEquals(i, mtimeSeconds(directory));
        }
    }

    private int links(String path) {
        return value(union.driver.getattr(union.lookup(path), null)).nlink();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/tmp", "/dev/shm"})
    void shouldCountEachDirectoryOnceWhateverItDoes(String where) {
        use(new UnionFixture(Path.of(where), Collections.nCopies(3, ""), "category.create=rand"));
        Node top = value(union.driver.mkdir(union.root, Name.of("d"), 0755, 0, ROOT))
                .child();
        for (int i = 0; i < 30; i++) {
            value(union.driver.mkdir(top, Name.of("s" + i), 0755, 0, ROOT));
            assertEquals(3 + i, links("d"));
            create(union.lookup("d/s" + i / 2), "f" + i); // on another branch it makes the directory
            assertEquals(3 + i, links("d"));
        }
        for (int i = 0; i < 10; i++) {
            Node empty = value(union.driver.mkdir(top, Name.of("e" + i), 0755, 0, ROOT))
                    .child();
            assertEquals(33, links("d"));
            value(union.driver.rmdir(top, Name.of("e" + i), empty, ROOT));
            assertEquals(32, links("d"));
        }
        moveDirectory("s1", union.root, "gone");
        assertEquals(31, links("d"));
        moveDirectory("s2", top, "other");
        assertEquals(31, links("d"));
    }

    /** The copies have as many as before, but others. */
    @Test
    void shouldCountWhatItMovesInAndOut() throws IOException {
        Files.createDirectories(union.branch(0).resolve("d/x"));
        Files.createDirectories(union.branch(1).resolve("d/x"));
        Files.createDirectory(union.branch(0).resolve("y"));
        Files.createDirectory(union.branch(1).resolve("z"));
        assertEquals(3, links("d"));
        moveDirectory("x", union.root, "x");
        rename("y", union.lookup("d"), "y");
        rename("z", union.lookup("d"), "z");
        assertEquals(4, links("d"));
    }

    private void moveDirectory(String from, Node to, String name) {
        Node source = union.lookup("d");
        Node moved = union.lookup("d/" + from);
        value(union.driver.rename(
                new RenameCall(source, Name.of(from), moved, to, Name.of(name), null, false, false), ROOT));
    }

    @Test
    void shouldCountWhatOthersMakeAndMove() throws Exception {
        for (String path : List.of("d/a", "d/b")) {
            Files.createDirectories(union.branch(0).resolve(path));
            Files.createDirectories(union.branch(1).resolve(path));
        }
        assertEquals(4, links("d"));
        Files.createDirectory(union.branch(0).resolve("d/c"));
        assertEquals(5, links("d"));
        value(union.driver.mkdir(union.lookup("d"), Name.of("mine"), 0755, 0, ROOT));
        Files.createDirectory(union.branch(1).resolve("d/c"));
        assertEquals(6, links("d"));
        Files.move(union.branch(1).resolve("d/c"), union.branch(1).resolve("d/e")); // as many as before
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (links("d") != 7 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertEquals(7, links("d"));
    }

    @Test
    void shouldFindItsWayThroughAVeryDeepTree() {
        use(three("func.mkdir=ff"));
        value(union.driver.mkdir(union.root, Name.of("moved"), 0755, 0, ROOT));
        Node at = union.root;
        for (int i = 0; i < 1500; i++) {
            at = value(union.driver.mkdir(at, Name.of("d"), 0755, 0, ROOT)).child();
        }
        rename("moved", union.root, "else"); // nothing is believed any more of where directories are
        assertEquals(2, value(union.driver.getattr(at, null)).nlink());
        Node parent = value(union.driver.parent(at));
        assertEquals(at.ino(), value(union.driver.lookup(parent, Name.of("d"))).ino());
    }

    private Outcome<?> change(Node node, String xattr, String value) {
        XattrUpdate update = new XattrUpdate(Name.of(xattr), value.getBytes(UTF_8), XattrUpdate.Condition.ANY, false);
        return union.driver.setxattr(node, null, update, ROOT);
    }

    private void set(Node node, String xattr, String value) {
        value(change(node, xattr, value));
    }

    private String get(Node node, String xattr) {
        return new String(value(union.driver.getxattr(node, null, Name.of(xattr))), UTF_8);
    }

    private UnionFile open(String path) {
        return (UnionFile) value(union.driver.open(union.lookup(path), OpenFlags.READ_ONLY, ROOT))
                .file();
    }

    private void rename(String from, Node newParent, String to) {
        value(union.driver.rename(call(from, newParent, to), ROOT));
    }

    /** What is in the way, if anything is, is found as the actors would. */
    private RenameCall call(String from, Node newParent, String to) {
        Node replaced = UnionFixture.await(union.driver.lookup(newParent, Name.of(to)))
                        instanceof Outcome.Done<Node>(Node there)
                ? there
                : null;
        return new RenameCall(
                union.root, Name.of(from), union.lookup(from), newParent, Name.of(to), replaced, false, false);
    }

    private Outcome<CreatedOpen> makeFile(Node parent, String name) {
        return union.driver.create(parent, Name.of(name), 0644, OpenFlags.READ_WRITE, 0, ROOT);
    }

    private Node create(Node parent, String name) {
        CreatedOpen made = value(makeFile(parent, name));
        made.file().release();
        return made.child();
    }

    private List<String> names(Node directory) {
        return list(directory, false).stream()
                .map(entry -> entry.name().toString())
                .sorted()
                .toList();
    }

    private List<DirectoryEntry> list(Node directory, boolean withNodes) {
        OpenDirectory open = value(union.driver.opendir(directory, ROOT));
        try {
            return value(open.read(directory, 0, 10_000, withNodes));
        } finally {
            open.release();
        }
    }
}
