package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class InodeShardTest {
    private static final ActorTestKit kit = ActorTestKit.create();
    private final ScriptedDriver driver = ScriptedDriver.owned();
    private final RecordingSession session = new RecordingSession();
    private final Node node = driver.file(driver.root, "a");
    private final ActorRef<InodeShard.Command> shard;

    InodeShardTest() {
        VolumeContext context = InodeFixture.context(kit, driver, session);
        shard = kit.spawn(InodeShard.create(context, 100));
        context.publish(Collections.nCopies(64, shard));
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private ReplyFuture<Entry> grant() {
        ReplyFuture<Entry> reply = new ReplyFuture<>();
        shard.tell(new InodeShard.Deliver(node, new Inode.Grant(session, node, reply)));
        return reply;
    }

    private <T> ReplyFuture<T> tell(Entry inode, Function<Reply<T>, InodeCommand> message) {
        ReplyFuture<T> reply = new ReplyFuture<>();
        session.route(inode).tell(message.apply(reply));
        return reply;
    }

    private Census census() {
        ReplyFuture<Census> reply = new ReplyFuture<>();
        shard.tell(new InodeShard.Count(reply));
        return Answers.value(reply);
    }

    private Route.Awake sleep(Entry inode) {
        Route.Awake before = (Route.Awake) session.route(inode);
        before.inode().tell(Inode.MaySleep.MAY_SLEEP);
        Answers.until(() -> session.route(inode) instanceof Route.Asleep, "sleep");
        return before;
    }

    @Test
    void shouldPutACountedInodeToSleepAndWakeItWithItsCount() {
        Entry entry = Answers.value(grant());
        Answers.value(grant());
        sleep(entry);
        assertEquals(new Census(0, 1, 2), census());
        assertEquals(node.key(), Answers.value(tell(entry, Inode.Getattr::new)).key());
        assertEquals(new Census(1, 0, 2), census());
        assertEquals(List.of("counted", "asleep", "awake"), List.copyOf(session.events));
        assertEquals(List.of(), List.copyOf(driver.forgotten));
    }

    @Test
    void shouldTellWhatAnInodeWasBeforeItWasAskedFor() {
        assertEquals(Description.Found.UNUSED, describe().found());
        Answers.until(() -> census().equals(new Census(0, 0, 0)), "the end of an inode that nobody counts");
        Entry entry = Answers.value(grant());
        assertEquals(Description.Found.AWAKE, describe().found());
        sleep(entry);
        Description woken = Answers.value(tell(entry, reply -> new Inode.Describe(session, reply)));
        assertEquals(Description.Found.ASLEEP, woken.found());
        assertEquals(1, woken.references());
        sleep(entry);
        assertEquals(Description.Found.ASLEEP, describe().found());
        assertEquals(Description.Found.AWAKE, describe().found());
        assertEquals(new Census(1, 0, 1), census());
    }

    /** As a directory asks for a child that it has just found. */
    private Description describe() {
        ReplyFuture<Description> reply = new ReplyFuture<>();
        shard.tell(new InodeShard.Deliver(node, new Inode.Describe(session, reply)));
        return Answers.value(reply);
    }

    @Test
    void shouldForgetOnASleeperWithoutWakingIt() {
        Entry entry = Answers.value(grant());
        Answers.value(grant());
        sleep(entry);
        session.route(entry).tell(new Inode.Forget(session, 1));
        assertEquals(new Census(0, 1, 1), census());
        session.route(entry).tell(new Inode.Forget(session, 1));
        assertEquals(new Census(0, 0, 0), census());
        assertEquals(List.of(node.key()), List.copyOf(driver.forgotten));
        assertEquals(List.of("counted", "asleep", "uncounted"), List.copyOf(session.events));
    }

    @Test
    void shouldDeliverToTheSleeperWhatWasToldToTheActorThatIsGone() {
        Entry entry = Answers.value(grant());
        VolumeHarness volume = new VolumeHarness(kit);
        Node file = volume.driver.file(volume.driver.root, "b");
        Entry found = volume.found(volume.root, "b");
        Route.Awake before = (Route.Awake) volume.session.route(found);
        before.inode().tell(Inode.MaySleep.MAY_SLEEP);
        Answers.until(() -> volume.session.route(found) instanceof Route.Asleep, "sleep");
        kit.createTestProbe(Object.class).expectTerminated(before.inode(), java.time.Duration.ofSeconds(3));
        ReplyFuture<Node> reply = new ReplyFuture<>();
        before.inode().tell(new Inode.Getattr(reply));
        assertEquals(file.key(), Answers.value(reply).key());
        assertEquals(2, volume.census().references());
        assertEquals(1, entry.name());
    }

    @Test
    void shouldNotWakeASleeperWithAnInvitationToSleep() {
        Entry entry = Answers.value(grant());
        sleep(entry);
        shard.tell(new InodeShard.Known(node.key(), Inode.MaySleep.MAY_SLEEP));
        assertEquals(new Census(0, 1, 1), census());
    }

    @Test
    void shouldAnswerEstaleForWhatItDoesNotKnow() {
        ReplyFuture<Node> reply = new ReplyFuture<>();
        shard.tell(new InodeShard.Known(new InodeKey(9, 9), new Inode.Getattr(reply)));
        assertEquals(Errno.ESTALE, Answers.errno(reply));
    }

    @Test
    void shouldRefuseTheOfferToStopWhenADeliveryCameMeanwhile() {
        Answers.value(grant());
        Answers.value(grant());
        shard.tell(new InodeShard.Idle(node.key(), 1)); // made when only the first had arrived
        assertEquals(new Census(1, 0, 2), census());
        assertEquals(List.of("counted"), List.copyOf(session.events));
    }

    @Test
    void shouldHoldDeliveriesWhileAnInodeStopsAndGiveThemToTheNextOne() {
        CountDownLatch sent = new CountDownLatch(1);
        ReplyFuture<Entry> first = new ReplyFuture<>();
        shard.tell(new InodeShard.Deliver(node, new Inode.Grant(session, node, new Reply<>() {
            @Override
            protected void onSuccess(Entry entry) {
                try {
                    assertTrue(sent.await(3, TimeUnit.SECONDS)); // the inode reads no further until all is sent
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                first.succeed(entry);
            }

            @Override
            protected void onFailure(Errno errno) {
                first.fail(errno);
            }
        })));
        shard.tell(new InodeShard.Idle(node.key(), 1)); // as the inode itself would offer
        ReplyFuture<Entry> second = grant();
        ReplyFuture<Entry> third = grant();
        ReplyFuture<Node> fence = new ReplyFuture<>();
        shard.tell(new InodeShard.Known(new InodeKey(9, 9), new Inode.Getattr(fence)));
        assertEquals(Errno.ESTALE, Answers.errno(fence));
        sent.countDown();
        Entry entry = Answers.value(first);
        assertEquals(entry.name(), Answers.value(second).name());
        assertEquals(entry.name(), Answers.value(third).name());
        assertEquals(new Census(1, 0, 3), census());
        assertEquals(List.of("counted", "awake"), List.copyOf(session.events));
    }

    @Test
    void shouldKeepABusyInodeThatWasToldToStop() {
        Entry entry = Answers.value(grant());
        ScriptedDriver.Held held = driver.hold("setattr");
        ReplyFuture<Node> change =
                tell(entry, reply -> new Inode.Setattr(AttributeChanges.ofMode(0600), Caller.ROOT, reply));
        held.awaitCalled();
        shard.tell(new InodeShard.Idle(node.key(), 1));
        ReplyFuture<Entry> second = grant();
        assertEquals(entry.name(), Answers.value(second).name());
        assertFalse(change.isComplete());
        assertTrue(held.release());
        assertEquals(0100600, Answers.value(change).attributes().mode());
        assertEquals(List.of("counted"), List.copyOf(session.events));
        assertEquals(new Census(1, 0, 2), census());
    }

    @Test
    void shouldTellItsShardThatItStaysOrHowItStopped() {
        InodeFixture inode = new InodeFixture(kit, driver, node, new LookupCounts(), session);
        ReplyFuture<Entry> reply = new ReplyFuture<>();
        inode.ref.tell(new Inode.Delivered(new Inode.Grant(session, node, reply)));
        Answers.value(reply);
        inode.ref.tell(new Inode.Delivered(new Inode.Forget(session, 1)));
        assertEquals(new InodeShard.Idle(node.key(), 2), inode.shard.receiveMessage());
        ScriptedDriver.Held held = driver.hold("setattr");
        ReplyFuture<Node> change = new ReplyFuture<>();
        inode.ref.tell(new Inode.Setattr(AttributeChanges.ofMode(0600), Caller.ROOT, change));
        inode.ref.tell(Inode.Stop.STOP);
        assertEquals(new InodeShard.Staying(node.key()), inode.shard.receiveMessage());
        assertTrue(held.release());
        Answers.value(change);
        assertEquals(new InodeShard.Idle(node.key(), 2), inode.shard.receiveMessage());
        inode.ref.tell(Inode.Stop.STOP);
        assertTrue(inode.shard
                .expectMessageClass(InodeShard.Stopped.class)
                .counts()
                .isEmpty());
    }

    @Test
    void shouldAskTheDriverAgainAfterSleepIfTheAttributesWereInDoubt() {
        Entry entry = Answers.value(grant());
        driver.fail("setattr", Errno.EIO);
        ReplyFuture<Node> change =
                tell(entry, reply -> new Inode.Setattr(AttributeChanges.ofMode(0600), Caller.ROOT, reply));
        assertEquals(Errno.EIO, Answers.errno(change));
        sleep(entry);
        driver.changeBehind(node, ScriptedDriver.attributes(0100400));
        assertEquals(
                0100400,
                Answers.value(tell(entry, Inode.Getattr::new)).attributes().mode());
    }

    @Test
    void shouldNotTrustWhatALookupSawWhenTheInodeIsNew() {
        driver.changeBehind(node, ScriptedDriver.attributes(0100400));
        assertEquals(0100400, Answers.value(grant()).node().attributes().mode());
    }

    @Test
    void shouldGoOnWhenTheDriverFailsToForget() {
        driver.fail("forget");
        Entry entry = Answers.value(grant());
        session.route(entry).tell(new Inode.Forget(session, 1));
        Answers.until(() -> !driver.forgotten.isEmpty(), "forget");
        Answers.value(grant());
        assertEquals(new Census(1, 0, 1), census());
    }

    @Test
    void shouldEndTheReferencesOfASessionAwakeAndAsleep() {
        Entry entry = Answers.value(grant());
        sleep(entry);
        ReplyFuture<Nothing> gone = new ReplyFuture<>();
        shard.tell(new InodeShard.SessionGone(session, gone));
        Answers.value(gone);
        assertEquals(new Census(0, 0, 0), census());
        assertEquals(List.of(node.key()), List.copyOf(driver.forgotten));
        ReplyFuture<Nothing> drained = new ReplyFuture<>();
        shard.tell(new InodeShard.Drain(drained));
        Answers.value(drained);
    }

    @Test
    void shouldSleepWhenThereAreTooManyAwake() {
        VolumeHarness volume = new VolumeHarness(kit, ScriptedDriver.owned(), 64);
        for (int i = 0; i < 1000; i++) {
            volume.driver.file(volume.driver.root, "f" + i);
            volume.found(volume.root, "f" + i);
        }
        assertEquals(1001, volume.census().references());
        Answers.until(() -> volume.census().asleep() > 700, "sleep");
        volume.close();
        assertEquals(1, volume.driver.count("close root"));
        assertEquals(1001, volume.driver.forgotten.size());
    }
}
