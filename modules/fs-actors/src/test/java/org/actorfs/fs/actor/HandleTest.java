package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class HandleTest {
    private static final ActorTestKit kit = ActorTestKit.create();
    private final VolumeHarness volume = new VolumeHarness(kit);
    private final Entry file;

    HandleTest() {
        volume.driver.file(volume.driver.root, "a");
        file = volume.found(volume.root, "a");
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static final class Sink implements DirectorySink {
        private final List<String> names = new ArrayList<>();
        private final List<@Nullable Entry> granted = new ArrayList<>();
        private final int capacity;
        private long last;

        Sink(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public int room(List<DirectoryEntry> entries) {
            return Math.min(entries.size(), capacity - names.size());
        }

        @Override
        public void add(DirectoryEntry entry, @Nullable Entry reference) {
            names.add(entry.name().toString());
            granted.add(reference);
            last = entry.cursor();
        }
    }

    private static <T> ReplyFuture<T> ask(
            ActorRef<FileHandle.Command> handle, Function<Reply<T>, FileHandle.Command> message) {
        ReplyFuture<T> reply = new ReplyFuture<>();
        handle.tell(message.apply(reply));
        return reply;
    }

    private static ReplyFuture<Integer> read(ActorRef<FileHandle.Command> handle) {
        MemorySegment target = MemorySegment.ofArray(new byte[10]);
        return ask(handle, reply -> new FileHandle.Read(0, 10, () -> target, reply));
    }

    private ActorRef<DirectoryHandle.Command> opendir() {
        ReplyFuture<Long> reply =
                volume.tell(volume.root, answer -> new DirectoryInode.Opendir(volume.session, Caller.ROOT, answer));
        ActorRef<DirectoryHandle.Command> handle = volume.session.directories.get(Answers.value(reply));
        if (handle == null) {
            throw new AssertionError("the session was not told of the handle");
        }
        return handle;
    }

    private static ReplyFuture<Nothing> list(
            ActorRef<DirectoryHandle.Command> handle, long cursor, boolean plus, DirectorySink sink) {
        ReplyFuture<Nothing> reply = new ReplyFuture<>();
        handle.tell(new DirectoryHandle.Readdir(cursor, plus, sink, reply));
        return reply;
    }

    @Test
    void shouldRefuseWhatTheFlagsForbid() {
        assertEquals(Errno.EBADF, Answers.errno(volume.write(volume.open(file, OpenFlags.READ_ONLY), 0, 1)));
        assertEquals(Errno.EBADF, Answers.errno(read(volume.open(file, OpenFlags.WRITE_ONLY))));
    }

    @Test
    void shouldServeEveryRequestOfAFile() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        assertEquals(10, Answers.value(read(handle)));
        assertEquals(5, Answers.value(volume.write(handle, 0, 5)));
        assertEquals(
                Nothing.NOTHING,
                Answers.value(HandleTest.<Nothing>ask(handle, reply -> new FileHandle.Flush(1, reply))));
        ReplyFuture<Nothing> fsync = ask(handle, reply -> new FileHandle.Fsync(true, reply));
        assertEquals(Nothing.NOTHING, Answers.value(fsync));
        ReplyFuture<Long> lseek = ask(handle, reply -> new FileHandle.Lseek(3, 3, reply));
        assertEquals(3, Answers.value(lseek));
        for (String operation : List.of("read", "write", "flush", "fsync", "lseek")) {
            volume.driver.fail(operation, Errno.ENOSPC);
        }
        assertEquals(Errno.ENOSPC, Answers.errno(read(handle)));
        assertEquals(Errno.ENOSPC, Answers.errno(volume.write(handle, 0, 5)));
        assertEquals(
                Errno.ENOSPC, Answers.errno(HandleTest.<Nothing>ask(handle, reply -> new FileHandle.Flush(1, reply))));
        volume.driver.fail("read");
        assertEquals(Errno.EIO, Answers.errno(read(handle)));
        assertEquals(10, Answers.value(read(handle)));
    }

    @Test
    void shouldReleaseOnceAndOnlyAfterWhatIsInProgress() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        ScriptedDriver.Held held = volume.driver.hold("write");
        ReplyFuture<Integer> write = volume.write(handle, 0, 5);
        handle.tell(new FileHandle.Release());
        held.awaitCalled();
        volume.attributes(file);
        assertEquals(0, volume.driver.released.get());
        assertTrue(held.release());
        assertEquals(5, Answers.value(write));
        Answers.until(() -> volume.driver.released.get() == 1, "release");
        assertEquals(List.of("counted", "counted", "released"), List.copyOf(volume.session.events));
        assertEquals(Errno.EIO, Answers.errno(read(handle)));
    }

    @Test
    void shouldRefuseWhatComesAfterTheEndOfItsSession() {
        ActorRef<FileHandle.Command> handle = volume.open(file, OpenFlags.READ_WRITE);
        ScriptedDriver.Held held = volume.driver.hold("write");
        ReplyFuture<Integer> write = volume.write(handle, 0, 5);
        held.awaitCalled();
        volume.session.route(file).tell(new Inode.SessionGone(volume.session));
        ReplyFuture<Nothing> flush = HandleTest.<Nothing>ask(handle, reply -> new FileHandle.Flush(1, reply));
        Answers.errno(flush);
        assertEquals(0, volume.driver.released.get());
        assertTrue(held.release());
        assertEquals(5, Answers.value(write));
        Answers.until(() -> volume.driver.released.get() == 1, "release");
        assertEquals(0, volume.driver.count("flush a") + volume.driver.count("used after release"));
    }

    @Test
    void shouldListInPiecesWithDots() {
        volume.driver.file(volume.driver.root, "b");
        volume.driver.file(volume.driver.root, "c");
        ActorRef<DirectoryHandle.Command> handle = opendir();
        Sink first = new Sink(3);
        Answers.value(list(handle, 0, false, first));
        assertEquals(List.of(".", "..", "a"), first.names);
        Sink second = new Sink(3);
        Answers.value(list(handle, first.last, false, second));
        assertEquals(List.of("b", "c"), second.names);
        Sink end = new Sink(3);
        Answers.value(list(handle, second.last, false, end));
        assertEquals(List.of(), end.names);
        assertEquals(Errno.EINVAL, Answers.errno(list(handle, second.last - 1, false, new Sink(0))));
        assertEquals(2, volume.census().references());
    }

    @Test
    void shouldCountEveryEntryOfReaddirplusButTheDots() {
        volume.driver.file(volume.driver.root, "b");
        Sink sink = new Sink(100);
        Answers.value(list(opendir(), 0, true, sink));
        assertEquals(List.of(".", "..", "a", "b"), sink.names);
        assertEquals(null, sink.granted.get(0));
        assertEquals(null, sink.granted.get(1));
        Entry granted = sink.granted.get(2);
        assertEquals(file.name(), granted == null ? -1 : granted.name());
        assertEquals(4, volume.census().references());
    }

    @Test
    void shouldAnswerListingsThatFailAndGoOn() {
        ActorRef<DirectoryHandle.Command> handle = opendir();
        volume.driver.fail("readdir", Errno.EACCES);
        Sink dots = new Sink(100);
        Answers.value(list(handle, 0, false, dots)); // what is told is told
        assertEquals(List.of(".", ".."), dots.names);
        volume.driver.fail("readdir");
        assertEquals(Errno.EIO, Answers.errno(list(handle, 2, false, new Sink(100))));
        ReplyFuture<Nothing> broken = new ReplyFuture<>();
        handle.tell(new DirectoryHandle.Readdir(
                2,
                false,
                new DirectorySink() {
                    @Override
                    public int room(List<DirectoryEntry> entries) {
                        throw new IllegalStateException("scripted: no buffer");
                    }

                    @Override
                    public void add(DirectoryEntry entry, @Nullable Entry granted) {}
                },
                broken));
        assertEquals(Errno.EIO, Answers.errno(broken));
        Answers.value(list(handle, 2, false, new Sink(100)));
        ReplyFuture<Nothing> fsyncdir = new ReplyFuture<>();
        handle.tell(new DirectoryHandle.Fsyncdir(false, fsyncdir));
        Answers.value(fsyncdir);
        volume.driver.fail("opendir", Errno.EACCES);
        ReplyFuture<Long> refused =
                volume.tell(volume.root, reply -> new DirectoryInode.Opendir(volume.session, Caller.ROOT, reply));
        assertEquals(Errno.EACCES, Answers.errno(refused));
    }

    @Test
    void shouldAnswerWhatIsQueuedBehindReleasedir() {
        ActorRef<DirectoryHandle.Command> handle = opendir();
        ScriptedDriver.Held held = volume.driver.hold("readdir");
        ReplyFuture<Nothing> first = list(handle, 2, false, new Sink(100));
        handle.tell(new DirectoryHandle.Release());
        ReplyFuture<Nothing> second = list(handle, 2, false, new Sink(100));
        ReplyFuture<Nothing> third = new ReplyFuture<>();
        handle.tell(new DirectoryHandle.Fsyncdir(false, third));
        held.awaitCalled();
        assertFalse(first.isComplete());
        assertTrue(held.release());
        assertEquals(Nothing.NOTHING, Answers.value(first));
        Errno late = Answers.errno(second);
        assertTrue(late == Errno.EBADF || late == Errno.EIO);
        Answers.errno(third);
        assertEquals(1, volume.driver.released.get());
        volume.close();
    }
}
