package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.FileLock.Kind;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** fcntl(2) and flock(2) as messages to handles, over a whole volume. */
final class FileLocksTest {
    private static final ActorTestKit kit = ActorTestKit.create();

    private final VolumeHarness volume = new VolumeHarness(kit);
    private final Entry file;
    private final ActorRef<FileHandle.Command> handle;
    private final ActorRef<FileHandle.Command> other;

    FileLocksTest() {
        volume.driver.file(volume.driver.root, "a");
        volume.driver.file(volume.driver.root, "b");
        file = volume.found(volume.root, "a");
        handle = volume.open(file, OpenFlags.READ_WRITE);
        other = volume.open(volume.found(volume.root, "b"), OpenFlags.READ_WRITE);
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static ReplyFuture<Nothing> set(
            ActorRef<FileHandle.Command> through, long owner, long byteNumber, Kind kind, boolean waits) {
        ReplyFuture<Nothing> reply = new ReplyFuture<>();
        FileLock lock = new FileLock(byteNumber, byteNumber, kind, (int) owner);
        through.tell(new FileHandle.Setlk(owner, lock, false, waits, reply));
        return reply;
    }

    private static void take(ActorRef<FileHandle.Command> through, long owner, long byteNumber) {
        Answers.value(set(through, owner, byteNumber, Kind.EXCLUSIVE, false));
    }

    private static ReplyFuture<Nothing> await(ActorRef<FileHandle.Command> through, long owner, long byteNumber) {
        ReplyFuture<Nothing> reply = set(through, owner, byteNumber, Kind.EXCLUSIVE, true);
        find(through, 99, 99); // answered after the wait has begun
        return reply;
    }

    private static void unlock(ActorRef<FileHandle.Command> through, long owner, long byteNumber) {
        Answers.value(set(through, owner, byteNumber, Kind.NONE, false));
    }

    private static ReplyFuture<Nothing> flock(
            ActorRef<FileHandle.Command> through, long owner, Kind kind, boolean waits) {
        ReplyFuture<Nothing> reply = new ReplyFuture<>();
        FileLock lock = new FileLock(0, Long.MAX_VALUE, kind, (int) owner);
        through.tell(new FileHandle.Setlk(owner, lock, true, waits, reply));
        find(through, 99, 99);
        return reply;
    }

    private static FileLock find(ActorRef<FileHandle.Command> through, long owner, long byteNumber) {
        ReplyFuture<FileLock> reply = new ReplyFuture<>();
        FileLock wanted = new FileLock(byteNumber, byteNumber, Kind.EXCLUSIVE, (int) owner);
        through.tell(new FileHandle.Getlk(owner, wanted, reply));
        return Answers.value(reply);
    }

    private static void flush(ActorRef<FileHandle.Command> through, long owner) {
        ReplyFuture<Nothing> reply = new ReplyFuture<>();
        through.tell(new FileHandle.Flush(owner, reply));
        Answers.value(reply);
    }

    @Test
    void shouldGiveALockToWhoWaitsAsSoonAsItIsFree() {
        take(handle, 1, 5);
        assertEquals(Errno.EAGAIN, Answers.errno(set(handle, 2, 5, Kind.SHARED, false)));
        ReplyFuture<Nothing> waiting = await(handle, 2, 5);
        take(handle, 1, 6);
        assertFalse(waiting.isComplete());
        assertEquals(1, find(handle, 3, 5).pid());
        unlock(handle, 1, 5);
        Answers.value(waiting);
        assertEquals(2, find(handle, 3, 5).pid());
        assertEquals(Kind.NONE, find(handle, 2, 5).kind());
    }

    @Test
    void shouldRefuseAKindThatTheHandleIsNotOpenFor() {
        ActorRef<FileHandle.Command> reader = volume.open(file, OpenFlags.READ_ONLY);
        assertEquals(Errno.EBADF, Answers.errno(set(reader, 1, 0, Kind.EXCLUSIVE, false)));
        Answers.value(set(reader, 1, 0, Kind.SHARED, false));
        Answers.value(flock(reader, 1, Kind.EXCLUSIVE, false));
        ActorRef<FileHandle.Command> writer = volume.open(file, OpenFlags.WRITE_ONLY);
        assertEquals(Errno.EBADF, Answers.errno(set(writer, 1, 0, Kind.SHARED, false)));
    }

    @Test
    void shouldFindWhoWouldWaitForEverOverTwoFiles() {
        take(handle, 1, 0);
        take(other, 2, 0);
        take(handle, 3, 9);
        ReplyFuture<Nothing> second = await(handle, 2, 0);
        ReplyFuture<Nothing> third = await(other, 3, 0);
        ReplyFuture<Nothing> first = await(handle, 1, 9);
        assertEquals(Errno.EDEADLOCK, Answers.errno(first));
        unlock(handle, 1, 0);
        Answers.value(second);
        unlock(other, 2, 0);
        Answers.value(third);
    }

    /** What somebody else takes meanwhile may close the circle for one who waits already. */
    @Test
    void shouldFindADeadlockThatComesAfterTheWait() {
        take(handle, 1, 0);
        take(other, 2, 0);
        ReplyFuture<Nothing> second = await(handle, 2, 0);
        ReplyFuture<Nothing> third = await(handle, 3, 0);
        ReplyFuture<Nothing> alsoThird = await(other, 3, 0);
        unlock(handle, 1, 0);
        Answers.value(second);
        assertFalse(third.isComplete());
        unlock(other, 2, 0);
        Answers.value(alsoThird);
        assertEquals(Errno.EDEADLOCK, Answers.errno(await(other, 2, 0)));
        unlock(handle, 2, 0);
        Answers.value(third);
    }

    @Test
    void shouldNeverGiveALockToWhoWasInterrupted() {
        take(handle, 1, 0);
        ReplyFuture<Nothing> interrupted = await(handle, 2, 0);
        ReplyFuture<Nothing> patient = await(handle, 3, 0);
        assertTrue(interrupted.interrupt());
        unlock(handle, 1, 0);
        Answers.value(patient);
        unlock(handle, 3, 0);
        take(handle, 4, 0);
        assertEquals(Errno.EINTR, Answers.errno(interrupted));
    }

    @Test
    void shouldNotTakeAnInterruptedWaitForADeadlock() {
        take(handle, 1, 0);
        take(other, 2, 0);
        ReplyFuture<Nothing> interrupted = await(handle, 2, 0);
        assertTrue(interrupted.interrupt());
        ReplyFuture<Nothing> waiting = await(other, 1, 0);
        letTheWatchJudge();
        assertFalse(waiting.isComplete());
        unlock(other, 2, 0);
        Answers.value(waiting);
    }

    /** A deadlock of others, which is found after everything that was asked before. */
    private void letTheWatchJudge() {
        take(handle, 5, 50);
        take(other, 6, 50);
        await(handle, 6, 50);
        assertEquals(Errno.EDEADLOCK, Answers.errno(await(other, 5, 50)));
    }

    @Test
    void shouldDropAProcessesLocksWithAnyDescriptorThatItCloses() {
        ActorRef<FileHandle.Command> second = volume.open(file, OpenFlags.READ_WRITE);
        take(handle, 1, 0);
        take(handle, 2, 1);
        ReplyFuture<Nothing> waiting = await(handle, 3, 0);
        flush(second, 1);
        Answers.value(waiting);
        assertEquals(2, find(handle, 3, 1).pid());
    }

    @Test
    void shouldDropADescriptionsLocksWhenItIsReleased() {
        ActorRef<FileHandle.Command> second = volume.open(file, OpenFlags.READ_WRITE);
        take(second, 1, 0);
        Answers.value(flock(second, 1, Kind.EXCLUSIVE, false));
        ReplyFuture<Nothing> record = await(handle, 2, 0);
        ReplyFuture<Nothing> whole = flock(handle, 2, Kind.EXCLUSIVE, true);
        assertFalse(whole.isComplete());
        second.tell(new FileHandle.Release());
        Answers.value(record);
        Answers.value(whole);
    }

    /** An id that was free again, and was taken by the next description, before its RELEASE came. */
    @Test
    void shouldNotKeepALockForADescriptionWhoseIdIsUsedAgain() {
        ActorRef<FileHandle.Command> next = volume.open(file, OpenFlags.READ_WRITE);
        ActorRef<FileHandle.Command> third = volume.open(file, OpenFlags.READ_WRITE);
        Answers.value(flock(handle, 7, Kind.EXCLUSIVE, false));
        Answers.value(flock(next, 7, Kind.EXCLUSIVE, false));
        handle.tell(new FileHandle.Release());
        ReplyFuture<Nothing> waiting = flock(third, 8, Kind.EXCLUSIVE, true);
        find(next, 99, 99);
        assertFalse(waiting.isComplete());
        next.tell(new FileHandle.Release());
        Answers.value(waiting);
    }

    @Test
    void shouldUnlockThoughNobodyWaitsForTheAnswerAnyMore() {
        take(handle, 1, 0);
        ReplyFuture<Nothing> unlock = new ReplyFuture<>();
        assertTrue(unlock.interrupt());
        handle.tell(new FileHandle.Setlk(1, new FileLock(0, 0, Kind.NONE, 1), false, false, unlock));
        take(handle, 2, 0);
    }

    @Test
    void shouldTellWhoHoldsWhatAndWhoWaitsSinceWhen() {
        take(handle, 1, 0);
        take(handle, 1, 7);
        Answers.value(flock(handle, 9, Kind.SHARED, false));
        ReplyFuture<Nothing> first = set(handle, 2, 0, Kind.EXCLUSIVE, true);
        ReplyFuture<Nothing> second = set(handle, 3, 7, Kind.SHARED, true);
        Answers.until(() -> volume.describe(file).waiters().size() == 2, "two wait");
        volume.nanos.addAndGet(500);

        Description found = volume.describe(file);
        assertEquals(
                List.of(
                        new Description.Lock(new FileLock(0, 0, Kind.EXCLUSIVE, 1), false, 1, true),
                        new Description.Lock(new FileLock(7, 7, Kind.EXCLUSIVE, 1), false, 1, true),
                        new Description.Lock(new FileLock(0, Long.MAX_VALUE, Kind.SHARED, 9), true, 9, true)),
                found.locks());
        assertEquals(
                List.of(
                        new Description.Waiter(
                                new Description.Lock(new FileLock(0, 0, Kind.EXCLUSIVE, 2), false, 2, true), 500),
                        new Description.Waiter(
                                new Description.Lock(new FileLock(7, 7, Kind.SHARED, 3), false, 3, true), 500)),
                found.waiters());
        assertEquals(new Census(3, 0, 3, 0, 2), volume.census());

        assertTrue(first.interrupt());
        assertEquals(List.of(3), pids(volume.describe(file)));
        assertEquals(1, volume.census().lockWaiters());
        Answers.value(set(handle, 1, 7, Kind.NONE, false));
        Answers.value(second);
        assertEquals(List.of(), volume.describe(file).waiters());
        assertEquals(0, volume.census().lockWaiters());
    }

    private static List<Integer> pids(Description found) {
        return found.waiters().stream()
                .map(waiter -> waiter.wanted().lock().pid())
                .toList();
    }

    /** Whatever many owners ask for: nobody waits for what is free, and nothing is held twice. */
    @Test
    void shouldHoldItsInvariantsAfterEveryStep() {
        TestProbe<Runnable> verdicts = kit.createTestProbe();
        FileLocks locks = new FileLocks(
                kit.spawn(DeadlockWatch.create()),
                new Continuations<>(verdicts.getRef(), verdict -> verdict),
                VolumeHarness.clock(volume.nanos));
        List<Kind> kinds = List.of(Kind.values());
        Random dice = new Random(25);
        List<ReplyFuture<Nothing>> asked = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            LockOwner owner = new LockOwner(volume.session, dice.nextInt(5));
            String through = "handle " + owner.id() % 3;
            int start = dice.nextInt(20);
            FileLock lock = new FileLock(start, start + dice.nextInt(10), kinds.get(dice.nextInt(kinds.size())), 1);
            switch (dice.nextInt(12)) {
                case 0 -> locks.dropRecordsOf(owner);
                case 1 -> locks.dropTakenThrough(through);
                case 2 -> asked.forEach(ReplyFuture::interrupt);
                default -> {
                    ReplyFuture<Nothing> reply = new ReplyFuture<>();
                    asked.add(reply);
                    boolean waits = lock.kind() != Kind.NONE && dice.nextInt(3) > 0;
                    locks.set(owner, through, lock, dice.nextInt(4) == 0, waits, reply);
                }
            }
            locks.checkInvariants();
        }
    }

    @Test
    void shouldEndTheLocksAndTheWaitsOfASessionThatIsGone() {
        RecordingSession guest = new RecordingSession();
        Entry root = Answers.value(volume.attach(guest));
        ReplyFuture<Entry> found = new ReplyFuture<>();
        guest.route(root).tell(new DirectoryInode.Lookup(guest, Name.of("a"), found));
        ReplyFuture<Long> opened = new ReplyFuture<>();
        guest.route(Answers.value(found)).tell(new FileInode.Open(guest, OpenFlags.READ_WRITE, Caller.ROOT, opened));
        ActorRef<FileHandle.Command> guests =
                Objects.requireNonNull(guest.files.get(Answers.value(opened)), "the guest's handle");
        take(handle, 1, 0);
        take(guests, 1, 1);
        ReplyFuture<Nothing> guestWaits = await(guests, 1, 0);
        ReplyFuture<Nothing> waiting = await(handle, 2, 1);
        assertFalse(waiting.isComplete());
        Answers.value(volume.<Nothing>tell(reply -> new Volume.Detach(guest, reply)));
        Answers.value(waiting);
        Answers.errno(guestWaits);
        unlock(handle, 1, 0);
        take(handle, 2, 0);
    }

    @Test
    void shouldKeepTheTwoKindsOfLocksApart() {
        take(handle, 1, 0);
        Answers.value(flock(handle, 2, Kind.EXCLUSIVE, false));
        flush(handle, 2);
        assertEquals(Errno.EAGAIN, Answers.errno(flock(handle, 3, Kind.SHARED, false)));
    }

    /** flock(2): the conversion is not atomic, and who cannot have the new lock has lost the old one. */
    @Test
    void shouldConvertAFlockByDroppingItFirst() {
        Answers.value(flock(handle, 1, Kind.SHARED, false));
        Answers.value(flock(handle, 2, Kind.SHARED, false));
        Answers.value(flock(handle, 2, Kind.SHARED, false));
        ReplyFuture<Nothing> waiting = flock(handle, 3, Kind.EXCLUSIVE, true);
        Answers.value(flock(handle, 1, Kind.NONE, false));
        assertFalse(waiting.isComplete());
        Answers.value(flock(handle, 2, Kind.EXCLUSIVE, false));
        Answers.value(flock(handle, 2, Kind.SHARED, false));
        Answers.value(flock(handle, 1, Kind.SHARED, false));
        assertEquals(Errno.EAGAIN, Answers.errno(flock(handle, 1, Kind.EXCLUSIVE, false)));
        Answers.value(flock(handle, 2, Kind.NONE, false));
        Answers.value(waiting);
    }
}
