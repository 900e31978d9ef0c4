package org.actorfs.fs.actor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Written;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * A regular file: owned by its shard, lives while counted, open or busy. Its gate lets reads and writes of disjoint ranges run at once;
 * append, truncate and whatever touches the inode as a whole is exclusive.
 */
public final class FileInode extends Inode {
    /** What only a regular file answers with success. */
    public sealed interface Command extends InodeCommand {}

    /** OPEN, open(2), with O_TRUNC where the kernel negotiated ATOMIC_O_TRUNC. No effect on the lookup count. */
    public record Open(Session session, int flags, Caller caller, Reply<Long> reply) implements Command, Request {}

    /** The driver just made and opened this file: one reference and a handle. */
    record GrantOpened(Session session, Node fresh, OpenFile file, int flags, Reply<CreatedEntry> reply)
            implements Command, Request {}

    /** A create that found the file there: one reference and a handle. */
    record OpenFound(Session session, Node fresh, int flags, Caller caller, Reply<CreatedEntry> reply)
            implements Command, Request {}

    /** A handle's READ. */
    record ReadRange(OpenState open, long offset, int sizeBytes, ReadTarget target, Reply<Integer> reply)
            implements Command, Request {}

    /** A handle's WRITE. */
    record WriteRange(
            OpenState open,
            long offset,
            MemorySegment data,
            boolean append,
            boolean killSuidGid,
            Caller caller,
            Reply<Integer> reply)
            implements Command, Request {}

    /** A handle's FLUSH. */
    record FlushOpen(OpenState open, long lockOwner, Reply<Nothing> reply) implements Command, Request {}

    /** A handle's FSYNC. */
    record FsyncOpen(OpenState open, boolean dataOnly, Reply<Nothing> reply) implements Command, Request {}

    /** A handle's LSEEK for data or holes. */
    record LseekOpen(OpenState open, long offset, int whence, Reply<Long> reply) implements Command, Request {}

    /** A handle's FALLOCATE. */
    record AllocateRange(OpenState open, Allocation allocation, Caller caller, Reply<Nothing> reply)
            implements Command, Request {}

    /** A handle's GETLK. */
    record FindLock(OpenState open, long owner, FileLock wanted, Reply<FileLock> reply) implements Command, Request {}

    /** A handle's SETLK or SETLKW. */
    record SetLock(OpenState open, long owner, FileLock lock, boolean flock, boolean waits, Reply<Nothing> reply)
            implements Command, Request {}

    /** A handle was released. */
    record CloseOpen(OpenState open) implements Command {}

    /** One open of the file: made by its inode, carried by its handle, touched only by the inode. */
    static final class OpenState {
        private final Session session;
        private final OpenFile file;
        private final int flags;
        private @Nullable ActorRef<FileHandle.Command> handle;
        private long name;
        private int inFlight;
        private boolean closing;

        private OpenState(Session session, OpenFile file, int flags) {
            this.session = session;
            this.file = file;
            this.flags = flags;
        }
    }

    private final List<OpenState> opens = new ArrayList<>(0);

    /** Null until somebody locks something. */
    private @Nullable FileLocks locks;

    private FileInode(ActorContext<InodeCommand> context, Birth birth) {
        super(context, birth);
    }

    static Behavior<InodeCommand> create(Birth birth) {
        return Behaviors.setup(context -> new FileInode(context, birth));
    }

    @Override
    void onCommand(InodeCommand command) {
        switch (command) {
            case Inode.Command common -> onCommon(common);
            case Open open -> onOpen(open);
            case GrantOpened granted -> onGrantOpened(granted);
            case OpenFound found -> onOpenFound(found);
            case ReadRange read -> onRead(read);
            case WriteRange write -> onWrite(write);
            case FlushOpen flush -> onFlush(flush);
            case FsyncOpen fsync -> onFsync(fsync);
            case AllocateRange allocate -> onAllocate(allocate);
            case LseekOpen lseek -> onLseek(lseek);
            case FindLock find -> onFindLock(find);
            case SetLock lock -> onSetLock(lock);
            case CloseOpen close -> close(close.open());
            case DirectoryInode.Command other -> refuse(other, Errno.ENOTDIR);
            case SymlinkInode.Command other -> refuse(other, Errno.EINVAL);
        }
    }

    @Override
    boolean isHeld() {
        return !opens.isEmpty();
    }

    @Override
    @Nullable
    Lent lendOpenFile() {
        for (OpenState open : opens) {
            if (!open.closing) {
                open.inFlight++;
                return new LentOpen(open);
            }
        }
        return null;
    }

    private final class LentOpen implements Lent {
        private final OpenState open;

        LentOpen(OpenState open) {
            this.open = open;
        }

        @Override
        public OpenFile file() {
            return open.file;
        }

        @Override
        public void giveBack() {
            release(open);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    void closeHandlesOf(Session session) {
        for (OpenState open : List.copyOf(opens)) {
            if (open.session == session) {
                if (open.handle != null) {
                    context().stop(open.handle);
                }
                close(open);
            }
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    List<Description.Open> opens(Session asker) {
        return opens.stream()
                .filter(open -> !open.closing)
                .map(open -> new Description.Open(open.name, open.flags, open.session == asker))
                .toList();
    }

    @Override
    @Nullable
    FileLocks locksIfAny() {
        return locks;
    }

    private void onOpen(Open m) {
        open(m.flags(), m.caller(), m.reply(), file -> {
            if (mayAdopt(m.session(), file, m.reply())) {
                m.reply().succeed(adopt(m.session(), file, m.flags()));
            }
        });
    }

    private void onGrantOpened(GrantOpened m) {
        confirm(m.fresh(), Grant.UNKNOWN, m.reply(), _ -> adoptCounted(m.session(), m.file(), m.flags(), m.reply()));
    }

    private void onOpenFound(OpenFound m) {
        confirm(m.fresh(), Grant.UNKNOWN, m.reply(), outcome -> {
            switch (outcome) {
                case Outcome.Done<Node> _ ->
                    open(
                            m.flags(),
                            m.caller(),
                            m.reply(),
                            file -> adoptCounted(m.session(), file, m.flags(), m.reply()));
                case Outcome.Failed<Node> failed -> m.reply().fail(failed.errno());
            }
        });
    }

    private void adoptCounted(Session session, OpenFile file, int flags, Reply<CreatedEntry> reply) {
        if (mayAdopt(session, file, reply)) {
            long handle = adopt(session, file, flags);
            reply.succeed(new CreatedEntry(count(session), handle));
        }
    }

    /** A session that ended while the driver opened the file would never release the handle. */
    private boolean mayAdopt(Session session, OpenFile file, Reply<?> reply) {
        if (volume().isAttached(session) && reply.begin()) {
            return true;
        }
        file.release();
        if (!reply.isComplete()) {
            reply.fail(Errno.ENODEV);
        }
        return false;
    }

    private void open(int flags, Caller caller, Reply<?> reply, java.util.function.Consumer<OpenFile> then) {
        if (OpenFlags.has(flags, OpenFlags.TRUNCATE)) {
            openInTurn(Gate.Kind.EXCLUSIVE, flags, caller, reply, then);
            return;
        }
        if (!reply.begin()) {
            return;
        }
        hear(call(() -> driver().open(node(), flags, caller)), reply, outcome -> {
            switch (outcome) {
                case Outcome.Done<Opened> done -> then.accept(done.value().file());
                case Outcome.Failed<Opened>(Errno errno)
                when errno == Errno.ESTALE && !OpenFlags.mayWrite(flags) ->
                    // Perhaps a rename is just taking its name: when that is done it is known that it has none, and can
                    // be opened all the same. Not for writing: a driver may have done something to the name, and wants
                    // it looked up again.
                    openInTurn(Gate.Kind.READ, flags, caller, reply, then);
                case Outcome.Failed<Opened> failed -> reply.fail(failed.errno());
            }
        });
    }

    private void openInTurn(
            Gate.Kind kind, int flags, Caller caller, Reply<?> reply, java.util.function.Consumer<OpenFile> then) {
        gate().enter(new Operation(kind, 0, Long.MAX_VALUE, reply) {
            @Override
            void run() {
                hear(call(() -> driver().open(node(), flags, caller)), outcome -> {
                    switch (outcome) {
                        case Outcome.Done<Opened> done -> {
                            if (kind == Gate.Kind.EXCLUSIVE) {
                                commitIfKnown(done.value().after());
                            }
                            end();
                            then.accept(done.value().file());
                        }
                        case Outcome.Failed<Opened> failed -> refuse(failed.errno());
                    }
                });
            }
        });
    }

    /** Gives an open file its handle actor. */
    private long adopt(Session session, OpenFile file, int flags) {
        OpenState open = new OpenState(session, file, flags);
        ActorRef<FileHandle.Command> handle = context()
                .spawnAnonymous(FileHandle.create(open, flags, context().getSelf()));
        open.handle = handle;
        open.name = session.openedFile(handle, file);
        opens.add(open);
        return open.name;
    }

    private void onRead(ReadRange m) {
        enter(new FileOperation(Gate.Kind.READ, m.offset(), end(m.offset(), m.sizeBytes()), m.open(), m.reply()) {
            @Override
            void run() {
                hear(call(() -> open.file.read(node(), m.offset(), m.sizeBytes(), m.target())), outcome -> {
                    end();
                    m.reply().complete(outcome);
                });
            }

            // Any write moves the end of the file, and fills the hole before it: who reads there must not see half of
            // that.
            @Override
            long reach() {
                long end = super.reach();
                return end > node().attributes().size() ? Long.MAX_VALUE : end;
            }
        });
    }

    private void onWrite(WriteRange m) {
        Gate.Kind kind = m.append() ? Gate.Kind.EXCLUSIVE : Gate.Kind.WRITE;
        long end = end(m.offset(), m.data().byteSize());
        enter(new FileOperation(kind, m.offset(), end, m.open(), m.reply()) {
            @Override
            void run() {
                hear(
                        call(() ->
                                open.file.write(node(), m.offset(), m.data(), m.append(), m.killSuidGid(), m.caller())),
                        outcome -> endWrite(this, m, outcome));
            }
        });
    }

    private void endWrite(FileOperation operation, WriteRange m, Outcome.Ready<Written> outcome) {
        switch (outcome) {
            case Outcome.Done<Written> done -> {
                commitWritten(m, done.value());
                Runnable rest = done.value().rest();
                if (rest == null) {
                    operation.end();
                    m.reply().succeed(done.value().bytes());
                } else {
                    m.reply().succeedThen(done.value().bytes(), rest);
                    operation.end(); // last: it starts who waits for these bytes
                }
            }
            case Outcome.Failed<Written> failed -> operation.refuse(failed.errno());
        }
    }

    /** Where the driver does not tell the attributes, the least size that the file can have now: reads beyond it wait for writes. */
    private void commitWritten(WriteRange m, Written written) {
        Attributes after = written.after();
        if (after != null) {
            commit(merge(after));
            return;
        }
        Attributes before = node().attributes();
        long end = (m.append() ? before.size() : m.offset()) + written.bytes();
        commit(before.withSize(Math.max(before.size(), end), before.blocks()));
        doubt();
    }

    /**
     * Writes of disjoint ranges may be answered in another order than the driver did them, and between two exclusive operations a file only
     * grows and its times only advance: so the larger of each is the truth.
     */
    private Attributes merge(Attributes after) {
        Attributes before = node().attributes();
        return after.withMode(before.mode() & after.mode())
                .withSize(Math.max(before.size(), after.size()), Math.max(before.blocks(), after.blocks()))
                .withTimes(
                        later(before.atime(), after.atime()),
                        later(before.mtime(), after.mtime()),
                        later(before.ctime(), after.ctime()));
    }

    private static Timespec later(Timespec a, Timespec b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private void onFlush(FlushOpen m) {
        unordered(m.open(), m.reply(), () -> m.open().file.flush(node()), () -> {
            if (locks != null) { // after the flush: who locks next sees what was written
                locks.dropRecordsOf(new LockOwner(m.open().session, m.lockOwner()));
            }
        });
    }

    private void onFsync(FsyncOpen m) {
        unordered(m.open(), m.reply(), () -> m.open().file.fsync(node(), m.dataOnly()), () -> {});
    }

    /**
     * What needs no order: everything before it was answered, or its caller would not ask.
     *
     * @param last done before the answer, whatever that is
     */
    private <T> void unordered(OpenState open, Reply<T> reply, Supplier<Outcome<T>> driverCall, Runnable last) {
        if (open.closing) {
            reply.fail(Errno.EBADF);
            return;
        }
        if (!reply.begin()) {
            last.run();
            return;
        }
        open.inFlight++;
        hear(call(driverCall), outcome -> {
            release(open);
            last.run();
            reply.complete(outcome);
        });
    }

    private void onLseek(LseekOpen m) {
        enter(new FileOperation(Gate.Kind.READ, 0, Long.MAX_VALUE, m.open(), m.reply()) {
            @Override
            void run() {
                hear(call(() -> open.file.lseek(node(), m.offset(), m.whence())), outcome -> {
                    end();
                    m.reply().complete(outcome);
                });
            }
        });
    }

    private void onAllocate(AllocateRange m) {
        enter(new FileOperation(Gate.Kind.EXCLUSIVE, 0, Long.MAX_VALUE, m.open(), m.reply()) {
            @Override
            void run() {
                allocate(this, m, m.allocation());
            }
        });
    }

    /** What the driver leaves for later is a turn of its own, so that others get the worker meanwhile. */
    private void allocate(FileOperation operation, AllocateRange m, Allocation range) {
        operation.hear(call(() -> m.open().file.allocate(node(), range, m.caller())), outcome -> {
            switch (outcome) {
                case Outcome.Done<Allocated> done -> {
                    commit(done.value().after());
                    Allocation rest = done.value().rest();
                    if (rest == null) {
                        operation.end();
                        m.reply().succeed(Nothing.NOTHING);
                    } else {
                        operation
                                .<Nothing>replyTo(_ -> allocate(operation, m, rest))
                                .succeed(Nothing.NOTHING);
                    }
                }
                case Outcome.Failed<Allocated> failed -> {
                    doubt();
                    operation.refuse(failed.errno());
                }
            }
        });
    }

    private void onFindLock(FindLock m) {
        if (m.open().closing) {
            m.reply().fail(Errno.EBADF);
        } else {
            m.reply().succeed(locks().find(new LockOwner(m.open().session, m.owner()), m.wanted()));
        }
    }

    private void onSetLock(SetLock m) {
        if (m.open().closing) {
            m.reply().fail(Errno.EBADF);
        } else {
            LockOwner owner = new LockOwner(m.open().session, m.owner());
            locks().set(owner, m.open(), m.lock(), m.flock(), m.waits(), m.reply());
        }
    }

    private FileLocks locks() {
        FileLocks known = locks;
        if (known == null) {
            known = new FileLocks(volume().deadlocks(), continuations(), volume().clock());
            locks = known;
        }
        return known;
    }

    private static long end(long offset, long sizeBytes) {
        long end = offset + sizeBytes;
        return end < 0 ? Long.MAX_VALUE : end;
    }

    private void enter(FileOperation operation) {
        if (operation.open.closing) {
            operation.reject();
        } else {
            operation.open.inFlight++;
            gate().enter(operation);
        }
    }

    private void close(OpenState open) {
        if (!open.closing) {
            open.closing = true;
            if (locks != null) {
                dropLocks(locks, open);
            }
            releaseIfUnused(open);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    private void dropLocks(FileLocks held, OpenState closed) {
        held.dropTakenThrough(closed);
        if (opens.stream().noneMatch(open -> !open.closing && open.session == closed.session)) {
            held.dropOf(closed.session);
        }
    }

    private void release(OpenState open) {
        open.inFlight--;
        releaseIfUnused(open);
    }

    private void releaseIfUnused(OpenState open) {
        if (open.closing && open.inFlight == 0) {
            opens.remove(open);
            open.session.released(open.name);
            open.file.release();
        }
    }

    /** An operation through one open file, which stays open until it ends. */
    private abstract class FileOperation extends Operation {
        final OpenState open;
        private final Reply<?> reply;
        private boolean over;

        FileOperation(Gate.Kind kind, long start, long end, OpenState open, Reply<?> reply) {
            super(kind, start, end, reply);
            this.open = open;
            this.reply = reply;
        }

        void reject() {
            reply.fail(Errno.EBADF);
        }

        @Override
        void end() {
            super.end();
            if (!over) {
                over = true;
                release(open);
            }
        }
    }
}
