package org.actorfs.fs.actor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.TimeSource;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;

/** A whole volume on a scripted driver, with one session attached. */
final class VolumeHarness {
    final ScriptedDriver driver;
    final RecordingSession session = new RecordingSession();
    final AtomicLong nanos = new AtomicLong(1);
    final CacheCounts attributeCounts = new CacheCounts();
    final ActorRef<Volume.Command> volume;
    final Entry root;

    VolumeHarness(ActorTestKit kit, ScriptedDriver driver, int maxAwakeInodes) {
        this.driver = driver;
        this.volume = kit.spawn(Volume.create(driver, clock(nanos), new VolumeLimits(maxAwakeInodes), attributeCounts));
        this.root = Answers.value(attach(session));
    }

    VolumeHarness(ActorTestKit kit) {
        this(kit, ScriptedDriver.owned(), 100_000);
    }

    static TimeSource clock(AtomicLong nanos) {
        return new TimeSource() {
            @Override
            public Timespec now() {
                return Timespec.EPOCH;
            }

            @Override
            public long nanos() {
                return nanos.get();
            }
        };
    }

    ReplyFuture<Entry> attach(Session other) {
        return tell(reply -> new Volume.Attach(other, reply));
    }

    <T> ReplyFuture<T> tell(Function<Reply<T>, Volume.Command> message) {
        ReplyFuture<T> reply = new ReplyFuture<>();
        volume.tell(message.apply(reply));
        return reply;
    }

    <T> ReplyFuture<T> tell(Entry inode, Function<Reply<T>, InodeCommand> message) {
        ReplyFuture<T> reply = new ReplyFuture<>();
        session.route(inode).tell(message.apply(reply));
        return reply;
    }

    ReplyFuture<Entry> lookup(Entry parent, String name) {
        return tell(parent, reply -> new DirectoryInode.Lookup(session, Name.of(name), reply));
    }

    Entry found(Entry parent, String name) {
        return Answers.value(lookup(parent, name));
    }

    ReplyFuture<Entry> mkdir(Entry parent, String name) {
        return tell(parent, reply -> new DirectoryInode.Mkdir(session, Name.of(name), 0755, 0, Caller.ROOT, reply));
    }

    ReplyFuture<Nothing> unlink(Entry parent, String name) {
        return tell(parent, reply -> new DirectoryInode.Unlink(Name.of(name), Caller.ROOT, reply));
    }

    ReplyFuture<Nothing> rename(Entry from, String name, Entry to, String newName, boolean exchange) {
        return tell(reply -> new Volume.Rename(new RenameCoordinator.Rename(
                session.route(from),
                Name.of(name),
                session.route(to),
                Name.of(newName),
                false,
                exchange,
                Caller.ROOT,
                reply)));
    }

    ActorRef<FileHandle.Command> open(Entry file, int flags) {
        long name =
                Answers.value(this.<Long>tell(file, reply -> new FileInode.Open(session, flags, Caller.ROOT, reply)));
        ActorRef<FileHandle.Command> handle = session.files.get(name);
        if (handle == null) {
            throw new AssertionError("the session was not told of the handle");
        }
        return handle;
    }

    ReplyFuture<Integer> write(ActorRef<FileHandle.Command> handle, long offset, int sizeBytes) {
        ReplyFuture<Integer> reply = new ReplyFuture<>();
        handle.tell(new FileHandle.Write(
                offset,
                java.lang.foreign.MemorySegment.ofArray(new byte[sizeBytes]),
                false,
                false,
                Caller.ROOT,
                reply));
        return reply;
    }

    ReplyFuture<Integer> read(ActorRef<FileHandle.Command> handle, long offset, int sizeBytes) {
        ReplyFuture<Integer> reply = new ReplyFuture<>();
        java.lang.foreign.MemorySegment target = java.lang.foreign.MemorySegment.ofArray(new byte[sizeBytes]);
        handle.tell(new FileHandle.Read(offset, sizeBytes, () -> target, reply));
        return reply;
    }

    void forget(Entry inode, long references) {
        session.route(inode).tell(new Inode.Forget(session, references));
    }

    org.actorfs.fs.Attributes attributes(Entry inode) {
        return Answers.value(this.<org.actorfs.fs.driver.Node>tell(inode, Inode.Getattr::new))
                .attributes();
    }

    Description describe(Entry inode) {
        return Answers.value(this.<Description>tell(inode, reply -> new Inode.Describe(session, reply)));
    }

    Census census() {
        return Answers.value(this.<Census>tell(Volume.Count::new));
    }

    void awaitCensus(Census wanted) {
        Answers.until(() -> census().equals(wanted), wanted + ", but " + census());
    }

    void close() {
        Answers.value(this.<Nothing>tell(reply -> new Volume.Detach(session, reply)));
        Answers.value(this.<Nothing>tell(Volume.Close::new));
    }
}
