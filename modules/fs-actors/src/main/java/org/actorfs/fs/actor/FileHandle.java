package org.actorfs.fs.actor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.driver.ReadTarget;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One open of a regular file: a child of its FileInode, from OPEN or CREATE to RELEASE. It knows the flags; the inode orders the data. */
public final class FileHandle extends ExtensibleBehavior<FileHandle.Command> {
    /** What one {@link CopyTo} copies at most; its caller asks again. */
    public static final int MAX_COPY_BYTES = 1 << 20;

    /** What O_DIRECT wants at most. */
    private static final int COPY_ALIGNMENT_BYTES = 4096;

    /** What a handle is told. */
    public sealed interface Command {}

    /** READ, pread(2): EBADF if opened for writing only. */
    public record Read(long offset, int sizeBytes, ReadTarget target, Reply<Integer> reply)
            implements Command, Request {}

    /**
     * WRITE, pwrite(2): the bytes are borrowed until the reply. With O_APPEND they go to the end of the file, wherever that is by then.
     *
     * @param cached written back by a kernel that has applied O_APPEND already
     */
    public record Write(
            long offset, MemorySegment data, boolean cached, boolean killSuidGid, Caller caller, Reply<Integer> reply)
            implements Command, Request {}

    /**
     * FLUSH: close(2) of one descriptor, which also drops the locks that its process has on the file.
     *
     * @param lockOwner the process, as in {@link Setlk}
     */
    public record Flush(long lockOwner, Reply<Nothing> reply) implements Command, Request {}

    /** FSYNC: fsync(2) and fdatasync(2). */
    public record Fsync(boolean dataOnly, Reply<Nothing> reply) implements Command, Request {}

    /** FALLOCATE, fallocate(2): EBADF unless opened for writing. */
    public record Fallocate(Allocation allocation, Caller caller, Reply<Nothing> reply) implements Command, Request {}

    /**
     * COPY_FILE_RANGE, copy_file_range(2), to another handle of the same volume, or of the same file: how many bytes were copied, at most
     * {@link #MAX_COPY_BYTES} at once and 0 at the end. A write may come between the reading and the writing, as POSIX lets it.
     */
    public record CopyTo(
            long offset,
            ActorRef<Command> target,
            long targetOffset,
            long sizeBytes,
            Caller caller,
            Reply<Integer> reply)
            implements Command, Request {}

    /** GETLK, fcntl(F_GETLK): a lock that is in the way of this one, or this one with no kind. */
    public record Getlk(long owner, FileLock wanted, Reply<FileLock> reply) implements Command, Request {}

    /**
     * SETLK and SETLKW, fcntl(F_SETLK), flock(2): the kind NONE unlocks. EAGAIN: somebody else has it; EDEADLK: who has it waits for this owner, which is found for OFD
     * locks, too, as no kernel tells them apart;
     * EBADF: not open for what the kind of an fcntl lock wants; EINTR: interrupted, and then it is never given; ENOLCK: too many
     * ranges. flock(2) converts a lock by dropping it first.
     *
     * @param owner as the session's kernel names it
     * @param flock in the space of flock(2), which sees no fcntl locks and is not seen by them; the range is the whole file
     * @param waits answers once the lock is given
     */
    public record Setlk(long owner, FileLock lock, boolean flock, boolean waits, Reply<Nothing> reply)
            implements Command, Request {}

    /** LSEEK: SEEK_DATA and SEEK_HOLE only, the kernel does the others itself. */
    public record Lseek(long offset, int whence, Reply<Long> reply) implements Command, Request {}

    /** RELEASE: nobody has the file open any more through this handle. Nobody waits for it. */
    public record Release() implements Command {}

    private final FileInode.OpenState open;
    private final int flags;
    private final ActorRef<InodeCommand> inode;

    private FileHandle(FileInode.OpenState open, int flags, ActorRef<InodeCommand> inode) {
        this.open = open;
        this.flags = flags;
        this.inode = inode;
    }

    static Behavior<Command> create(FileInode.OpenState open, int flags, ActorRef<InodeCommand> inode) {
        return new FileHandle(open, flags, inode);
    }

    @Override
    public Behavior<Command> receive(TypedActorContext<Command> unused, Command command) {
        switch (command) {
            case Read read -> onRead(read);
            case Write write -> onWrite(write);
            case Flush flush -> inode.tell(new FileInode.FlushOpen(open, flush.lockOwner(), flush.reply()));
            case Fsync fsync -> inode.tell(new FileInode.FsyncOpen(open, fsync.dataOnly(), fsync.reply()));
            case Fallocate fallocate -> onFallocate(fallocate);
            case CopyTo copy -> onCopyTo(copy);
            case Getlk getlk -> inode.tell(new FileInode.FindLock(open, getlk.owner(), getlk.wanted(), getlk.reply()));
            case Setlk setlk -> onSetlk(setlk);
            case Lseek lseek ->
                inode.tell(new FileInode.LseekOpen(open, lseek.offset(), lseek.whence(), lseek.reply()));
            case Release _ -> {
                inode.tell(new FileInode.CloseOpen(open));
                return Behaviors.stopped();
            }
        }
        return this;
    }

    @Override
    public Behavior<Command> receiveSignal(TypedActorContext<Command> unused, Signal signal) {
        return this;
    }

    private void onRead(Read m) {
        if (!OpenFlags.mayRead(flags)) {
            m.reply().fail(Errno.EBADF);
            return;
        }
        inode.tell(new FileInode.ReadRange(open, m.offset(), m.sizeBytes(), m.target(), m.reply()));
    }

    private void onFallocate(Fallocate m) {
        if (OpenFlags.mayWrite(flags)) {
            inode.tell(new FileInode.AllocateRange(open, m.allocation(), m.caller(), m.reply()));
        } else {
            m.reply().fail(Errno.EBADF);
        }
    }

    private void onSetlk(Setlk m) {
        boolean allowed = m.flock()
                || switch (m.lock().kind()) {
                    case SHARED -> OpenFlags.mayRead(flags);
                    case EXCLUSIVE -> OpenFlags.mayWrite(flags);
                    case NONE -> true;
                };
        if (allowed) {
            inode.tell(new FileInode.SetLock(open, m.owner(), m.lock(), m.flock(), m.waits(), m.reply()));
        } else {
            m.reply().fail(Errno.EBADF);
        }
    }

    private void onCopyTo(CopyTo m) {
        if (!OpenFlags.mayRead(flags)) {
            m.reply().fail(Errno.EBADF);
            return;
        }
        if (!m.reply().begin()) {
            return;
        }
        int size = Math.clamp(m.sizeBytes(), 0, MAX_COPY_BYTES);
        Arena arena = Arena.ofShared();
        MemorySegment data = arena.allocate(size, COPY_ALIGNMENT_BYTES);
        inode.tell(new FileInode.ReadRange(open, m.offset(), size, () -> data, new Reply<>() {
            @Override
            protected void onSuccess(Integer bytes) {
                Lending written = new Lending(arena, m.reply());
                if (bytes == 0) {
                    written.succeed(0);
                } else {
                    MemorySegment read = data.asSlice(0, bytes);
                    m.target().tell(new Write(m.targetOffset(), read, false, false, m.caller(), written));
                }
            }

            @Override
            protected void onFailure(Errno errno) {
                new Lending(arena, m.reply()).fail(errno);
            }
        }));
    }

    /** Hands an answer on, and frees what was lent for it. */
    private static final class Lending extends Reply<Integer> {
        private final Arena arena;
        private final Reply<Integer> reply;

        Lending(Arena arena, Reply<Integer> reply) {
            this.arena = arena;
            this.reply = reply;
        }

        @Override
        protected void onSuccess(Integer bytes) {
            arena.close();
            reply.succeed(bytes);
        }

        @Override
        protected void onSuccess(Integer bytes, Runnable rest) {
            reply.succeedThen(bytes, () -> {
                rest.run();
                arena.close();
            });
        }

        @Override
        protected void onFailure(Errno errno) {
            arena.close();
            reply.fail(errno);
        }
    }

    private void onWrite(Write m) {
        if (!OpenFlags.mayWrite(flags)) {
            m.reply().fail(Errno.EBADF);
            return;
        }
        boolean append = OpenFlags.has(flags, OpenFlags.APPEND) && !m.cached();
        inode.tell(
                new FileInode.WriteRange(open, m.offset(), m.data(), append, m.killSuidGid(), m.caller(), m.reply()));
    }
}
