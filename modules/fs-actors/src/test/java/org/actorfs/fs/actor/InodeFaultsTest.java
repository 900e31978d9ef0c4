package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Bugs, deaths and overtaken answers cost one EIO or nothing, and the inode goes on. */
final class InodeFaultsTest {
    private static final ActorTestKit kit = ActorTestKit.create();
    private final VolumeHarness volume = new VolumeHarness(kit);
    private final Node node = volume.driver.file(volume.driver.root, "a");
    private final Entry file = volume.found(volume.root, "a");

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private ReplyFuture<Node> truncate(long size) {
        return volume.tell(file, reply -> new Inode.Setattr(AttributeChanges.ofSize(size), Caller.ROOT, reply));
    }

    private ReplyFuture<Node> getattr() {
        return volume.tell(file, Inode.Getattr::new);
    }

    @Test
    void shouldAnswerEioWhenAnOperationMeetsABugAndGoOn() {
        volume.driver.botch("setattr");
        assertEquals(Errno.EIO, Answers.errno(truncate(100)));
        assertEquals(50, Answers.value(truncate(50)).attributes().size());
    }

    @Test
    @SuppressWarnings("NullAway") // the bug
    void shouldAnswerEioWhenAMessageMeetsABugAndGoOn() {
        ReplyFuture<Nothing> reply = new ReplyFuture<>();
        volume.session.route(file).tell(new FileInode.FlushOpen(null, 1, reply));
        assertEquals(Errno.EIO, Answers.errno(reply));
        assertEquals(50, Answers.value(truncate(50)).attributes().size());
    }

    @Test
    void shouldAnswerEioWhenARenameMeetsABugAndGoOn() {
        Node upper = volume.driver.directory(volume.driver.root, "upper");
        volume.driver.directory(volume.driver.root, "other");
        volume.driver.file(upper, "b");
        Entry from = volume.found(volume.root, "upper");
        Entry to = volume.found(volume.root, "other");
        volume.driver.botch("rename");
        assertEquals(Errno.EIO, Answers.errno(volume.rename(from, "b", to, "b", false)));
        Answers.value(volume.mkdir(from, "probe"));
        Answers.value(volume.mkdir(to, "probe"));
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(from, "probe", to, "c", false)));
    }

    @Test
    void shouldGoOnAfterAnOperationInterruptedInTheQueue() {
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> first = truncate(100);
        ReplyFuture<Node> second = truncate(30);
        held.awaitCalled();
        volume.attributes(file);
        assertTrue(second.interrupt());
        assertTrue(held.release());
        Answers.value(first);
        assertEquals(7, Answers.value(truncate(7)).attributes().size());
    }

    @Test
    void shouldNotTakeAnAnswerAskedBeforeAChangeForNewer() {
        volume.driver.fail("setattr", Errno.ENOSPC);
        assertEquals(Errno.ENOSPC, Answers.errno(truncate(1)));
        ScriptedDriver.Held held = volume.driver.hold("getattr");
        ReplyFuture<Node> old = getattr();
        held.awaitCalled();
        assertEquals(100, Answers.value(truncate(100)).attributes().size());
        volume.driver.changeBehind(node, ScriptedDriver.attributes(0100644)); // what the driver saw before the truncate
        assertTrue(held.release());
        Answers.value(old);
        assertEquals(100, volume.attributes(file).size());
    }

    private ReplyFuture<Entry> link(String name) {
        return volume.tell(
                volume.root,
                reply -> new DirectoryInode.Link(
                        volume.session, Name.of(name), volume.session.route(file), Caller.ROOT, reply));
    }

    @Test
    void shouldLinkOnlyWithTheTargetReserved() {
        ScriptedDriver.Held held = volume.driver.hold("link");
        ReplyFuture<Entry> link = link("b");
        held.awaitCalled();
        ReplyFuture<Node> truncate = truncate(5);
        assertEquals(1, volume.attributes(file).nlink());
        assertEquals(0, volume.driver.count("setattr a"));
        assertFalse(link.isComplete());
        assertTrue(held.release());
        assertEquals(2, Answers.value(link).node().attributes().nlink());
        assertEquals(2, Answers.value(truncate).attributes().nlink());
    }

    @Test
    void shouldNotLinkWhatTheDriverDoesNotKnowAnyMore() {
        volume.driver.fail("setattr", Errno.ENOSPC);
        assertEquals(Errno.ENOSPC, Answers.errno(truncate(1)));
        volume.driver.fail("getattr", Errno.ESTALE);
        assertEquals(Errno.ESTALE, Answers.errno(link("b")));
        assertEquals(0, volume.driver.count("link a"));
        assertEquals(2, Answers.value(link("c")).node().attributes().nlink());
    }

    @Test
    void shouldAnswerEioForAnInodeWhoseActorDiedAndSpawnAnother() {
        ActorRef<InodeCommand> actor = ((Route.Awake) volume.session.route(file)).inode();
        Adapter.toClassic(actor).tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
        assertEquals(Errno.EIO, Answers.errno(getattr()));
        assertEquals(node.key(), volume.found(volume.root, "a").node().key());
    }
}
