package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class VolumeTest {
    private static final ActorTestKit kit = ActorTestKit.create();
    private final VolumeHarness volume = new VolumeHarness(kit);
    private final Node root = volume.driver.root;

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private ReplyFuture<Nothing> detach() {
        return volume.tell(reply -> new Volume.Detach(volume.session, reply));
    }

    @Test
    void shouldCountEachSessionByItself() {
        RecordingSession other = new RecordingSession();
        Entry entry = Answers.value(volume.attach(other));
        assertEquals(root.key(), entry.node().key());
        assertEquals(new Census(1, 0, 2), volume.census());
        ReplyFuture<Nothing> gone = volume.tell(reply -> new Volume.Detach(other, reply));
        Answers.value(gone);
        volume.awaitCensus(new Census(1, 0, 1));
        assertEquals(List.of("counted", "uncounted"), List.copyOf(other.events));
    }

    @Test
    void shouldEndEverythingOfASessionThatBringsNoForgets() {
        volume.driver.file(root, "a");
        volume.open(volume.found(volume.root, "a"), OpenFlags.READ_WRITE);
        volume.driver.directory(root, "d");
        volume.found(volume.root, "d");
        Answers.value(detach());
        volume.awaitCensus(new Census(0, 0, 0));
        assertEquals(3, volume.driver.forgotten.size());
        assertEquals(1, volume.driver.released.get());
    }

    @Test
    void shouldGiveNothingToASessionThatEndedMeanwhile() {
        volume.driver.file(root, "a");
        Entry file = volume.found(volume.root, "a");
        ScriptedDriver.Held lookup = volume.driver.hold("lookup");
        ScriptedDriver.Held open = volume.driver.hold("open");
        ScriptedDriver.Held opendir = volume.driver.hold("opendir");
        ReplyFuture<Entry> found = volume.lookup(volume.root, "a");
        ReplyFuture<Long> opened = volume.tell(
                file, reply -> new FileInode.Open(volume.session, OpenFlags.READ_WRITE, Caller.ROOT, reply));
        ReplyFuture<Long> listed =
                volume.tell(volume.root, reply -> new DirectoryInode.Opendir(volume.session, Caller.ROOT, reply));
        lookup.awaitCalled();
        open.awaitCalled();
        opendir.awaitCalled();
        Answers.value(detach());
        assertTrue(lookup.release() && open.release() && opendir.release());
        assertEquals(Errno.ENODEV, Answers.errno(found));
        assertEquals(Errno.ENODEV, Answers.errno(opened));
        assertEquals(Errno.ENODEV, Answers.errno(listed));
        volume.awaitCensus(new Census(0, 0, 0));
        assertEquals(2, volume.driver.released.get());
    }

    @Test
    void shouldCloseTheDriverOnceAndLast() {
        volume.driver.file(root, "a");
        Entry file = volume.found(volume.root, "a");
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> change =
                volume.tell(file, reply -> new Inode.Setattr(AttributeChanges.ofMode(0600), Caller.ROOT, reply));
        held.awaitCalled();
        Answers.value(detach());
        ReplyFuture<Nothing> first = volume.tell(Volume.Close::new);
        ReplyFuture<Nothing> second = volume.tell(Volume.Close::new);
        assertEquals(Errno.ENODEV, Answers.errno(volume.attach(new RecordingSession())));
        assertEquals(0, volume.driver.count("close root"));
        assertFalse(first.isComplete());
        assertTrue(held.release());
        assertEquals(0100600, Answers.value(change).attributes().mode());
        assertEquals(Nothing.NOTHING, Answers.value(first));
        assertEquals(Nothing.NOTHING, Answers.value(second));
        assertEquals(1, volume.driver.count("close root"));
        assertEquals("close root", List.copyOf(volume.driver.calls).getLast());
    }

    @Test
    void shouldCloseAfterTheRenamesThatWait() {
        Node from = volume.driver.directory(root, "from");
        volume.driver.directory(root, "to");
        volume.driver.file(from, "a");
        ScriptedDriver.Held held = volume.driver.hold("parent");
        ReplyFuture<Nothing> rename =
                volume.rename(volume.found(volume.root, "from"), "a", volume.found(volume.root, "to"), "b", false);
        held.awaitCalled();
        Answers.value(detach());
        ReplyFuture<Nothing> close = volume.tell(Volume.Close::new);
        volume.census();
        assertFalse(close.isComplete());
        assertTrue(held.release());
        Answers.await(rename);
        assertEquals(Nothing.NOTHING, Answers.value(close));
        assertEquals("close root", List.copyOf(volume.driver.calls).getLast());
    }

    @Test
    void shouldAnswerStatfsAndResolve() {
        ReplyFuture<StatFs> statfs = volume.tell(volume.root, Inode.Statfs::new);
        assertEquals(255, Answers.value(statfs).nameMaxBytes());
        assertEquals(Nothing.NOTHING, Answers.value(volume.<Nothing>tell(Volume.Sync::new)));
        volume.driver.fail("sync", Errno.EIO);
        assertEquals(Errno.EIO, Answers.errno(volume.<Nothing>tell(Volume.Sync::new)));
        volume.driver.fail("statfs");
        ReplyFuture<StatFs> broken = volume.tell(volume.root, Inode.Statfs::new);
        assertEquals(Errno.EIO, Answers.errno(broken));
        Node file = volume.driver.file(root, "a");
        ReplyFuture<Entry> known = volume.tell(r -> new Volume.Resolve(volume.session, file.ino(), 0, r));
        assertEquals(file.key(), Answers.value(known).node().key());
        ReplyFuture<Entry> unknown = volume.tell(r -> new Volume.Resolve(volume.session, 999, 0, r));
        assertEquals(Errno.ESTALE, Answers.errno(unknown));
        volume.driver.fail("root", Errno.EACCES);
        assertEquals(Errno.EACCES, Answers.errno(volume.attach(new RecordingSession())));
    }

    @Test
    void shouldAnswerEioForAMessageThatReachesNobody() {
        volume.driver.file(root, "a");
        ActorRef<FileHandle.Command> handle = volume.open(volume.found(volume.root, "a"), OpenFlags.READ_WRITE);
        handle.tell(new FileHandle.Release());
        Answers.until(() -> volume.driver.released.get() == 1, "release");
        ReplyFuture<Nothing> flush = new ReplyFuture<>();
        handle.tell(new FileHandle.Flush(1, flush));
        assertEquals(Errno.EIO, Answers.errno(flush));
    }

    @Test
    void shouldFollowAForeignNamespaceWithoutTrustingAnOldLookup() {
        VolumeHarness foreign = new VolumeHarness(kit, new ScriptedDriver(ScriptedDriver.FOREIGN), 1000);
        Node file = foreign.driver.file(foreign.driver.root, "a");
        Entry entry = foreign.found(foreign.root, "a");
        foreign.driver.changeBehind(file, ScriptedDriver.attributes(0100600));
        assertEquals(0100644, foreign.attributes(entry).mode());
        foreign.nanos.addAndGet(1_000_000_000L);
        assertEquals(0100600, foreign.attributes(entry).mode());
        foreign.driver.changeBehind(file, ScriptedDriver.attributes(0100400));
        assertEquals(
                0100400, foreign.found(foreign.root, "a").node().attributes().mode());
    }

    /** The independence: nothing waits for file A's driver but what must. */
    @Test
    void shouldServeEverythingElseWhileAWriteIsWithheld() {
        for (int i = 0; i < 20; i++) {
            volume.driver.file(root, "f" + i);
        }
        volume.driver.file(root, "a");
        Entry file = volume.found(volume.root, "a");
        ScriptedDriver.Held held = volume.driver.hold("write a");
        ReplyFuture<Integer> write = volume.write(volume.open(file, OpenFlags.READ_WRITE), 0, 4096);
        held.awaitCalled();
        assertEquals(0, volume.attributes(file).size());
        assertEquals(file.name(), volume.found(volume.root, "a").name());
        assertEquals(22 + 1, names(true).size());
        for (int i = 0; i < 20; i++) {
            Entry other = volume.found(volume.root, "f" + i);
            ActorRef<FileHandle.Command> handle = volume.open(other, OpenFlags.READ_WRITE);
            for (int j = 0; j < 24; j++) {
                assertEquals(10, Answers.value(volume.write(handle, 10L * j, 10)));
                assertEquals(10L * (j + 1), volume.attributes(other).size());
            }
            handle.tell(new FileHandle.Release());
            assertEquals(Nothing.NOTHING, Answers.value(volume.unlink(volume.root, "f" + i)));
        }
        assertFalse(write.isComplete());
        assertEquals(0, volume.attributes(file).size());
        assertTrue(held.release());
        assertEquals(4096, Answers.value(write));
        assertEquals(4096, volume.attributes(file).size());
        volume.close();
    }

    private List<String> names(boolean plus) {
        ReplyFuture<Long> opened =
                volume.tell(volume.root, reply -> new DirectoryInode.Opendir(volume.session, Caller.ROOT, reply));
        ActorRef<DirectoryHandle.Command> handle = volume.session.directories.get(Answers.value(opened));
        List<String> names = new ArrayList<>();
        DirectorySink sink = new DirectorySink() {
            @Override
            public int room(List<DirectoryEntry> entries) {
                return entries.size();
            }

            @Override
            public void add(DirectoryEntry entry, @Nullable Entry granted) {
                names.add(entry.name().toString());
            }
        };
        ReplyFuture<Nothing> listed = new ReplyFuture<>();
        if (handle == null) {
            throw new AssertionError("the session was not told of the handle");
        }
        handle.tell(new DirectoryHandle.Readdir(0, plus, sink, listed));
        Answers.value(listed);
        return names;
    }
}
