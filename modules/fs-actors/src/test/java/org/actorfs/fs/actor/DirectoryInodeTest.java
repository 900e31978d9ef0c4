package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryInodeTest {
    private static final ActorTestKit kit = ActorTestKit.create();
    private final VolumeHarness volume = new VolumeHarness(kit);
    private final Node root = volume.driver.root;

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private ReplyFuture<Nothing> rename(String name, String newName, boolean noReplace, boolean exchange) {
        return volume.tell(
                volume.root,
                reply -> new DirectoryInode.Rename(
                        Name.of(name), Name.of(newName), noReplace, exchange, Caller.ROOT, reply));
    }

    private ReplyFuture<Entry> link(Entry target, String name) {
        return volume.tell(
                volume.root,
                reply -> new DirectoryInode.Link(
                        volume.session, Name.of(name), volume.session.route(target), Caller.ROOT, reply));
    }

    private ReplyFuture<Node> chmod(Entry file) {
        return volume.tell(file, reply -> new Inode.Setattr(AttributeChanges.ofMode(0600), Caller.ROOT, reply));
    }

    private ReplyFuture<CreatedEntry> create(String name, int flags) {
        return volume.tell(
                volume.root,
                reply -> new DirectoryInode.Create(volume.session, Name.of(name), 0644, flags, 0, Caller.ROOT, reply));
    }

    private ReplyFuture<Entry> make(String operation) {
        return volume.tell(volume.root, reply -> switch (operation) {
            case "mkdir" -> new DirectoryInode.Mkdir(volume.session, Name.of("n"), 0755, 0, Caller.ROOT, reply);
            case "mknod" ->
                new DirectoryInode.Mknod(volume.session, Name.of("n"), Mode.FIFO | 0644, 0, 0, Caller.ROOT, reply);
            default -> new DirectoryInode.Symlink(volume.session, Name.of("n"), new byte[] {'t'}, Caller.ROOT, reply);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkdir", "mknod", "symlink"})
    void shouldMakeNowOrLaterOrFail(String operation) {
        volume.driver.fail(operation, Errno.ENOSPC);
        assertEquals(Errno.ENOSPC, Answers.errno(make(operation)));
        volume.driver.fail(operation);
        assertEquals(Errno.EIO, Answers.errno(make(operation)));
        assertEquals(1, volume.census().references());
        ScriptedDriver.Held held = volume.driver.hold(operation);
        ReplyFuture<Entry> reply = make(operation);
        held.awaitCalled();
        assertEquals(Errno.ENOENT, Answers.errno(volume.lookup(volume.root, "n")));
        assertTrue(held.release());
        Entry made = Answers.value(reply);
        assertEquals(made.name(), volume.found(volume.root, "n").name());
        assertEquals(3, volume.census().references());
    }

    @Test
    void shouldLookUpNowOrLaterOrFail() {
        volume.driver.file(root, "a");
        assertEquals(Errno.ENOENT, Answers.errno(volume.lookup(volume.root, "none")));
        ScriptedDriver.Held held = volume.driver.hold("lookup");
        ReplyFuture<Entry> late = volume.lookup(volume.root, "a");
        Entry other = volume.found(volume.root, "a");
        assertTrue(held.release());
        assertEquals(other.name(), Answers.value(late).name());
        volume.driver.fail("lookup");
        assertEquals(Errno.EIO, Answers.errno(volume.lookup(volume.root, "a")));
        ReplyFuture<Entry> parent =
                volume.tell(volume.root, reply -> new DirectoryInode.LookupParent(volume.session, reply));
        assertEquals(root.key(), Answers.value(parent).node().key());
    }

    @Test
    void shouldTakeWhatALookupSawAfterItsOwnLastChange() {
        VolumeHarness foreign = new VolumeHarness(kit, new ScriptedDriver(ScriptedDriver.FOREIGN), 100);
        Node child = foreign.driver.file(foreign.driver.root, "a");
        foreign.found(foreign.root, "a");
        foreign.driver.changeBehind(child, ScriptedDriver.attributes(Mode.REGULAR | 0400));
        foreign.nanos.set(10);
        assertEquals(
                Mode.REGULAR | 0400,
                foreign.found(foreign.root, "a").node().attributes().mode());
        assertEquals(0, foreign.driver.count("getattr a"));
        foreign.close();
    }

    @Test
    void shouldAskAgainIfALookupWasAskedForBeforeAChange() {
        VolumeHarness foreign = new VolumeHarness(kit, new ScriptedDriver(ScriptedDriver.FOREIGN), 100);
        Node child = foreign.driver.file(foreign.driver.root, "a");
        Entry entry = foreign.found(foreign.root, "a");
        foreign.nanos.set(10);
        ScriptedDriver.Held held = foreign.driver.hold("lookup");
        ReplyFuture<Entry> late = foreign.lookup(foreign.root, "a");
        held.awaitCalled();
        foreign.nanos.set(20);
        Answers.value(foreign.<Node>tell(
                entry, reply -> new Inode.Setattr(AttributeChanges.ofMode(0600), Caller.ROOT, reply)));
        foreign.driver.changeBehind(child, ScriptedDriver.attributes(Mode.REGULAR | 0400));
        assertTrue(held.release());
        assertEquals(
                Mode.REGULAR | 0400, Answers.value(late).node().attributes().mode());
        assertEquals(1, foreign.driver.count("getattr a"));
        foreign.close();
    }

    @Test
    void shouldBelieveNothingThatALookupTellsOfADirectoryInPart() {
        VolumeHarness partial = new VolumeHarness(kit, new ScriptedDriver(ScriptedDriver.PARTIAL), 100);
        Node file = partial.driver.file(partial.driver.root, "a");
        Node child = partial.driver.directory(partial.driver.root, "d");
        partial.found(partial.root, "a");
        Entry entry = partial.found(partial.root, "d");
        partial.nanos.set(10);
        partial.driver.changeBehind(file, ScriptedDriver.attributes(Mode.REGULAR | 0700));
        partial.driver.changeBehind(child, ScriptedDriver.attributes(Mode.DIRECTORY | 0700));
        assertEquals(
                Mode.REGULAR | 0700,
                partial.found(partial.root, "a").node().attributes().mode());
        assertEquals(
                Mode.DIRECTORY | 0755,
                partial.found(partial.root, "d").node().attributes().mode());
        assertEquals(0, partial.driver.count("getattr d"));
        assertEquals(
                Mode.DIRECTORY | 0700,
                Answers.value(partial.<Node>tell(entry, Inode.Getattr::new))
                        .attributes()
                        .mode());
        partial.close();
    }

    @Test
    void shouldDescribeAChildThatNobodyCounts() {
        Node child = volume.driver.file(root, "a");
        Description found = Answers.value(volume.<Description>tell(
                volume.root, reply -> new DirectoryInode.DescribeChild(volume.session, Name.of("a"), reply)));
        assertEquals(child.key(), found.node().key());
        assertEquals(Description.Found.UNUSED, found.found());
        assertEquals(0, found.references());
        volume.awaitCensus(new Census(1, 0, 1));
        assertEquals(
                Errno.ENOENT,
                Answers.errno(volume.<Description>tell(
                        volume.root,
                        reply -> new DirectoryInode.DescribeChild(volume.session, Name.of("none"), reply))));
    }

    @Test
    void shouldUnlinkOnlyWithTheChildReserved() {
        volume.driver.file(root, "a");
        Entry file = volume.found(volume.root, "a");
        ScriptedDriver.Held held = volume.driver.hold("unlink");
        ReplyFuture<Nothing> unlink = volume.unlink(volume.root, "a");
        held.awaitCalled();
        ReplyFuture<Node> chmod = chmod(file);
        assertEquals(1, volume.attributes(file).nlink());
        assertEquals(0, volume.driver.count("setattr a"));
        assertFalse(unlink.isComplete());
        assertTrue(held.release());
        assertEquals(Nothing.NOTHING, Answers.value(unlink));
        assertEquals(0, Answers.value(chmod).attributes().nlink());
        assertEquals(Errno.ENOENT, Answers.errno(volume.lookup(volume.root, "a")));
    }

    @Test
    void shouldGiveTheChildBackWhenUnlinkFails() {
        volume.driver.file(root, "a");
        Entry file = volume.found(volume.root, "a");
        volume.driver.fail("unlink", Errno.EACCES);
        assertEquals(Errno.EACCES, Answers.errno(volume.unlink(volume.root, "a")));
        volume.driver.fail("unlink");
        assertEquals(Errno.EIO, Answers.errno(volume.unlink(volume.root, "a")));
        ReplyFuture<Node> chmod = chmod(file);
        assertEquals(0100600, Answers.value(chmod).attributes().mode());
        assertEquals(Nothing.NOTHING, Answers.value(volume.unlink(volume.root, "a")));
    }

    @Test
    void shouldTellUnlinkAndRmdirApart() {
        volume.driver.file(root, "a");
        volume.driver.directory(root, "d");
        assertEquals(Errno.EISDIR, Answers.errno(volume.unlink(volume.root, "d")));
        ReplyFuture<Nothing> rmdirOfFile =
                volume.tell(volume.root, reply -> new DirectoryInode.Rmdir(Name.of("a"), Caller.ROOT, reply));
        assertEquals(Errno.ENOTDIR, Answers.errno(rmdirOfFile));
        ReplyFuture<Nothing> rmdir =
                volume.tell(volume.root, reply -> new DirectoryInode.Rmdir(Name.of("d"), Caller.ROOT, reply));
        assertEquals(Nothing.NOTHING, Answers.value(rmdir));
        assertEquals(Errno.ENOENT, Answers.errno(volume.unlink(volume.root, "d")));
    }

    @Test
    void shouldChangeItsNamesOneAtATimeAndInOrder() {
        ScriptedDriver.Held held = volume.driver.hold("mkdir");
        ReplyFuture<Entry> first = volume.mkdir(volume.root, "d");
        ReplyFuture<Entry> second = volume.mkdir(volume.root, "d");
        ReplyFuture<Entry> third = volume.mkdir(volume.root, "e");
        held.awaitCalled();
        assertEquals(Errno.ENOENT, Answers.errno(volume.lookup(volume.root, "d")));
        assertEquals(1, volume.driver.count("mkdir root"));
        assertTrue(held.release());
        Answers.value(first);
        assertEquals(Errno.EEXIST, Answers.errno(second));
        Answers.value(third);
    }

    @Test
    void shouldLinkAFileAndCountIt() {
        volume.driver.file(root, "a");
        Entry file = volume.found(volume.root, "a");
        Entry linked = Answers.value(link(file, "b"));
        assertEquals(file.name(), linked.name());
        assertEquals(2, linked.node().attributes().nlink());
        assertEquals(3, volume.census().references());
        volume.driver.fail("link", Errno.EMLINK);
        assertEquals(Errno.EMLINK, Answers.errno(link(file, "c")));
        assertEquals(2, volume.attributes(file).nlink());
        Answers.value(volume.unlink(volume.root, "b"));
    }

    @Test
    void shouldRefuseToLinkADirectoryEvenItself() {
        volume.driver.directory(root, "d");
        assertEquals(Errno.EPERM, Answers.errno(link(volume.found(volume.root, "d"), "x")));
        assertEquals(Errno.EPERM, Answers.errno(link(volume.root, "x")));
        Answers.value(volume.mkdir(volume.root, "after"));
    }

    @Test
    void shouldCreateWithAHandleOrOpenWhatIsThere() {
        CreatedEntry created = Answers.value(create("a", OpenFlags.READ_WRITE));
        assertTrue(volume.session.files.containsKey(created.handle()));
        CreatedEntry again = Answers.value(create("a", OpenFlags.READ_WRITE));
        assertEquals(created.entry().name(), again.entry().name());
        assertEquals(Errno.EEXIST, Answers.errno(create("a", OpenFlags.EXCLUSIVE)));
        assertEquals(3, volume.census().references());
        volume.driver.directory(root, "d");
        assertEquals(Errno.EISDIR, Answers.errno(create("d", OpenFlags.READ_WRITE)));
    }

    @Test
    void shouldRenameWithinItself() {
        volume.driver.file(root, "a");
        volume.driver.file(root, "b");
        volume.driver.directory(root, "d");
        assertEquals(Errno.EEXIST, Answers.errno(rename("a", "b", true, false)));
        assertEquals(Errno.EISDIR, Answers.errno(rename("a", "d", false, false)));
        assertEquals(Errno.ENOTDIR, Answers.errno(rename("d", "a", false, false)));
        assertEquals(Errno.ENOENT, Answers.errno(rename("a", "none", false, true)));
        assertEquals(Errno.ENOENT, Answers.errno(rename("none", "a", false, false)));
        assertEquals(Nothing.NOTHING, Answers.value(rename("a", "d", false, true)));
        assertTrue(volume.found(volume.root, "a").node().attributes().isDirectory());
        assertEquals(Nothing.NOTHING, Answers.value(rename("d", "b", false, false)));
        assertEquals(Errno.ENOENT, Answers.errno(volume.lookup(volume.root, "d")));
    }

    @Test
    void shouldHoldBothFilesUntilTheRenameIsDone() {
        volume.driver.file(root, "a");
        volume.driver.file(root, "b");
        List<Entry> both = List.of(volume.found(volume.root, "a"), volume.found(volume.root, "b"));
        ScriptedDriver.Held held = volume.driver.hold("rename");
        ReplyFuture<Nothing> rename = rename("a", "b", false, false);
        held.awaitCalled();
        for (Entry file : both) {
            assertFalse(chmod(file).isComplete());
            volume.attributes(file);
        }
        assertEquals(0, volume.driver.count("setattr a") + volume.driver.count("setattr b"));
        held.fail(Errno.ENOSPC);
        assertEquals(Errno.ENOSPC, Answers.errno(rename));
        for (Entry file : both) {
            Answers.until(() -> volume.attributes(file).mode() == 0100600, "chmod");
        }
    }

    @Test
    void shouldReserveTheDirectoryBeforeTheFileInAnExchange() {
        Node file = volume.driver.file(root, "a"); // the lower key
        Node directory = volume.driver.directory(root, "d");
        volume.driver.addLink(directory, "x", file);
        volume.found(volume.root, "a");
        Entry inside = volume.found(volume.root, "d");
        ScriptedDriver.Held lookup = volume.driver.hold("lookup d");
        ReplyFuture<Nothing> unlink = volume.unlink(inside, "x"); // holds d, and will ask for a
        lookup.awaitCalled();
        ReplyFuture<Nothing> exchange = rename("a", "d", false, true);
        Answers.until(() -> volume.driver.count("lookup root") == 4, "both names looked up");
        volume.attributes(volume.root);
        assertTrue(lookup.release());
        assertEquals(Nothing.NOTHING, Answers.value(unlink));
        assertEquals(Nothing.NOTHING, Answers.value(exchange));
    }

    @Test
    void shouldMakeAFileWithoutANameAndForgetIt() {
        ReplyFuture<CreatedEntry> reply = volume.tell(
                volume.root,
                answer -> new DirectoryInode.Tmpfile(
                        volume.session, Mode.REGULAR | 0600, OpenFlags.READ_WRITE, 0, Caller.ROOT, answer));
        CreatedEntry made = Answers.value(reply);
        assertEquals(0, made.entry().node().attributes().nlink());
        assertEquals(new Census(2, 0, 2), volume.census());
        Objects.requireNonNull(volume.session.files.get(made.handle())).tell(new FileHandle.Release());
        volume.forget(made.entry(), 1);
        volume.awaitCensus(new Census(1, 0, 1));
        volume.driver.fail("tmpfile", Errno.ENOSPC);
        assertEquals(
                Errno.ENOSPC,
                Answers.errno(volume.<CreatedEntry>tell(
                        volume.root,
                        answer -> new DirectoryInode.Tmpfile(
                                volume.session, Mode.REGULAR, OpenFlags.READ_WRITE, 0, Caller.ROOT, answer))));
    }
}
