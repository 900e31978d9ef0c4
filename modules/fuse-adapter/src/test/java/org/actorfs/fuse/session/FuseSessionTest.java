package org.actorfs.fuse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.actor.Description;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;
import org.actorfs.fuse.mount.Transport;
import org.actorfs.fuse.protocol.Fopen;
import org.actorfs.fuse.protocol.HandleRequest;
import org.actorfs.fuse.protocol.InitFlags;
import org.actorfs.fuse.protocol.KernelReply;
import org.actorfs.fuse.protocol.KernelSide;
import org.actorfs.fuse.protocol.LockRange;
import org.actorfs.fuse.protocol.RequestExtensions;
import org.actorfs.fuse.protocol.RequestHeader;
import org.actorfs.fuse.session.TraceEvent.Answered;
import org.actorfs.fuse.session.TraceEvent.Waiting;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole session with a memory volume, and the test as its kernel, at the other end of a socket. */
@Timeout(60)
final class FuseSessionTest {
    private static final long ROOT = 1;
    private static final LockRange WRITE = new LockRange(0, 9, LockRange.WRITE, 1);
    private static final LockRange UNLOCK = new LockRange(0, 9, LockRange.UNLOCK, 1);
    private static final int HEADER_BYTES = 40;
    private static final int LARGEST_OPCODE = 60;
    private static final int FIRST_GARBAGE_UNIQUE = 1 << 20;

    private final KernelSide kernel = KernelSide.modern(0, 0, 1);
    private final NativeBuffer buffer = NativeBuffer.allocate(1 << 20);
    private final BlockingQueue<KernelReply> replies = new LinkedBlockingQueue<>();
    private final int[] sockets = new int[2];
    private FuseDaemon daemon;
    private FuseSession session;

    @BeforeEach
    void serve() throws Exception {
        daemon = FuseDaemon.start(new DaemonSettings(1, 8, 1000, 1000, Duration.ofSeconds(10), true));
        Driver memory = new MemoryDriverFactory()
                .open(VolumeUri.parse("memory:size=64M"), new DriverContext(TimeSource.system(), 1));
        session = daemon.open(
                memory, new SessionOptions(-1, -1, -1, 1 << 17, 16, false, false, false, true, Transport.DEV));
        assertEquals(0, Sockets.packetSocketPair(sockets));
        Thread.ofPlatform().daemon().name("kernel").start(this::receive);
        session.serve(sockets[1]);
        long flags = InitFlags.INIT_EXT | InitFlags.DIRECT_IO_ALLOW_MMAP;
        assertEquals(0, ask(kernel.init(7, 45, 1 << 17, flags)).error());
    }

    @AfterEach
    void close() {
        Sockets.shutdown(sockets[0]); // which both ends read as the end
        daemon.close();
        buffer.close();
    }

    @Test
    void shouldAnswerWhatTheVolumeSays() throws Exception {
        assertEquals(ROOT, ask(kernel.getattr(ROOT, 0, 0)).attr().ino());
        assertEquals(
                -Errno.ENOENT.number(), ask(kernel.lookup(ROOT, bytes("none"))).error());
        assertEquals(-Errno.ESTALE.number(), ask(kernel.getattr(4711, 0, 0)).error());
    }

    /** Not one of them may end the session, hang it, or be answered with something that the kernel did not ask. */
    @Test
    void shouldGoOnAfterBytesThatMakeNoSense() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            send(garbage(random, FIRST_GARBAGE_UNIQUE + round));
        }
        KernelReply reply = ask(kernel.getattr(ROOT, 0, 0));
        assertEquals(0, reply.error());
        assertEquals(ROOT, reply.attr().ino());
    }

    @Test
    void shouldKeepDirectHandlesOutOfTheCache() throws Exception {
        assertTrue(bypassesCache("both", OpenFlags.DIRECT | OpenFlags.READ_WRITE));
        assertTrue(bypassesCache("writer", OpenFlags.DIRECT | OpenFlags.WRITE_ONLY));
        assertFalse(bypassesCache("buffered", OpenFlags.READ_WRITE));
    }

    private boolean bypassesCache(String name, int flags) throws InterruptedException {
        KernelReply created = ask(kernel.create(ROOT, bytes(name), flags, 0100644, 0, 0, RequestExtensions.NONE));
        assertEquals(0, created.error());
        return OpenFlags.has(created.createdOpen().openFlags(), Fopen.DIRECT_IO);
    }

    /** Mounts of type fuse are not asked for SYNCFS; fsync(2) of the root stands for it, whatever its handle. */
    @Test
    void shouldSyncTheVolumeWhenItsRootIs() throws Exception {
        assertEquals(0, ask(kernel.fsyncdir(ROOT, 4711, false)).error());
        assertEquals(0, ask(kernel.syncfs(ROOT)).error());
        KernelReply made = ask(kernel.mkdir(ROOT, bytes("d"), 0755, 0, RequestExtensions.NONE));
        long below = made.entry().nodeid();
        assertEquals(
                -Errno.EBADF.number(), ask(kernel.fsyncdir(below, 4711, false)).error());
    }

    /** A kernel that is answered ENOSYS copies by itself, so that nobody would notice on a mount. */
    @Test
    void shouldCopyRangesAndTellHowMuchInEitherWidth() throws Exception {
        KernelReply source =
                ask(kernel.create(ROOT, bytes("a"), OpenFlags.READ_WRITE, 0100644, 0, 0, RequestExtensions.NONE));
        KernelReply target =
                ask(kernel.create(ROOT, bytes("b"), OpenFlags.READ_WRITE, 0100644, 0, 0, RequestExtensions.NONE));
        long from = source.createdOpen().fh();
        long to = target.createdOpen().fh();
        assertEquals(
                0,
                ask(kernel.write(source.createdEntry().nodeid(), from, 0, 0, 0, 0, bytes("hello")))
                        .error());
        assertEquals(4, copied(from, to, false).body().get(ValueLayout.JAVA_INT_UNALIGNED, 0));
        assertEquals(4, copied(from, to, true).body().get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
        assertEquals(
                7 + 4,
                ask(kernel.getattr(target.createdEntry().nodeid(), 0, 0)).attr().size());
        assertEquals(-Errno.EBADF.number(), copied(from, 4711, true).error());
    }

    private KernelReply copied(long from, long to, boolean wide) throws InterruptedException {
        RequestHeader header = new RequestHeader(0, ROOT, 0, 0, 0);
        return ask(kernel.copyFileRange(new HandleRequest.CopyFileRange(header, from, 1, ROOT, to, 7, 100, 0, wide)));
    }

    /** As whoever looks at a program that hangs on a lock. */
    @Test
    void shouldTraceWhoWaitedBeforeAndWhoComesLater() throws Exception {
        KernelReply made =
                ask(kernel.create(ROOT, bytes("f"), OpenFlags.READ_WRITE, 0100644, 0, 0, RequestExtensions.NONE));
        long file = made.createdEntry().nodeid();
        long fh = made.createdOpen().fh();
        assertEquals(0, ask(kernel.setlk(file, fh, 1, WRITE, 0)).error());
        send(kernel.setlkw(file, fh, 2, WRITE, 0));
        long waiter = kernel.lastUnique();
        awaitWaiters(1);
        long references = references();

        Heard heard = new Heard();
        try (Trace _ = done(session.trace(Optional.of(List.of(Name.of("f"))), heard))) {
            assertEquals(references + 1, references());
            Waiting first = (Waiting) heard.next();
            assertEquals(List.of(waiter, false), List.of(first.request().unique(), first.begun()));
            assertEquals(
                    List.of("setlkw", "write 0-9", 1),
                    List.of(
                            first.request().operation(),
                            first.request().detail(),
                            first.request().pid()));
            assertEquals(
                    0, ask(kernel.setlk(file, fh, 1, UNLOCK, 0)).error()); // answered after what it gives to others
            Answered ended = answered(heard, waiter);
            assertEquals(0, ended.errno());
            assertTrue(ended.queuedNanos() != null && ended.queuedNanos() >= first.waitedNanos(), ended::toString);

            send(kernel.setlkw(file, fh, 1, WRITE, 0));
            long slow = kernel.lastUnique();
            Waiting told = waiting(heard);
            assertEquals(slow, told.request().unique());
            assertTrue(told.waitedNanos() >= Tracers.SLOW.toNanos(), told::toString);
            assertEquals(0, ask(kernel.getattr(ROOT, 0, 0)).error());
            send(kernel.interrupt(slow));
            Answered interrupted = answered(heard, slow);
            assertEquals(Errno.EINTR.number(), interrupted.errno());
            assertEquals(0, interrupted.servedNanos());
        }
        assertTrue(heard.events.isEmpty(), heard.events::toString);
        assertEquals(references, references());
    }

    /** Past the unlock, which may be told of before or after. */
    private static Answered answered(Heard heard, long unique) throws InterruptedException {
        TraceEvent event = heard.next();
        while (!(event instanceof Answered answered && answered.request().unique() == unique)) {
            assertFalse(event instanceof Waiting, event::toString);
            event = heard.next();
        }
        return (Answered) event;
    }

    private static Waiting waiting(Heard heard) throws InterruptedException {
        TraceEvent event = heard.next();
        while (event instanceof Answered) {
            event = heard.next();
        }
        return (Waiting) event;
    }

    @Test
    void shouldDescribeAnInodeWithoutCountingIt() throws Exception {
        KernelReply made =
                ask(kernel.create(ROOT, bytes("f"), OpenFlags.READ_WRITE, 0100644, 0, 0, RequestExtensions.NONE));
        long references = references();
        Description found = done(session.describe(List.of(Name.of("f"))));
        assertEquals(1, found.references());
        assertEquals(List.of(new Description.Open(made.createdOpen().fh(), OpenFlags.READ_WRITE, true)), found.opens());
        assertTrue(done(session.describe(List.of())).node().attributes().isDirectory());
        assertEquals(
                new Inspected.NotFound<Description>(Errno.ENOENT),
                await(session.describe(List.of(Name.of("none"), Name.of("f")))));
        assertEquals(references, references());
    }

    @Test
    void shouldEndATraceWithItsSession() throws Exception {
        Heard heard = new Heard();
        Trace trace = done(session.trace(Optional.empty(), heard));
        daemon.close();
        assertTrue(heard.ended.await(10, TimeUnit.SECONDS));
        trace.close();
        assertEquals(new Inspected.Ended<Trace>(), await(session.trace(Optional.empty(), heard)));
        assertEquals(new Inspected.Ended<Trace>(), await(session.trace(Optional.of(List.of()), heard)));
        assertEquals(new Inspected.Ended<Description>(), await(session.describe(List.of())));
    }

    @Test
    void shouldSayWhenThereAreTooManyTraces() throws Exception {
        assertEquals(
                0,
                ask(kernel.mkdir(ROOT, bytes("d"), 0755, 0, RequestExtensions.NONE))
                        .error());
        long references = references();
        for (int i = 0; i < Tracers.MOST; i++) {
            assertInstanceOf(Inspected.Found.class, await(session.trace(Optional.empty(), new Heard())));
        }
        assertEquals(
                new Inspected.TooMany<Trace>(), await(session.trace(Optional.of(List.of(Name.of("d"))), new Heard())));
        assertEquals(references, references());
    }

    private static final class Heard implements TraceListener {
        private final BlockingQueue<TraceEvent> events = new LinkedBlockingQueue<>();
        private final CountDownLatch ended = new CountDownLatch(1);

        TraceEvent next() throws InterruptedException {
            TraceEvent event = events.poll(10, TimeUnit.SECONDS);
            assertNotNull(event, "nothing is told");
            return event;
        }

        @Override
        public void onEvent(TraceEvent event) {
            events.add(event);
        }

        @Override
        public void onEnd() {
            ended.countDown();
        }
    }

    private long references() throws Exception {
        return await(session.census()).references();
    }

    private void awaitWaiters(int count) throws Exception {
        while (done(session.describe(List.of(Name.of("f")))).waiters().size() != count) {
            Thread.onSpinWait();
        }
    }

    private static <T> T done(CompletionStage<Inspected<T>> stage) throws Exception {
        Inspected<T> inspected = await(stage);
        return inspected instanceof Inspected.Found<T>(T value) ? value : fail(inspected.toString());
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldFailWhoAsksAfterTheDaemonHasClosed() throws Exception {
        daemon.close();
        assertEquals(-Errno.EIO.number(), ask(kernel.getattr(ROOT, 0, 0)).error());
        assertTrue(session.ended().toCompletableFuture().isDone());
    }

    /** Random bytes, most of them with a header that could be one; never INIT or FORGET, which mean what they say. */
    private static MemorySegment garbage(Random random, long unique) {
        byte[] bytes = new byte[1 + random.nextInt(300)];
        random.nextBytes(bytes);
        MemorySegment request = MemorySegment.ofArray(bytes);
        if (bytes.length >= HEADER_BYTES) {
            int opcode = random.nextInt(LARGEST_OPCODE);
            request.set(ValueLayout.JAVA_INT_UNALIGNED, 0, random.nextInt(8) == 0 ? random.nextInt() : bytes.length);
            request.set(ValueLayout.JAVA_INT_UNALIGNED, 4, opcode == 26 || opcode == 2 || opcode == 42 ? 1 : opcode);
            request.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, unique);
            request.set(ValueLayout.JAVA_LONG_UNALIGNED, 16, random.nextInt(3));
        }
        return request;
    }

    private void send(MemorySegment request) {
        long length = request.byteSize();
        MemorySegment.copy(request, 0, buffer.segment(), 0, length);
        assertEquals(length, FileIo.write(sockets[0], buffer.address(), length));
    }

    /** The answer to this request, past those to others. */
    private KernelReply ask(MemorySegment request) throws InterruptedException {
        send(request);
        KernelReply reply;
        do {
            reply = replies.poll(10, TimeUnit.SECONDS);
            assertNotNull(reply, "no answer");
        } while (reply.unique() != kernel.lastUnique());
        return reply;
    }

    /** Takes answers until the other end closes. */
    private void receive() {
        try (NativeBuffer room = NativeBuffer.allocate(1 << 20)) {
            long length = FileIo.read(sockets[0], room.address(), room.sizeBytes());
            while (length > 0) {
                byte[] copy = room.segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                replies.add(KernelReply.parse(MemorySegment.ofArray(copy), length));
                length = FileIo.read(sockets[0], room.address(), room.sizeBytes());
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
