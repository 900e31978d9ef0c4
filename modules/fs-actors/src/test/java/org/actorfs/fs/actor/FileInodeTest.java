package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class FileInodeTest {
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

    private ReplyFuture<Node> chmod(int mode) {
        return volume.tell(file, reply -> new Inode.Setattr(AttributeChanges.ofMode(mode), Caller.ROOT, reply));
    }

    @Test
    void shouldCommitSetattrOnlyWhenTheDriverHasDoneIt() {
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> reply = truncate(100);
        held.awaitCalled();
        assertEquals(0, volume.attributes(file).size());
        assertFalse(reply.isComplete());
        assertTrue(held.release());
        assertEquals(100, Answers.value(reply).attributes().size());
        assertEquals(100, volume.attributes(file).size());
    }

    /** While the driver hangs, and without asking it. */
    @Test
    void shouldDescribeItselfWhoeverWaits() {
        volume.open(file, OpenFlags.READ_WRITE);
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> first = truncate(100);
        ReplyFuture<Node> second = chmod(0600);
        held.awaitCalled();

        Description found = volume.describe(file);
        assertEquals(node.key(), found.node().key());
        assertEquals(Description.Found.AWAKE, found.found());
        assertEquals(List.of(1, 1), List.of(found.running(), found.queued()));
        assertEquals(List.of(1L, 0L), List.of(found.references(), found.otherReferences()));
        assertEquals(1, found.opens().size());
        assertEquals(
                new Description.Open(found.opens().getFirst().handle(), OpenFlags.READ_WRITE, true),
                found.opens().getFirst());
        assertEquals(1, volume.census().queued());

        assertTrue(held.release());
        Answers.value(first);
        Answers.value(second);
        assertEquals(0, volume.census().queued());
        assertEquals(100, volume.describe(file).node().attributes().size());
    }

    /** As a rename does that takes its name. */
    @Test
    void shouldOpenAnewInItsTurnWhatIsStaleWhileItIsReserved() {
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> change = chmod(0600);
        held.awaitCalled();
        volume.driver.fail("open", Errno.ESTALE);
        ReplyFuture<Long> open = volume.tell(file, reply -> new FileInode.Open(volume.session, 0, Caller.ROOT, reply));
        assertEquals(1, volume.describe(file).queued());
        assertEquals(1, volume.driver.count("open a"));
        assertTrue(held.release());
        Answers.value(change);
        assertTrue(Answers.value(open) != 0);
        assertEquals(2, volume.driver.count("open a"));

        volume.driver.fail("open", Errno.ESTALE);
        assertEquals(
                Errno.ESTALE,
                Answers.errno(volume.<Long>tell(
                        file, reply -> new FileInode.Open(volume.session, OpenFlags.READ_WRITE, Caller.ROOT, reply))));
        assertEquals(3, volume.driver.count("open a"));

        volume.driver.fail("open", Errno.ESTALE);
        volume.driver.fail("open", Errno.ESTALE);
        assertEquals(
                Errno.ESTALE,
                Answers.errno(
                        volume.<Long>tell(file, reply -> new FileInode.Open(volume.session, 0, Caller.ROOT, reply))));
    }

    @Test
    void shouldTellHowManyOthersCountIt() {
        RecordingSession other = new RecordingSession();
        Entry root = Answers.value(volume.attach(other));
        ReplyFuture<Entry> reply = new ReplyFuture<>();
        other.route(root).tell(new DirectoryInode.Lookup(other, Name.of("a"), reply));
        Answers.value(reply);
        volume.found(volume.root, "a");
        assertEquals(
                List.of(2L, 1L),
                List.of(
                        volume.describe(file).references(),
                        volume.describe(file).otherReferences()));
    }

    @Test
    void shouldCountWhatItKnewAndWhatItHadToAsk() {
        long hits = volume.attributeCounts.hits();
        long misses = volume.attributeCounts.misses();
        volume.driver.fail("setattr", Errno.ENOSPC);
        Answers.errno(truncate(100)); // nobody knows now what is so
        volume.attributes(file);
        assertEquals(List.of(hits, misses + 1), counted());
        volume.attributes(file);
        volume.found(volume.root, "a");
        assertEquals(List.of(hits + 2, misses + 1), counted());
    }

    private List<Long> counted() {
        return List.of(volume.attributeCounts.hits(), volume.attributeCounts.misses());
    }

    @Test
    void shouldReadAttributesAgainAfterASetattrThatFailed() {
        volume.driver.fail("setattr", Errno.ENOSPC);
        ReplyFuture<Node> reply = truncate(100);
        assertEquals(Errno.ENOSPC, Answers.errno(reply));
        volume.driver.changeBehind(node, ScriptedDriver.attributes(0100600));
        assertEquals(0100600, volume.attributes(file).mode());
    }

    @Test
    void shouldAnswerEioWhenTheDriverThrowsAndGoOn() {
        volume.driver.fail("setattr");
        assertEquals(Errno.EIO, Answers.errno(truncate(100)));
        assertEquals(50, Answers.value(truncate(50)).attributes().size());
    }

    @Test
    void shouldTakeTheFirstOfTwoAnswers() {
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> reply = truncate(100);
        assertTrue(held.release());
        assertFalse(held.release());
        assertEquals(100, Answers.value(reply).attributes().size());
        assertEquals(7, Answers.value(truncate(7)).attributes().size());
    }

    @Test
    void shouldRunExclusiveOperationsInOrderOfArrival() {
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> first = truncate(100);
        ReplyFuture<Node> second = truncate(30);
        ReplyFuture<Node> third = chmod(0600);
        held.awaitCalled();
        assertEquals(1, volume.driver.count("setattr a"));
        assertTrue(held.release());
        assertEquals(100, Answers.value(first).attributes().size());
        assertEquals(30, Answers.value(second).attributes().size());
        assertEquals(0100600, Answers.value(third).attributes().mode());
    }

    @Test
    void shouldSkipAnOperationInterruptedInTheQueue() {
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> first = truncate(100);
        ReplyFuture<Node> second = truncate(30);
        volume.attributes(file);
        assertTrue(second.interrupt());
        assertFalse(first.interrupt());
        assertTrue(held.release());
        assertEquals(Errno.EINTR, Answers.errno(second));
        assertEquals(100, Answers.value(first).attributes().size());
        assertEquals(100, volume.attributes(file).size());
        assertEquals(1, volume.driver.count("setattr a"));
    }

    @Test
    void shouldLetDisjointWritesRunTogetherAndHoldBackOneThatOverlaps() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        ScriptedDriver.Held first = volume.driver.hold("write");
        ScriptedDriver.Held second = volume.driver.hold("write");
        ReplyFuture<Integer> one = volume.write(handle, 0, 10);
        ReplyFuture<Integer> two = volume.write(handle, 10, 10);
        second.awaitCalled();
        ReplyFuture<Integer> overlapping = volume.write(handle, 5, 10);
        ReplyFuture<Integer> elsewhere = volume.write(handle, 100, 1);
        assertEquals(1, Answers.value(elsewhere));
        assertEquals(3, volume.driver.count("write a"));
        assertFalse(overlapping.isComplete());
        assertTrue(second.release());
        assertEquals(10, Answers.value(two));
        assertFalse(overlapping.isComplete());
        assertTrue(first.release());
        assertEquals(10, Answers.value(one));
        assertEquals(10, Answers.value(overlapping));
        assertEquals(101, volume.attributes(file).size());
    }

    @Test
    void shouldHoldBackAReadPastTheEndWhileAWriteFurtherOnIsPending() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        assertEquals(10, Answers.value(volume.write(handle, 0, 10)));
        ScriptedDriver.Held held = volume.driver.hold("write");
        ReplyFuture<Integer> write = volume.write(handle, 100, 10);
        held.awaitCalled();
        ReplyFuture<Integer> pastTheEnd = volume.read(handle, 5, 20);
        assertEquals(5, Answers.value(volume.read(handle, 5, 5)));
        assertFalse(pastTheEnd.isComplete());
        assertTrue(held.release());
        assertEquals(10, Answers.value(write));
        assertEquals(20, Answers.value(pastTheEnd));
    }

    @Test
    void shouldAppendAlone() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.WRITE_ONLY | OpenFlags.APPEND);
        ScriptedDriver.Held held = volume.driver.hold("write");
        ReplyFuture<Integer> first = volume.write(handle, 0, 10);
        ReplyFuture<Integer> second = volume.write(handle, 50, 10);
        held.awaitCalled();
        volume.attributes(file);
        volume.attributes(file);
        assertEquals(1, volume.driver.count("write a"));
        assertTrue(held.release());
        assertEquals(10, Answers.value(first));
        assertEquals(10, Answers.value(second));
        assertEquals(20, volume.attributes(file).size());
    }

    @Test
    void shouldKeepTheLargerSizeWhenWritesAreAnsweredOutOfOrder() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        ScriptedDriver.Held low = volume.driver.hold("write");
        ReplyFuture<Integer> first = volume.write(handle, 0, 10);
        low.awaitCalled();
        assertEquals(10, Answers.value(volume.write(handle, 90, 10)));
        volume.driver.changeBehind(node, ScriptedDriver.attributes(0100644));
        assertTrue(low.release());
        assertEquals(10, Answers.value(first));
        assertEquals(100, volume.attributes(file).size());
    }

    @Test
    void shouldCountBeforeItAnswers() {
        List<String> seen = List.of("counted", "answered");
        CountDownLatch done = new CountDownLatch(1);
        volume.driver.file(volume.driver.root, "b");
        volume.session.events.clear();
        volume.session.route(volume.root).tell(new DirectoryInode.Lookup(volume.session, Name.of("b"), new Reply<>() {
            @Override
            protected void onSuccess(Entry entry) {
                volume.session.events.add("answered");
                done.countDown();
            }

            @Override
            protected void onFailure(Errno errno) {
                done.countDown();
            }
        }));
        Answers.until(() -> done.getCount() == 0, "an answer");
        assertEquals(seen, List.copyOf(volume.session.events));
    }

    @Test
    void shouldCountFurtherReferencesBeforeItAnswers() throws InterruptedException {
        LookupCounts counts = new LookupCounts();
        counts.add(volume.session, 77);
        ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(1);
        InodeFixture inode = new InodeFixture(kit, volume.driver, node, counts, volume.session);
        inode.ref.tell(new Inode.LookupSelf(volume.session, new Reply<>() {
            @Override
            protected void onSuccess(Entry entry) {
                seen.add(counts.count(volume.session)); // on the inode's own thread
                done.countDown();
            }

            @Override
            protected void onFailure(Errno errno) {
                done.countDown();
            }
        }));
        assertTrue(done.await(3, TimeUnit.SECONDS));
        assertEquals(List.of(2L), List.copyOf(seen));
    }

    @Test
    void shouldNotCountForARequestThatWasInterrupted() {
        ReplyFuture<Entry> reply = new ReplyFuture<>();
        assertTrue(reply.interrupt());
        volume.session.route(volume.root).tell(new DirectoryInode.Lookup(volume.session, Name.of("a"), reply));
        volume.session.route(file).tell(new Inode.LookupSelf(volume.session, reply));
        volume.attributes(file);
        assertEquals(2, volume.census().references());
    }

    @Test
    void shouldEndWhenEveryReferenceIsForgotten() {
        volume.found(volume.root, "a");
        assertEquals(new Census(2, 0, 3), volume.census());
        volume.forget(file, 1);
        volume.awaitCensus(new Census(2, 0, 2));
        volume.forget(file, 1);
        volume.awaitCensus(new Census(1, 0, 1));
        Answers.until(() -> volume.driver.forgotten.contains(node.key()), "forget");
        assertEquals(1, volume.driver.forgotten.size());
    }

    @Test
    void shouldKeepAnUnlinkedFileUntilItIsClosedAndForgotten() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        assertEquals(Nothing.NOTHING, Answers.value(volume.unlink(volume.root, "a")));
        volume.forget(file, 1);
        volume.awaitCensus(new Census(2, 0, 1));
        assertEquals(10, Answers.value(volume.write(handle, 0, 10)));
        assertEquals(0, volume.driver.forgotten.size());
        handle.tell(new FileHandle.Release());
        volume.awaitCensus(new Census(1, 0, 1));
        Answers.until(() -> volume.driver.forgotten.size() == 1, "forget");
        assertEquals(1, volume.driver.released.get());
    }

    @Test
    void shouldAnswerOnlyWhatAFileCan() {
        assertEquals(Errno.EINVAL, Answers.errno(volume.<byte[]>tell(file, SymlinkInode.Readlink::new)));
        assertEquals(Errno.ENOTDIR, Answers.errno(volume.lookup(file, "x")));
        ReplyFuture<Nothing> access = volume.tell(file, reply -> new Inode.Access(4, Caller.ROOT, reply));
        assertEquals(Nothing.NOTHING, Answers.value(access));
    }

    @Test
    void shouldAnswerWhenTheSessionRefusesTheHandle() {
        volume.session.refusesHandles = true;
        ScriptedDriver.Held held = volume.driver.hold("open");
        ReplyFuture<Long> open = volume.tell(file, reply -> new FileInode.Open(volume.session, 0, Caller.ROOT, reply));
        assertTrue(held.release());
        assertEquals(Errno.EIO, Answers.errno(open));
    }

    @Test
    void shouldTruncateAtOpenAloneAndAnswerWithItsErrno() {
        volume.driver.fail("open", Errno.EACCES);
        ReplyFuture<Long> refused =
                volume.tell(file, reply -> new FileInode.Open(volume.session, OpenFlags.TRUNCATE, Caller.ROOT, reply));
        assertEquals(Errno.EACCES, Answers.errno(refused));
        ScriptedDriver.Held held = volume.driver.hold("open");
        ReplyFuture<Long> open =
                volume.tell(file, reply -> new FileInode.Open(volume.session, OpenFlags.TRUNCATE, Caller.ROOT, reply));
        ReplyFuture<Node> after = chmod(0600);
        held.awaitCalled();
        volume.attributes(file);
        assertEquals(0, volume.driver.count("setattr a"));
        assertTrue(held.release());
        assertTrue(Answers.value(open) > 0);
        assertEquals(0100600, Answers.value(after).attributes().mode());
    }

    @Test
    void shouldKeepTheFileOpenThatACallUses() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        ScriptedDriver.Held held = volume.driver.hold("setattr");
        ReplyFuture<Node> chmod = chmod(0600);
        held.awaitCalled();
        handle.tell(new FileHandle.Release());
        kit.createTestProbe().expectTerminated(handle);
        volume.attributes(file);
        assertEquals(0, volume.driver.released.get());
        assertTrue(held.release());
        Answers.value(chmod);
        Answers.until(() -> volume.driver.released.get() == 1, "release");
    }

    private ReplyFuture<Nothing> allocate(ActorRef<FileHandle.Command> handle) {
        Allocation allocation = new Allocation(Allocation.Kind.RESERVE, false, 0, 10);
        ReplyFuture<Nothing> reply = new ReplyFuture<>();
        handle.tell(new FileHandle.Fallocate(allocation, Caller.ROOT, reply));
        return reply;
    }

    @Test
    void shouldAllocateAlone() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        ScriptedDriver.Held held = volume.driver.hold("allocate");
        ReplyFuture<Nothing> allocate = allocate(handle);
        held.awaitCalled();
        ReplyFuture<Integer> write = volume.write(handle, 1000, 10);
        volume.attributes(file);
        assertEquals(0, volume.driver.count("write a"));
        assertTrue(held.release());
        assertEquals(Nothing.NOTHING, Answers.value(allocate));
        assertEquals(10, Answers.value(write));
        Allocation range = new Allocation(Allocation.Kind.RESERVE, false, 0, 5_000);
        ReplyFuture<Nothing> inSlices = new ReplyFuture<>();
        handle.tell(new FileHandle.Fallocate(range, Caller.ROOT, inSlices));
        assertEquals(Nothing.NOTHING, Answers.value(inSlices));
        assertEquals(6, volume.driver.count("allocate a"));
        volume.driver.fail("allocate", Errno.ENOSPC);
        assertEquals(Errno.ENOSPC, Answers.errno(allocate(handle)));
        assertEquals(Errno.EBADF, Answers.errno(allocate(volume.open(file, OpenFlags.READ_ONLY))));
    }

    private ReplyFuture<Integer> copy(
            ActorRef<FileHandle.Command> source, ActorRef<FileHandle.Command> target, long sizeBytes) {
        ReplyFuture<Integer> reply = new ReplyFuture<>();
        source.tell(new FileHandle.CopyTo(5, target, 7, sizeBytes, Caller.ROOT, reply));
        return reply;
    }

    @Test
    void shouldCopyToAnotherHandle() {
        volume.driver.file(volume.driver.root, "b");
        Entry other = volume.found(volume.root, "b");
        ActorRef<FileHandle.Command> source = volume.open(file, OpenFlags.READ_ONLY);
        ActorRef<FileHandle.Command> target = volume.open(other, OpenFlags.WRITE_ONLY);
        assertEquals(100, Answers.value(copy(source, target, 100)));
        assertEquals(107, volume.attributes(other).size());
        assertEquals(FileHandle.MAX_COPY_BYTES, Answers.value(copy(source, target, Long.MAX_VALUE)));
        volume.driver.fail("read", Errno.EIO);
        assertEquals(Errno.EIO, Answers.errno(copy(source, target, 1)));
        volume.driver.fail("write", Errno.ENOSPC);
        assertEquals(Errno.ENOSPC, Answers.errno(copy(source, target, 1)));
        assertEquals(Errno.EBADF, Answers.errno(copy(target, source, 1)));
        assertEquals(Errno.EBADF, Answers.errno(copy(source, source, 1)));
    }

    /** Does something with a file of 1,000 bytes while ten bytes at an offset are being written, whose driver tells no attributes of writes. */
    private static void duringAWrite(long offset, BiConsumer<VolumeHarness, ActorRef<FileHandle.Command>> step) {
        VolumeHarness foreign = new VolumeHarness(kit, new ScriptedDriver(ScriptedDriver.FOREIGN), 100);
        foreign.driver.file(foreign.driver.root, "a");
        foreign.driver.writesSilently = true;
        ActorRef<FileHandle.Command> handle = foreign.open(foreign.found(foreign.root, "a"), OpenFlags.READ_WRITE);
        Answers.value(foreign.write(handle, 0, 1000));
        ScriptedDriver.Held held = foreign.driver.hold("write");
        ReplyFuture<Integer> second = foreign.write(handle, offset, 10);
        held.awaitCalled();
        step.accept(foreign, handle);
        assertTrue(held.release());
        Answers.value(second);
        foreign.close();
    }

    /** The kernel would take what it is told for the end of the file, and drop what is cached beyond it. */
    @Test
    void shouldTellNoSizeFromBeforeAWriteWhileAnotherIsUnderWay() {
        duringAWrite(
                10,
                (foreign, _) -> assertEquals(
                        1000,
                        foreign.found(foreign.root, "a").node().attributes().size()));
    }

    /** Reads within the file need not wait for writes elsewhere in it. */
    @Test
    void shouldKnowHowLargeAFileIsAtLeastAfterAWrite() {
        duringAWrite(900, (foreign, handle) -> Answers.value(foreign.read(handle, 0, 100)));
    }

    /** Whoever asks for those bytes meanwhile must not see what was there before. */
    @Test
    void shouldDoTheRestOfAWriteAfterItsAnswerAndBeforeTheNextRead() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        List<String> events = new CopyOnWriteArrayList<>();
        volume.driver.restOfWrites = () -> events.add("rest, reads: " + volume.driver.count("read a"));
        ScriptedDriver.Held held = volume.driver.hold("write");
        Reply<Integer> early = new Reply<>() {
            @Override
            protected void onSuccess(Integer bytes) {
                events.add("answer without rest");
            }

            @Override
            protected void onSuccess(Integer bytes, Runnable rest) {
                events.add("answer");
                rest.run();
            }

            @Override
            protected void onFailure(Errno errno) {
                events.add(errno.toString());
            }
        };
        MemorySegment data = MemorySegment.ofArray(new byte[10]);
        handle.tell(new FileHandle.Write(0, data, false, false, Caller.ROOT, early));
        held.awaitCalled();
        ReplyFuture<Integer> read = volume.read(handle, 0, 10);
        ReplyFuture<Nothing> flush = new ReplyFuture<>();
        handle.tell(new FileHandle.Flush(1, flush));
        Answers.value(flush); // went the read's way after it, so the read waits for its turn by now
        assertTrue(held.release());
        assertEquals(10, Answers.value(read));
        assertEquals(List.of("answer", "rest, reads: 0"), events);
    }
}
