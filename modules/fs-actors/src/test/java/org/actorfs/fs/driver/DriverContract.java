package org.actorfs.fs.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.fs.driver.Traits.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every driver does, against {@link Driver} only. A driver's module extends it, says how to open a fresh empty volume, and runs
 * it. Behaves as the actors do: one call at a time, with the attributes that were committed last.
 */
public abstract class DriverContract extends ContractFixture {
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int ZERO_RANGE = 16;

    /** True if the driver stamps times with the clock it is given and computes attributes itself. */
    protected abstract boolean owned();

    // ---- root, lookup, parent, resolve

    @Test
    void shouldHaveADirectoryAsRoot() {
        assertTrue(root.attributes().isDirectory());
        assertEquals(0, root.generation());
        if (driver.traits().persistentInos()) {
            assertEquals(1, root.ino());
        }
    }

    @Test
    void shouldHaveAnEmptyRoot() {
        assertEquals(List.of(), names(root));
        assertErrno(Errno.ENOENT, driver.lookup(root, Name.of("nothing")));
    }

    @Test
    void shouldFindWhatWasMade() {
        Node file = create(root, "file");
        Node found = lookup(root, "file");
        assertEquals(file.key(), found.key());
        assertEquals(file.ino(), found.ino());
        assertEquals(Mode.REGULAR | FILE_MODE, found.attributes().mode());
    }

    @Test
    void shouldRefuseALookupInAFile() {
        Node file = create(root, "file");
        assertErrno(Errno.ENOTDIR, driver.lookup(file, Name.of("x")));
    }

    @Test
    void shouldRefuseANameThatIsTooLong() {
        Name tooLong = Name.of("x".repeat(256));
        assertErrno(Errno.ENAMETOOLONG, driver.lookup(root, tooLong));
        assertErrno(Errno.ENAMETOOLONG, driver.mkdir(root, tooLong, 0755, 0, caller()));
        assertErrno(Errno.ENAMETOOLONG, driver.create(root, tooLong, 0644, OpenFlags.READ_WRITE, 0, caller()));
        assertErrno(Errno.ENAMETOOLONG, driver.mknod(root, tooLong, Mode.FIFO | 0644, 0, 0, caller()));
        assertErrno(Errno.ENAMETOOLONG, driver.symlink(root, tooLong, bytes("t"), caller()));
        assertErrno(Errno.ENAMETOOLONG, driver.link(create(root, "file"), current(root), tooLong, caller()));
    }

    @Test
    void shouldTakeANameOf255Bytes() {
        String longest = "x".repeat(255);
        create(root, longest);
        assertEquals(List.of(longest), names(root));
    }

    @Test
    void shouldTakeNamesThatAreNoText() {
        Name name = Name.of(new byte[] {(byte) 0xFF, (byte) 0xFE, ' ', '\n', '\\'});
        assertDone(driver.mkdir(root, name, 0755, 0, caller()));
        assertEquals(name, list(root, 10).getFirst().name());
    }

    @Test
    void shouldKnowTheParentOfADirectory() {
        Node a = mkdir(root, "a");
        Node b = mkdir(a, "b");
        assertEquals(a.key(), get(driver.parent(b)).key());
        assertEquals(root.key(), get(driver.parent(a)).key());
        assertEquals(root.key(), get(driver.parent(root)).key());
    }

    @Test
    void shouldKnowTheNewParentAfterARename() {
        Node a = mkdir(root, "a");
        Node b = mkdir(root, "b");
        rename(current(root), "b", b, current(a), "c", null, false, false);
        assertEquals(a.key(), get(driver.parent(lookup(a, "c"))).key());
    }

    @Test
    void shouldResolveInosWhereTheyArePersistent() {
        assumeTrue(driver.traits().persistentInos());
        Node file = create(root, "file");
        assertEquals(
                file.key(), get(driver.resolve(file.ino(), file.generation())).key());
        assertErrno(Errno.ESTALE, driver.resolve(file.ino(), file.generation() + 1));
        assertErrno(Errno.ESTALE, driver.resolve(file.ino() + 1_000_000, 0));
        assertErrno(Errno.ESTALE, driver.resolve(-1, 0));
        unlink(root, "file");
        assertErrno(Errno.ESTALE, driver.resolve(file.ino(), file.generation()));
    }

    // ---- making

    @Test
    void shouldMakeADirectory() {
        Node a = mkdir(root, "a");
        assertTrue(a.attributes().isDirectory());
        assertEquals(0755, a.attributes().mode() & Mode.PERMISSIONS);
        assertEquals(List.of(), names(a));
    }

    @Test
    void shouldCountSubdirectoriesAsLinks() {
        assumeTrue(owned());
        Node a = mkdir(root, "a");
        assertEquals(2, a.attributes().nlink());
        mkdir(a, "b");
        create(current(a), "file");
        assertEquals(3, current(a).attributes().nlink());
        assertEquals(3, current(root).attributes().nlink());
        rmdir(a, "b");
        assertEquals(2, current(a).attributes().nlink());
    }

    @Test
    void shouldApplyTheUmask() {
        Node a = get(driver.mkdir(root, Name.of("a"), 0777, 027, caller())).child();
        Node b = get(driver.create(current(root), Name.of("b"), 0666, OpenFlags.READ_WRITE, 022, caller()))
                .child();
        assertEquals(0750, a.attributes().mode() & Mode.PERMISSIONS);
        assertEquals(0644, b.attributes().mode() & Mode.PERMISSIONS);
    }

    @Test
    void shouldRefuseANameThatExists() {
        create(root, "file");
        Name name = Name.of("file");
        Node now = current(root);
        assertErrno(Errno.EEXIST, driver.mkdir(now, name, 0755, 0, caller()));
        assertErrno(Errno.EEXIST, driver.create(now, name, 0644, OpenFlags.READ_WRITE, 0, caller()));
        assertErrno(Errno.EEXIST, driver.symlink(now, name, bytes("target"), caller()));
        assertErrno(Errno.EEXIST, driver.mknod(now, name, Mode.FIFO | 0644, 0, 0, caller()));
        assertErrno(Errno.EEXIST, driver.link(lookup(root, "file"), now, name, caller()));
        assertEquals(now.attributes(), current(root).attributes());
    }

    @Test
    void shouldRefuseToMakeAnythingInAFile() {
        Node file = create(root, "file");
        assertErrno(Errno.ENOTDIR, driver.mkdir(file, Name.of("x"), 0755, 0, caller()));
        assertErrno(Errno.ENOTDIR, driver.create(file, Name.of("x"), 0644, OpenFlags.READ_WRITE, 0, caller()));
    }

    @Test
    void shouldRefuseToMakeAnythingInARemovedDirectory() {
        assumeTrue(owned());
        Node a = mkdir(root, "a");
        rmdir(root, "a");
        assertErrno(Errno.ENOENT, driver.create(current(a), Name.of("x"), 0644, OpenFlags.READ_WRITE, 0, caller()));
        assertErrno(Errno.ENOENT, driver.parent(current(a)));
        assertEquals(0, current(a).attributes().nlink());
    }

    @Test
    void shouldMakeSpecialFiles() {
        assumeTrue(can(Operation.MKNOD));
        Node fifo = mknod("fifo", Mode.FIFO | 0640);
        assertEquals(Mode.FIFO | 0640, fifo.attributes().mode());
        Node socket = mknod("socket", Mode.SOCKET | 0600);
        assertEquals(Mode.SOCKET | 0600, socket.attributes().mode());
        Node plain = mknod("plain", Mode.REGULAR | 0600);
        assertTrue(plain.attributes().isRegular());
        if (owned()) {
            Node device = get(driver.mknod(
                            current(root), Name.of("null"), Mode.CHARACTER | 0666, 0x103, 0, Caller.ROOT))
                    .child();
            assertEquals(0x103, device.attributes().rdev());
            assertErrno(Errno.EPERM, driver.mknod(root, Name.of("d"), Mode.DIRECTORY | 0755, 0, 0, caller()));
            assertErrno(Errno.EINVAL, driver.mknod(root, Name.of("d"), 0170000, 0, 0, caller()));
        }
    }

    @Test
    void shouldInheritTheGroupOfASetGidDirectory() {
        assumeTrue(owned());
        Node a = mkdir(root, "a");
        a = a.with(get(driver.setattr(a, null, AttributeChanges.ofOwner(1, 77), caller())));
        a = a.with(get(driver.setattr(a, null, AttributeChanges.ofMode(Mode.SET_GID | 0777), caller())));
        Caller someone = new Caller(5, 6, 1);
        Node dir = get(driver.mkdir(a, Name.of("dir"), 0755, 0, someone)).child();
        assertEquals(77, dir.attributes().gid());
        assertEquals(5, dir.attributes().uid());
        assertEquals(Mode.SET_GID | 0755, dir.attributes().mode() & Mode.PERMISSIONS);
        Node file = get(driver.create(current(a), Name.of("f"), 0644, OpenFlags.READ_WRITE, 0, someone))
                .child();
        assertEquals(77, file.attributes().gid());
        assertEquals(0644, file.attributes().mode() & Mode.PERMISSIONS);
        Node other = get(driver.create(current(root), Name.of("f"), 0644, OpenFlags.READ_WRITE, 0, someone))
                .child();
        assertEquals(6, other.attributes().gid());
    }

    @Test
    void shouldKeepTheTargetOfASymlink() {
        assumeTrue(can(Operation.SYMLINK));
        Node link = get(driver.symlink(root, Name.of("link"), bytes("../some/where"), caller()))
                .child();
        assertTrue(link.attributes().isSymlink());
        assertEquals(13, link.attributes().size());
        assertArrayEquals(bytes("../some/where"), get(driver.readlink(link)));
        assertArrayEquals(bytes("../some/where"), get(driver.readlink(lookup(root, "link"))));
    }

    @Test
    void shouldRefuseToReadALinkThatIsNone() {
        assertErrno(Errno.EINVAL, driver.readlink(create(root, "file")));
    }

    @Test
    void shouldRefuseTargetsThatAreEmptyOrTooLong() {
        assumeTrue(can(Operation.SYMLINK));
        assertErrno(Errno.ENOENT, driver.symlink(root, Name.of("l"), new byte[0], caller()));
        assertErrno(Errno.ENAMETOOLONG, driver.symlink(root, Name.of("l"), bytes("x".repeat(4096)), caller()));
    }

    // ---- link, unlink, rmdir

    @Test
    void shouldLinkAFile() {
        assumeTrue(can(Operation.LINK));
        Node file = create(root, "file");
        Node linked =
                get(driver.link(file, current(root), Name.of("also"), caller())).node();
        assertEquals(2, linked.attributes().nlink());
        assertEquals(file.key(), lookup(root, "also").key());
        assertEquals(2, lookup(root, "file").attributes().nlink());
        unlink(root, "file");
        assertEquals(1, lookup(root, "also").attributes().nlink());
    }

    @Test
    void shouldRefuseToLinkADirectory() {
        assumeTrue(can(Operation.LINK));
        assertErrno(Errno.EPERM, driver.link(mkdir(root, "a"), current(root), Name.of("b"), caller()));
    }

    @Test
    void shouldRefuseMoreThan65000Links() {
        assumeTrue(owned());
        Node file = create(root, "file");
        Node many = file.with(file.attributes().withNlink(65_000));
        assertErrno(Errno.EMLINK, driver.link(many, current(root), Name.of("b"), caller()));
    }

    @Test
    void shouldUnlinkAFile() {
        create(root, "file");
        unlink(root, "file");
        assertErrno(Errno.ENOENT, driver.lookup(root, Name.of("file")));
        assertEquals(List.of(), names(root));
    }

    @Test
    void shouldRefuseToUnlinkADirectoryAndToRmdirAFile() {
        Node a = mkdir(root, "a");
        Node file = create(current(root), "file");
        assertErrno(Errno.EISDIR, driver.unlink(current(root), Name.of("a"), a, caller()));
        assertErrno(Errno.ENOTDIR, driver.rmdir(current(root), Name.of("file"), file, caller()));
    }

    @Test
    void shouldRefuseToRemoveADirectoryWithEntries() {
        Node a = mkdir(root, "a");
        create(a, "file");
        assertErrno(Errno.ENOTEMPTY, driver.rmdir(current(root), Name.of("a"), current(a), caller()));
        unlink(a, "file");
        rmdir(root, "a");
        assertErrno(Errno.ENOENT, driver.lookup(root, Name.of("a")));
    }

    @Test
    void shouldRefuseToRemoveWhatIsNotThere() {
        Node file = create(root, "file");
        unlink(root, "file");
        assertErrno(Errno.ENOENT, driver.unlink(current(root), Name.of("file"), file, caller()));
    }

    @Test
    void shouldKeepAnUnlinkedFileReadableUntilRelease() {
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 0, "still here");
        get(driver.unlink(current(root), Name.of("file"), file, caller()));
        Attributes after = get(driver.getattr(file, made.file()));
        assertEquals(0, after.nlink());
        assertEquals("still here", read(file.with(after), made.file(), 0, 100));
        written(file.with(after), made.file(), 10, "!");
        assertEquals("still here!", read(file.with(get(driver.getattr(file, made.file()))), made.file(), 0, 100));
        made.file().release();
        driver.forget(file.with(after));
    }

    // ---- rename

    @Test
    void shouldRenameInOneDirectory() {
        Node file = create(root, "old");
        rename(current(root), "old", file, current(root), "new", null, false, false);
        assertEquals(List.of("new"), names(root));
        assertEquals(file.key(), lookup(root, "new").key());
    }

    @Test
    void shouldRenameToAnotherDirectory() {
        Node a = mkdir(root, "a");
        Node file = create(current(root), "file");
        rename(current(root), "file", file, a, "moved", null, false, false);
        assertEquals(List.of("a"), names(root));
        assertEquals(List.of("moved"), names(a));
    }

    @Test
    void shouldReplaceAFile() {
        Node one = create(root, "one");
        Node two = create(current(root), "two");
        Renamed renamed = rename(current(root), "one", one, current(root), "two", two, false, false);
        assertEquals(List.of("two"), names(root));
        assertEquals(one.key(), lookup(root, "two").key());
        if (owned()) {
            assertEquals(0, assertKnown(renamed.replaced()).nlink());
        }
    }

    @Test
    void shouldReplaceAnEmptyDirectoryOnly() {
        Node one = mkdir(root, "one");
        Node two = mkdir(current(root), "two");
        create(two, "file");
        assertErrno(Errno.ENOTEMPTY, rename("one", one, "two", current(two), false, false));
        unlink(two, "file");
        assertDone(rename("one", one, "two", current(two), false, false));
        assertEquals(List.of("two"), names(root));
    }

    @Test
    void shouldNotMixDirectoriesAndFilesWhenReplacing() {
        Node dir = mkdir(root, "dir");
        Node file = create(current(root), "file");
        assertErrno(Errno.ENOTDIR, rename("dir", dir, "file", file, false, false));
        assertErrno(Errno.EISDIR, rename("file", file, "dir", dir, false, false));
    }

    @Test
    void shouldDoNothingWhenBothNamesAreOneInode() {
        assumeTrue(can(Operation.LINK));
        Node file = create(root, "one");
        file = get(driver.link(file, current(root), Name.of("two"), caller())).node();
        assertDone(rename("one", file, "two", file, false, false));
        assertDone(rename("one", file, "one", file, false, false));
        assertEquals(List.of("one", "two"), names(root));
        assertEquals(2, lookup(root, "one").attributes().nlink());
    }

    @Test
    void shouldRefuseToMoveADirectoryBelowItself() {
        Node a = mkdir(root, "a");
        Node b = mkdir(a, "b");
        Node c = mkdir(b, "c");
        assertErrno(
                Errno.EINVAL,
                driver.rename(call(current(root), "a", current(a), current(a), "x", null, false, false), caller()));
        assertErrno(
                Errno.EINVAL,
                driver.rename(call(current(root), "a", current(a), c, "x", null, false, false), caller()));
        assertEquals(List.of("a"), names(root));
    }

    @Test
    void shouldRefuseToReplaceADirectoryAbove() {
        Node a = mkdir(root, "a");
        Node b = mkdir(a, "b");
        RenameCall call = call(current(a), "b", b, current(root), "a", current(a), false, false);
        assertErrno(Errno.ENOTEMPTY, driver.rename(call, caller()));
    }

    @Test
    void shouldHonourNoReplace() {
        Node one = create(root, "one");
        Node two = create(current(root), "two");
        assertErrno(Errno.EEXIST, rename("one", one, "two", two, false, true));
        assertDone(rename("one", one, "three", null, false, true));
        assertEquals(List.of("three", "two"), names(root));
    }

    @Test
    void shouldExchangeTwoNames() {
        assumeTrue(can(Operation.RENAME_EXCHANGE));
        Node a = mkdir(root, "a");
        Node file = create(current(root), "file");
        Node dir = mkdir(a, "dir");
        rename(current(root), "file", file, current(a), "dir", dir, true, false);
        assertEquals(dir.key(), lookup(root, "file").key());
        assertEquals(file.key(), lookup(a, "dir").key());
        assertEquals(root.key(), get(driver.parent(lookup(root, "file"))).key());
        if (owned()) {
            assertEquals(2, current(a).attributes().nlink());
            assertEquals(4, current(root).attributes().nlink());
        }
    }

    @Test
    void shouldRefuseAnExchangeWithNothingOrWithAnAncestor() {
        assumeTrue(can(Operation.RENAME_EXCHANGE));
        Node a = mkdir(root, "a");
        Node b = mkdir(a, "b");
        Node file = create(b, "file");
        assertErrno(Errno.ENOENT, rename("a", current(a), "nothing", null, true, false));
        RenameCall call = call(current(b), "file", file, current(root), "a", current(a), true, false);
        assertErrno(Errno.EINVAL, driver.rename(call, caller()));
    }

    @Test
    void shouldMoveTheLinkCountOfADirectory() {
        assumeTrue(owned());
        Node a = mkdir(root, "a");
        Node b = mkdir(current(root), "b");
        Node c = mkdir(a, "c");
        Renamed renamed = rename(current(a), "c", c, b, "c", null, false, false);
        assertEquals(2, current(a).attributes().nlink());
        assertEquals(3, current(b).attributes().nlink());
        assertEquals(current(a).attributes(), renamed.sourceParent());
        assertEquals(current(b).attributes(), renamed.targetParent());
        assertEquals(current(c).attributes(), renamed.moved());
    }

    @Test
    void shouldKeepAllAsItWasWhenARenameFails() {
        Node one = mkdir(root, "one");
        Node two = mkdir(current(root), "two");
        create(two, "file");
        Attributes before = current(root).attributes();
        assertErrno(Errno.ENOTEMPTY, rename("one", one, "two", current(two), false, false));
        assertEquals(before, current(root).attributes());
        assertEquals(List.of("one", "two"), names(root));
    }

    // ---- attributes

    @Test
    void shouldChangeTheMode() {
        Node file = create(root, "file");
        Attributes after = get(driver.setattr(file, null, AttributeChanges.ofMode(0600), caller()));
        assertEquals(Mode.REGULAR | 0600, after.mode());
        assertEquals(after, current(file).attributes());
    }

    @Test
    void shouldSetTimes() {
        Node file = create(root, "file");
        Timespec atime = new Timespec(1000, 111_000_000);
        Timespec mtime = new Timespec(-2000, 222_000_000);
        Attributes after = get(driver.setattr(file, null, AttributeChanges.ofTimes(atime, mtime), caller()));
        assertEquals(atime, after.atime());
        assertEquals(mtime, after.mtime());
    }

    @Test
    void shouldSetTimesToNow() {
        Node file = create(root, "file");
        file = file.with(
                get(driver.setattr(file, null, AttributeChanges.ofTimes(Timespec.EPOCH, Timespec.EPOCH), caller())));
        AttributeChanges touch = new AttributeChanges(null, null, null, null, null, true, null, false, null, false);
        Attributes after = get(driver.setattr(file, null, touch, caller()));
        assertTrue(after.atime().seconds() > 0);
        assertEquals(Timespec.EPOCH, after.mtime());
    }

    @Test
    void shouldTruncateDownAndUp() {
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 0, "0123456789");
        file = resized(file, 4);
        assertEquals("0123", read(file, made.file(), 0, 100));
        file = resized(file, 8);
        assertEquals("0123\0\0\0\0", read(file, made.file(), 0, 100));
        file = resized(file, 0);
        assertEquals("", read(file, made.file(), 0, 100));
        made.file().release();
    }

    @Test
    void shouldRefuseToTruncateWhatIsNoFile() {
        assertErrno(Errno.EISDIR, driver.setattr(mkdir(root, "a"), null, AttributeChanges.ofSize(0), caller()));
        assumeTrue(owned());
        assertErrno(
                Errno.EINVAL, driver.setattr(mknod("p", Mode.FIFO | 0644), null, AttributeChanges.ofSize(0), caller()));
        Node file = create(current(root), "file");
        assertErrno(Errno.EFBIG, driver.setattr(file, null, AttributeChanges.ofSize((1L << 44) + 1), caller()));
        assertErrno(Errno.EFBIG, driver.setattr(file, null, AttributeChanges.ofSize(Long.MAX_VALUE), caller()));
        assertErrno(Errno.EINVAL, driver.setattr(file, null, AttributeChanges.ofSize(-1), caller()));
    }

    @Test
    void shouldKillSuidAndSgidOnChown() {
        assumeTrue(owned());
        Node file = create(root, "file");
        file = withMode(file, 06755);
        Attributes after = get(driver.setattr(file, null, AttributeChanges.ofOwner(7, 8), caller()));
        assertEquals(0755, after.mode() & Mode.PERMISSIONS);
        assertEquals(7, after.uid());
        assertEquals(8, after.gid());
        file = withMode(file.with(after), 06745);
        after = get(driver.setattr(file, null, AttributeChanges.ofOwner(9, 9), caller()));
        assertEquals(Mode.SET_GID | 0745, after.mode() & Mode.PERMISSIONS);
        Node dir = withMode(mkdir(current(root), "dir"), 06755);
        after = get(driver.setattr(dir, null, AttributeChanges.ofOwner(7, 8), caller()));
        assertEquals(06755, after.mode() & Mode.PERMISSIONS);
    }

    @Test
    void shouldKillSuidAndSgidOnWriteAndTruncateAsFlagged() {
        assumeTrue(owned());
        CreatedOpen made = createOpen(root, "file");
        Node file = withMode(made.child(), 06755);
        file = written(file, made.file(), 0, "x");
        assertEquals(06755, file.attributes().mode() & Mode.PERMISSIONS);
        Written killed = get(made.file().write(file, 0, segment("y"), false, true, caller()));
        assertEquals(0755, assertKnown(killed.after()).mode() & Mode.PERMISSIONS);
        file = withMode(file.with(assertKnown(killed.after())), 06755);
        AttributeChanges cut = new AttributeChanges(null, null, null, 0L, null, false, null, false, null, true);
        assertEquals(0755, get(driver.setattr(file, null, cut, caller())).mode() & Mode.PERMISSIONS);
    }

    @Test
    void shouldStampTheTimesThatPosixSays() {
        assumeTrue(owned());
        Timespec born = clock.tick();
        CreatedOpen made = createOpen(root, "file");
        assertTimes(made.child().attributes(), born, born, born);
        assertTimes(current(root).attributes(), null, born, born);

        Timespec write = clock.tick();
        Node file = written(made.child(), made.file(), 0, "data");
        assertTimes(file.attributes(), born, write, write);

        clock.tick();
        read(file, made.file(), 0, 4);
        assertTimes(current(file).attributes(), born, write, write);

        Timespec chmod = clock.tick();
        file = withMode(file, 0600);
        assertTimes(file.attributes(), born, write, chmod);

        Timespec link = clock.tick();
        file = get(driver.link(file, current(root), Name.of("link"), caller())).node();
        assertTimes(file.attributes(), born, write, link);
        assertTimes(current(root).attributes(), null, link, link);

        Timespec rename = clock.tick();
        Renamed renamed = rename(current(root), "link", file, current(root), "moved", null, false, false);
        file = file.with(assertKnown(renamed.moved()));
        assertTimes(file.attributes(), born, write, rename);
        assertTimes(current(root).attributes(), null, rename, rename);

        Timespec cut = clock.tick();
        file = resized(file, 4);
        assertTimes(file.attributes(), born, cut, cut);

        Timespec unlink = clock.tick();
        get(driver.unlink(current(root), Name.of("moved"), file, caller()));
        assertTimes(current(file).attributes(), born, cut, unlink);
        assertTimes(current(root).attributes(), null, unlink, unlink);
        assertEquals(born, current(file).attributes().btime());
    }

    @Test
    void shouldNotTouchCtimeWhenNothingIsSet() {
        assumeTrue(owned());
        Node file = create(root, "file");
        clock.tick();
        AttributeChanges none = new AttributeChanges(null, null, null, null, null, false, null, false, null, false);
        assertEquals(file.attributes(), get(driver.setattr(file, null, none, caller())));
    }

    // ---- files

    @Test
    void shouldReadWhatWasWritten() {
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 0, "hello");
        assertEquals(5, file.attributes().size());
        assertEquals("hello", read(file, made.file(), 0, 100));
        assertEquals("ell", read(file, made.file(), 1, 3));
        assertEquals("", read(file, made.file(), 5, 10));
        assertEquals("", read(file, made.file(), 5000, 10));
        made.file().release();
    }

    @Test
    void shouldWriteAcrossPages() {
        CreatedOpen made = createOpen(root, "file");
        String text = "0123456789abcdef".repeat(4096);
        Node file = written(made.child(), made.file(), 4090, text);
        assertEquals(4090 + text.length(), file.attributes().size());
        assertEquals(text, read(file, made.file(), 4090, text.length()));
        assertEquals("\0".repeat(4090), read(file, made.file(), 0, 4090));
        made.file().release();
    }

    private Attributes allocate(Node file, OpenFile open, int mode, long offset, long length) {
        Allocation range = Allocation.of(mode, offset, length);
        Attributes after = file.attributes();
        while (range != null) {
            Allocated done = get(open.allocate(file.with(after), range, caller()));
            after = done.after();
            range = done.rest();
        }
        return after;
    }

    @Test
    void shouldReserveSpace() {
        assumeTrue(can(Operation.FALLOCATE));
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 5000, "hello");
        Attributes grown = allocate(file, made.file(), 0, 0, 20_000);
        assertEquals(20_000, grown.size());
        assertTrue(grown.blocks() >= 40);
        assertEquals("\0".repeat(5000) + "hello", read(current(file), made.file(), 0, 5005));
        Attributes kept = allocate(current(file), made.file(), KEEP_SIZE, 100_000, 10_000);
        assertEquals(20_000, kept.size());
        assertTrue(kept.blocks() > grown.blocks());
        made.file().release();
    }

    @Test
    void shouldPunchHoles() {
        assumeTrue(can(Operation.FALLOCATE));
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 0, "x".repeat(100_000));
        assertEquals(
                100_000,
                allocate(file, made.file(), PUNCH_HOLE | KEEP_SIZE, 5_000, 80_000)
                        .size());
        String punched = "x".repeat(5_000) + "\0".repeat(80_000) + "x".repeat(15_000);
        assertEquals(punched, read(current(file), made.file(), 0, 200_000));
        assertDone(made.file().fsync(file, false));
        assertTrue(current(file).attributes().blocks() < 100);
        Node again = written(current(file), made.file(), 10_000, "back");
        assertEquals("\0back\0", read(again, made.file(), 9_999, 6));
        allocate(current(file), made.file(), PUNCH_HOLE | KEEP_SIZE, 0, 1L << 40);
        assertEquals("\0".repeat(100_000), read(current(file), made.file(), 0, 200_000));
        made.file().release();
    }

    @Test
    void shouldZeroRanges() {
        assumeTrue(can(Operation.FALLOCATE) && owned()); // tmpfs cannot
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 0, "x".repeat(10_000));
        assertEquals(
                15_000, allocate(file, made.file(), ZERO_RANGE, 3_000, 12_000).size());
        assertEquals("x".repeat(3_000) + "\0".repeat(12_000), read(current(file), made.file(), 0, 20_000));
        made.file().release();
    }

    @Test
    void shouldMakeFilesWithoutAName() {
        assumeTrue(can(Operation.TMPFILE));
        CreatedOpen made = get(driver.tmpfile(root, 0640, OpenFlags.READ_WRITE, 022, caller()));
        assertEquals(0, made.child().attributes().nlink());
        assertEquals(Mode.REGULAR | 0640, made.child().attributes().mode());
        assertEquals(List.of(), names(root));
        Node file = written(made.child(), made.file(), 0, "hello");
        assertEquals("hello", read(file, made.file(), 0, 10));
        Node linked = get(driver.link(file, current(root), Name.of("named"), caller()))
                .node();
        assertEquals(1, linked.attributes().nlink());
        assertEquals(List.of("named"), names(root));
        made.file().release();
        unlink(root, "named");
        driver.forget(linked);
    }

    @Test
    void shouldFreeAFileThatNeverGotAName() {
        assumeTrue(can(Operation.TMPFILE) && owned());
        long inodesFree = get(driver.statfs(root)).filesFree();
        CreatedOpen made = get(driver.tmpfile(root, 0600, OpenFlags.READ_WRITE | OpenFlags.EXCLUSIVE, 0, caller()));
        assertErrno(Errno.ENOENT, driver.link(made.child(), current(root), Name.of("named"), caller()));
        made.file().release();
        driver.forget(made.child());
        assertEquals(inodesFree, get(driver.statfs(root)).filesFree());
    }

    @Test
    void shouldNotLinkWhatLostItsLastName() {
        assumeTrue(can(Operation.LINK) && owned());
        CreatedOpen made = createOpen(root, "file");
        unlink(root, "file");
        assertErrno(Errno.ENOENT, driver.link(current(made.child()), current(root), Name.of("again"), caller()));
        made.file().release();
    }

    @Test
    void shouldAppendAtTheEndWhateverTheOffset() {
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 0, "abc");
        get(made.file().write(file, 0, segment("def"), true, false, caller()));
        assertEquals("abcdef", read(current(file), made.file(), 0, 100));
        made.file().release();
    }

    @Test
    void shouldOpenAnExistingFileAndTruncateIt() {
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 0, "hello");
        made.file().release();
        Opened opened = get(driver.open(file, OpenFlags.READ_WRITE, caller()));
        assertEquals("hello", read(file, opened.file(), 0, 100));
        opened.file().release();
        Opened cut = get(driver.open(file, OpenFlags.READ_WRITE | OpenFlags.TRUNCATE, caller()));
        assertEquals(0, current(file).attributes().size());
        assertEquals("", read(current(file), cut.file(), 0, 100));
        cut.file().release();
    }

    @Test
    void shouldRefuseToOpenADirectoryAsFileAndAFileAsDirectory() {
        assertErrno(Errno.EISDIR, driver.open(mkdir(root, "a"), OpenFlags.READ_WRITE, caller()));
        assertErrno(Errno.ENOTDIR, driver.opendir(create(current(root), "file"), caller()));
    }

    @Test
    void shouldRefuseNegativeOffsetsAndTooLargeFiles() {
        assumeTrue(owned());
        CreatedOpen made = createOpen(root, "file");
        Node file = made.child();
        assertErrno(Errno.EINVAL, made.file().write(file, -1, segment("x"), false, false, caller()));
        assertErrno(Errno.EINVAL, made.file().read(file, -1, 1, () -> MemorySegment.ofArray(new byte[1])));
        assertErrno(Errno.EFBIG, made.file().write(file, 1L << 44, segment("x"), false, false, caller()));
        Written last = get(made.file().write(file, (1L << 44) - 1, segment("xy"), false, false, caller()));
        assertEquals(1, last.bytes());
        assertEquals(1L << 44, current(file).attributes().size());
    }

    @Test
    void shouldFlushAndSync() {
        CreatedOpen made = createOpen(root, "file");
        Node file = written(made.child(), made.file(), 0, "x");
        assertDone(made.file().flush(file));
        assertDone(made.file().fsync(file, false));
        assertDone(made.file().fsync(file, true));
        made.file().release();
    }

    @Test
    void shouldFindDataAndHoles() {
        assumeTrue(can(Operation.LSEEK) && owned());
        CreatedOpen made = createOpen(root, "file");
        OpenFile open = made.file();
        Node file = written(made.child(), open, 8192, "x");
        file = written(file, open, 1 << 20, "y");
        assertEquals(8192, get(open.lseek(file, 0, SEEK_DATA)));
        assertEquals(8192, get(open.lseek(file, 8192, SEEK_DATA)));
        assertEquals(0, get(open.lseek(file, 0, SEEK_HOLE)));
        assertEquals(12288, get(open.lseek(file, 8192, SEEK_HOLE)));
        assertEquals(1 << 20, get(open.lseek(file, 12288, SEEK_DATA)));
        assertEquals((1 << 20) + 1, get(open.lseek(file, 1 << 20, SEEK_HOLE)));
        assertErrno(Errno.ENXIO, open.lseek(file, (1 << 20) + 1, SEEK_DATA));
        assertErrno(Errno.ENXIO, open.lseek(file, 1 << 21, SEEK_HOLE));
        file = resized(file, 1 << 21);
        assertErrno(Errno.ENXIO, open.lseek(file, (1 << 20) + 4096, SEEK_DATA));
        assertErrno(Errno.EINVAL, open.lseek(file, 0, 7));
        open.release();
    }

    // ---- directories

    @Test
    void shouldListInPieces() {
        Map<String, Node> made = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            made.put("f" + i, create(current(root), "f" + i));
        }
        List<DirectoryEntry> entries = list(current(root), 7);
        assertEquals(100, entries.size());
        for (DirectoryEntry entry : entries) {
            Node node = assertKnown(made.remove(entry.name().toString()));
            assertEquals(node.ino(), entry.ino());
            assertEquals(8, entry.type());
            assertTrue(entry.cursor() > 2, "0, 1 and 2 are not a driver's");
        }
    }

    @Test
    void shouldListNodesWhenAsked() {
        Node file = create(root, "file");
        OpenDirectory open = get(driver.opendir(current(root), caller()));
        DirectoryEntry with = get(open.read(current(root), 0, 10, true)).getFirst();
        DirectoryEntry without = get(open.read(current(root), 0, 10, false)).getFirst();
        assertEquals(file.key(), assertKnown(with.node()).key());
        assertEquals(current(file).attributes(), assertKnown(with.node()).attributes());
        assertEquals(with.cursor(), without.cursor());
        assertDone(open.fsync(current(root), true));
        open.release();
    }

    @Test
    void shouldTellWhatStaysExactlyOnceWhileOthersComeAndGo() {
        for (int i = 0; i < 200; i++) {
            create(current(root), "stays" + i);
            create(current(root), "goes" + i);
        }
        OpenDirectory open = get(driver.opendir(current(root), caller()));
        List<String> told = new ArrayList<>();
        long cursor = 0;
        for (int step = 0; ; step++) {
            List<DirectoryEntry> some = get(open.read(current(root), cursor, 10, false));
            if (some.isEmpty()) {
                break;
            }
            some.forEach(entry -> told.add(entry.name().toString()));
            cursor = some.getLast().cursor();
            for (int i = step * 10; i < Math.min(step * 10 + 10, 200); i++) {
                unlink(root, "goes" + i);
            }
            if (step < 20) {
                create(current(root), "comes" + step);
            }
        }
        open.release();
        List<String> stayed =
                told.stream().filter(name -> name.startsWith("stays")).toList();
        assertEquals(200, stayed.size());
        assertEquals(200, stayed.stream().distinct().count());
    }

    @Test
    void shouldKeepACursorAcrossRemovalOfItsEntry() {
        for (String name : List.of("a", "b", "c")) {
            create(current(root), name);
        }
        OpenDirectory open = get(driver.opendir(current(root), caller()));
        DirectoryEntry first = get(open.read(current(root), 0, 1, false)).getFirst();
        unlink(root, first.name().toString());
        assertEquals(2, get(open.read(current(root), first.cursor(), 10, false)).size());
        open.release();
    }

    // ---- the volume

    @Test
    void shouldTellItsSize() {
        StatFs statfs = get(driver.statfs(root));
        assertTrue(statfs.blocks() >= statfs.blocksFree());
        assertTrue(statfs.files() >= statfs.filesFree());
        assertTrue(statfs.fragmentBytes() > 0);
        assertEquals(255, statfs.nameMaxBytes());
    }

    @Test
    void shouldGiveNoInoTwice() {
        assumeTrue(owned());
        Node first = create(root, "file");
        unlink(root, "file");
        driver.forget(current(first));
        assertNotEquals(first.ino(), create(current(root), "file").ino());
    }

    // ---- what the tests speak in

    private Node resized(Node node, long size) {
        Attributes after = get(driver.setattr(node, null, AttributeChanges.ofSize(size), caller()));
        assertEquals(size, after.size());
        return node.with(after);
    }

    private Node withMode(Node node, int mode) {
        return node.with(get(driver.setattr(node, null, AttributeChanges.ofMode(mode), caller())));
    }

    private List<String> names(Node directory) {
        return list(current(directory), 3).stream()
                .map(entry -> entry.name().toString())
                .sorted()
                .toList();
    }

    private List<DirectoryEntry> list(Node directory, int atOnce) {
        OpenDirectory open = get(driver.opendir(directory, caller()));
        List<DirectoryEntry> all = new ArrayList<>();
        long cursor = 0;
        while (true) {
            List<DirectoryEntry> some = get(open.read(directory, cursor, atOnce, false));
            if (some.isEmpty()) {
                open.release();
                return all;
            }
            assertTrue(some.size() <= atOnce);
            all.addAll(some);
            cursor = some.getLast().cursor();
        }
    }

    private Outcome<Renamed> rename(
            String from, Node moved, String to, @Nullable Node replaced, boolean exchange, boolean noReplace) {
        Node now = current(root);
        return driver.rename(call(now, from, moved, now, to, replaced, exchange, noReplace), caller());
    }

    private Renamed rename(
            Node source,
            String from,
            Node moved,
            Node target,
            String to,
            @Nullable Node replaced,
            boolean exchange,
            boolean noReplace) {
        return get(driver.rename(call(source, from, moved, target, to, replaced, exchange, noReplace), caller()));
    }

    private static RenameCall call(
            Node source,
            String from,
            Node moved,
            Node target,
            String to,
            @Nullable Node replaced,
            boolean exchange,
            boolean noReplace) {
        return new RenameCall(source, Name.of(from), moved, target, Name.of(to), replaced, exchange, noReplace);
    }

    private static void assertTimes(Attributes node, @Nullable Timespec atime, Timespec mtime, Timespec ctime) {
        if (atime != null) {
            assertEquals(atime, node.atime(), "atime");
        }
        assertEquals(mtime, node.mtime(), "mtime");
        assertEquals(ctime, node.ctime(), "ctime");
    }

    private static <T> T assertKnown(@Nullable T value) {
        assertNotNull(value);
        return value;
    }
}
