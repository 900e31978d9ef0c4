package org.actorfs.fuse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.actor.CreatedEntry;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.fs.actor.Inode;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fuse.mount.Transport;
import org.actorfs.fuse.protocol.Fopen;
import org.actorfs.fuse.protocol.InodeRequest;
import org.actorfs.fuse.protocol.Opcode;
import org.actorfs.fuse.protocol.Request;
import org.actorfs.fuse.protocol.RequestHeader;
import org.actorfs.fuse.transport.Borrow;
import org.actorfs.fuse.transport.Buffers;
import org.actorfs.fuse.transport.DeviceChannel;
import org.actorfs.fuse.transport.DevicePort;
import org.actorfs.fuse.transport.Incoming;
import org.actorfs.fuse.transport.Receiver;
import org.actorfs.fuse.transport.ReplyPort;
import org.actorfs.fuse.transport.Users;
import org.actorfs.fuse.transport.Worker;
import org.actorfs.fuse.transport.Workers;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Poll;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an answer that the kernel refuses, and of a request that it interrupts. */
final class AnswerTest {
    private static final int NOBODY = -1; // write(2) to it is refused
    private static final Traits TRAITS =
            new Traits(true, false, true, Traits.allOperations(), Traits.FOREVER, 1_000, 1_000);
    private static final Request ASKED = new InodeRequest.Getattr(new RequestHeader(5, 7, 0, 0, 1), 0, 0);
    private static final ActorTestKit kit = ActorTestKit.create();
    private static final OpenFile NO_FILE = (OpenFile) Proxy.newProxyInstance(
            AnswerTest.class.getClassLoader(), new Class<?>[] {OpenFile.class}, (_, method, _) -> {
                if (method.getName().equals("tellsAtClose")) {
                    return true;
                }
                throw new AssertionError(method);
            });

    private static final Workers workers = Workers.start(1);

    private final List<String> heard = new ArrayList<>();
    private final Buffers buffers = new Buffers(8192, 4096, 4);
    private final SessionStats stats = SessionStats.counting(1);
    private final Connection connection = new Connection(
            new SessionOptions(-1, -1, -1, 4096, 16, false, false, false, true, Transport.DEV),
            TRAITS,
            buffers,
            1000,
            stats);
    private long nanos;
    private final Pending pending = new Pending(() -> nanos);
    private final TestProbe<InodeCommand> inode = kit.createTestProbe(InodeCommand.class);
    private final TestProbe<FileHandle.Command> handle = kit.createTestProbe(FileHandle.Command.class);
    private final Entry entry = counted();
    private final int requests = Poll.eventFd(); // none comes from it
    private final int kernel = Descriptors.open("/dev/null".getBytes(StandardCharsets.US_ASCII), OpenFlags.O_WRONLY, 0);

    private Entry counted() {
        Timespec t = Timespec.EPOCH;
        Attributes attributes = new Attributes(Mode.REGULAR | 0644, 1, 0, 0, 0, 0, 0, 4096, t, t, t, t);
        Node node = new Node(new InodeKey(0, 7), 7, 0, attributes, _ -> {});
        return new Entry(connection.counted(node, inode.ref()), node);
    }

    @BeforeEach
    void serve() throws IOException {
        while (workers.reserve()) {
            // until none is left: an eventfd does not block, and is for shared workers
        }
        Receiver nobody = new Receiver() {
            @Override
            public boolean receive(Worker worker, Incoming request, ReplyPort port) {
                return true;
            }

            @Override
            public void onEnded() {}
        };
        DeviceChannel.serve(requests, workers, nobody, buffers, connection::connect);
    }

    @AfterEach
    void close() {
        Descriptors.close(requests);
        Descriptors.close(kernel);
    }

    @AfterAll
    static void stop() {
        workers.close();
        kit.shutdownTestKit();
    }

    private Answer.Ticket ticket(long unique, int fd) {
        return ticket(unique, port(fd));
    }

    private Answer.Ticket ticket(long unique, ReplyPort port) {
        return new Answer.Ticket(connection, unique, port, null, Opcode.GETATTR, stats.now(), null);
    }

    private DevicePort port(int fd) {
        return new DevicePort(fd, buffers, new Users(() -> {}, () -> {}));
    }

    private static DirectoryEntry named(String name, long cursor) {
        return new DirectoryEntry(Name.of(name), 7, Mode.REGULAR >>> 12, cursor, null);
    }

    private void assertOneReferenceGivenBack() {
        assertEquals(new Inode.Forget(connection, 1), inode.receiveMessage());
        inode.expectNoMessage(java.time.Duration.ofMillis(100));
    }

    private static TraceListener listener(List<TraceEvent> heard) {
        return new TraceListener() {
            @Override
            public void onEvent(TraceEvent event) {
                heard.add(event);
            }

            @Override
            public void onEnd() {}
        };
    }

    @Test
    void shouldNotTellThatWhatIsAnsweredWaits() {
        Answers.Found answer = new Answers.Found(ticket(5, kernel), true);
        pending.add(answer, ASKED, Opcode.GETATTR);
        assertTrue(answer.succeed(entry)); // and is among those that wait until its thread has taken it out
        Tracers tracers = new Tracers(pending, () -> nanos, Clock.systemUTC());
        List<TraceEvent> heard = new ArrayList<>();
        nanos += Tracers.SLOW.toNanos();
        assertEquals(Tracers.Added.OPEN, tracers.add(new Trace(tracers, listener(heard), null, () -> {}, nanos)));
        tracers.tellSlow();
        assertEquals(List.of(), heard);
    }

    @Test
    void shouldGiveBackTheReferenceThatTheKernelRefuses() {
        assertTrue(new Answers.Found(ticket(1, NOBODY), true).succeed(entry));
        assertOneReferenceGivenBack();
    }

    @Test
    void shouldGiveBackReferenceAndHandleOfACreateThatTheKernelRefuses() {
        long fh = connection.openedFile(handle.ref(), NO_FILE);
        assertTrue(new Answers.Created(ticket(1, NOBODY), 0).succeed(new CreatedEntry(entry, fh)));
        assertOneReferenceGivenBack();
        assertEquals(new FileHandle.Release(), handle.receiveMessage());
    }

    @Test
    void shouldLetTheKernelFlushOnlyWhatHasSomethingToTell() {
        OpenFile silent = (OpenFile) Proxy.newProxyInstance(
                AnswerTest.class.getClassLoader(), new Class<?>[] {OpenFile.class}, (_, _, _) -> false);
        long telling = connection.openedFile(handle.ref(), NO_FILE);
        long quiet = connection.openedFile(handle.ref(), silent);
        assertEquals(0, connection.openFlags(1, telling, 0) & Fopen.NOFLUSH); // O_WRONLY
        assertEquals(Fopen.NOFLUSH, connection.openFlags(1, quiet, 0) & Fopen.NOFLUSH);
        assertEquals(Fopen.NOFLUSH, connection.openFlags(0, telling, 0) & Fopen.NOFLUSH);
        assertEquals(Fopen.NOFLUSH, connection.openFlags(2, quiet, 0) & Fopen.NOFLUSH);
        Traits shared = new Traits(false, false, false, Traits.allOperations(), 0, 0, 0);
        Connection foreign = new Connection(connection.options(), shared, buffers, 1000, stats);
        long other = foreign.openedFile(handle.ref(), silent);
        assertEquals(0, foreign.openFlags(2, other, 0) & Fopen.NOFLUSH, "may be mapped shared");
        assertEquals(Fopen.NOFLUSH, foreign.openFlags(1, other, 0) & Fopen.NOFLUSH);
    }

    @Test
    void shouldReleaseAHandleThatTheKernelRefuses() {
        long fh = connection.openedFile(handle.ref(), NO_FILE);
        assertTrue(new Answers.OpenedFile(ticket(1, NOBODY), 1, 0).succeed(fh));
        assertEquals(new FileHandle.Release(), handle.receiveMessage());
    }

    @Test
    void shouldGiveBackEveryReferenceOfAListingThatTheKernelRefuses() {
        Answers.Listing listing = new Answers.Listing(ticket(1, NOBODY), 4096, true);
        listing.add(named(".", 1), null);
        listing.add(named("a", 3), entry);
        assertTrue(listing.succeed(Nothing.NOTHING));
        assertOneReferenceGivenBack();
    }

    @Test
    void shouldLendTheRequestUntilTheRestIsDone() {
        NativeBuffer lent = buffers.takeRequest();
        Borrow borrow = new Borrow(lent, buffers);
        assertFalse(borrow.leaveWorker());
        AtomicReference<NativeBuffer> meanwhile = new AtomicReference<>();
        Answer<Integer> answer = new Answers.Written(
                new Answer.Ticket(connection, 1, port(kernel), borrow, Opcode.WRITE, stats.now(), null));
        assertTrue(answer.succeedThen(5, () -> meanwhile.set(buffers.takeRequest())));
        assertNotSame(lent, meanwhile.get());
        assertSame(lent, buffers.takeRequest());
        buffers.giveRequest(lent);
        buffers.giveRequest(meanwhile.get());
    }

    @Test
    void shouldGiveNothingBackThatTheKernelTook() {
        assertTrue(new Answers.Found(ticket(1, kernel), true).succeed(entry));
        inode.expectNoMessage(java.time.Duration.ofMillis(100));
    }

    @Test
    void shouldEndAnInterruptedRequestThatWaitsForLongerThanItsGrace() {
        Answers.Ok answer = new Answers.Ok(ticket(5, kernel));
        pending.add(answer, ASKED, Opcode.GETATTR);
        pending.interrupt(5);
        nanos += Pending.GRACE.toNanos() - 1;
        pending.endInterrupted();
        assertFalse(answer.isComplete());
        nanos++;
        pending.endInterrupted();
        assertTrue(answer.isComplete());
    }

    @Test
    void shouldRememberAnInterruptThatComesBeforeItsRequest() {
        Answers.Ok answer = new Answers.Ok(ticket(5, kernel));
        pending.interrupt(5);
        pending.add(answer, ASKED, Opcode.GETATTR);
        nanos += Pending.GRACE.toNanos();
        pending.endInterrupted();
        assertTrue(answer.isComplete());
    }

    /** Its program expects EINTR, and a process that is killed must not wait. */
    @Test
    void shouldEndAnInterruptedWaitForALockAtOnce() {
        Answers.Locked waiting = new Answers.Locked(ticket(5, kernel), true, () -> {});
        pending.add(waiting, ASKED, Opcode.GETATTR);
        pending.interrupt(5);
        assertTrue(waiting.isComplete());
        Answers.Locked late = new Answers.Locked(ticket(6, kernel), true, () -> {});
        pending.interrupt(6);
        pending.add(late, ASKED, Opcode.GETATTR);
        assertTrue(late.isComplete());
    }

    @Test
    void shouldUnlockWhatTheKernelDidNotTake() {
        AtomicInteger undone = new AtomicInteger();
        assertTrue(new Answers.Locked(ticket(1, NOBODY), false, undone::incrementAndGet).succeed(Nothing.NOTHING));
        assertEquals(1, undone.get());
        assertTrue(new Answers.Locked(ticket(1, kernel), false, undone::incrementAndGet).succeed(Nothing.NOTHING));
        assertEquals(1, undone.get());
    }

    @Test
    void shouldLetWorkThatBeganComeToItsEnd() {
        Answers.Ok answer = new Answers.Ok(ticket(5, kernel));
        pending.add(answer, ASKED, Opcode.GETATTR);
        assertTrue(answer.begin());
        pending.interrupt(5);
        nanos += Pending.GRACE.toNanos();
        pending.endInterrupted();
        assertFalse(answer.isComplete());
        assertTrue(answer.succeed(Nothing.NOTHING));
    }

    /** An interrupt that crosses the answer matches nothing, ever: it must not use up the room for others. */
    @Test
    void shouldStillRememberAfterManyInterruptsThatCameTooLate() {
        for (long answered = 100; answered < 100_000; answered++) {
            pending.interrupt(answered);
        }
        nanos += Pending.MEMORY.toNanos();
        pending.endInterrupted();
        Answers.Ok answer = new Answers.Ok(ticket(200_000, kernel));
        pending.interrupt(200_000);
        pending.add(answer, ASKED, Opcode.GETATTR);
        nanos += Pending.GRACE.toNanos();
        pending.endInterrupted();
        assertTrue(answer.isComplete());
    }

    /** A driver that was asked for data may put it into the answer's memory whenever it likes, and one that was asked for something else may not. */
    @Test
    void shouldSayWhetherItsMemoryMayBeInUse() {
        assertEquals("end in use", endOf(new Answers.Read(ticket(5, listener()), 100), Answer::abandon));
        assertEquals("end in use", endOf(new Answers.Written(ticket(5, listener())), Answer::abandon));
        assertEquals("end", endOf(new Answers.Ok(ticket(5, listener())), Answer::abandon));
        assertEquals("end", endOf(new Answers.Read(ticket(5, listener()), 100), read -> read.fail(Errno.EPERM)));
        assertEquals("end", endOf(new Answers.Read(ticket(5, listener()), 100), read -> read.succeed(0)));
    }

    private <T> String endOf(Answer<T> answer, Consumer<Answer<T>> completion) {
        completion.accept(answer);
        return heard.removeLast();
    }

    /** A port that tells how requests end. */
    private ReplyPort listener() {
        DevicePort port = port(kernel);
        return (ReplyPort) Proxy.newProxyInstance(
                AnswerTest.class.getClassLoader(), new Class<?>[] {ReplyPort.class}, (_, method, arguments) -> {
                    if (method.getName().equals("end")) {
                        heard.add((boolean) arguments[0] ? "end in use" : "end");
                    }
                    return method.invoke(port, arguments);
                });
    }

    @Test
    void shouldFailWhoeverStillWaitsAtTheEnd() {
        Answers.Ok answer = new Answers.Ok(ticket(5, kernel));
        pending.add(answer, ASKED, Opcode.GETATTR);
        assertTrue(answer.begin());
        pending.abandon();
        assertTrue(answer.isComplete());
        assertFalse(answer.succeed(Nothing.NOTHING));
    }
}
