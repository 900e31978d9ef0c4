package org.actorfs.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.actorfs.fs.Errno;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.simulation.check.LockTable;

/**
 * The requests about locks: of a few processes on each kernel, and of open file descriptions. An owner asks for one thing of a file at a
 * time, so that it is known what it holds. One for a run.
 */
final class LockRequests {
    private static final int PROCESSES = 3;

    private static final List<FileLock.Kind> KINDS = List.of(FileLock.Kind.values());

    /** Owners from here on are open file descriptions. */
    private static final long DESCRIPTIONS = 1000;

    private record Owner(SimulatedKernel kernel, long id) {
        @Override
        public String toString() {
            return "owner " + id + " of kernel " + kernel.number();
        }
    }

    private record Asking(long ino, Owner owner) {}

    private final Journal journal;
    private final LockTable<Owner> table = new LockTable<>();
    private final Set<Asking> asking = new HashSet<>();

    LockRequests(Journal journal) {
        this.journal = journal;
    }

    /** SETLK or SETLKW. */
    void lock(SimulatedKernel kernel, OpenHandle handle, int who, int what, int where) {
        Owner owner = new Owner(
                kernel, who % (PROCESSES + 1) == PROCESSES ? DESCRIPTIONS + handle.name() : who % (PROCESSES + 1));
        FileLock.Kind kind = KINDS.get(what % KINDS.size());
        long start = where % (LockTable.BYTES / 2);
        long end = where % 5 == 0 ? Long.MAX_VALUE : start + where / LockTable.BYTES % (LockTable.BYTES / 2);
        set(handle, owner, new FileLock(start, end, kind, (int) owner.id()), what / KINDS.size() % 3 != 0);
    }

    private void set(OpenHandle handle, Owner owner, FileLock lock, boolean waits) {
        long ino = handle.inode().ino();
        Asking question = new Asking(ino, owner);
        if (!asking.add(question)) {
            return;
        }
        handle.use();
        Call call = journal.begin(
                owner.kernel(),
                "through " + handle + ": " + owner + (waits ? " waits for " : " wants ") + lock,
                handle::unuse,
                () -> asking.remove(question));
        table.asks(ino, owner, lock);
        if (waits && lock.kind() != FileLock.Kind.NONE) {
            call.mayWait();
            table.waits(call, ino, owner, lock);
        }
        int others = table.waiters();
        Reply<Nothing> reply = journal.reply(
                call,
                _ -> {
                    table.answered(call);
                    if (owner.kernel().isAttached()) {
                        String wrong = table.done(ino, owner, lock);
                        if (wrong != null) {
                            journal.fail("locks", wrong);
                        }
                    }
                },
                errno -> {
                    table.answered(call);
                    table.refused(ino, owner);
                    boolean closed = !isOpenFor(handle, lock.kind());
                    refused(call, errno, waits, closed, others + table.waiters());
                });
        if (lock.kind() == FileLock.Kind.NONE) {
            call.keep(); // it would be done all the same, only nobody would know when
        }
        owner.kernel().tell(handle, new FileHandle.Setlk(owner.id(), lock, false, waits, reply));
    }

    private static boolean isOpenFor(OpenHandle handle, FileLock.Kind kind) {
        return switch (kind) {
            case SHARED -> OpenFlags.mayRead(handle.flags());
            case EXCLUSIVE -> OpenFlags.mayWrite(handle.flags());
            case NONE -> true;
        };
    }

    private void refused(Call call, Errno errno, boolean waits, boolean closed, int waiters) {
        boolean fitting =
                switch (errno) {
                    case EAGAIN -> !waits;
                    case EDEADLOCK -> waits && waiters > 1; // itself was one
                    case EBADF -> closed;
                    case EINTR -> true;
                    default -> false;
                };
        if (!fitting && call.kernel().isAttached()) {
            journal.fail("answer", call + " was answered " + errno);
        }
    }

    /** Some process closes a descriptor: FLUSH, as long as it does not ask for a lock just now. */
    void flush(SimulatedKernel kernel, OpenHandle handle, int who) {
        flush(kernel, handle, new Owner(kernel, who % PROCESSES));
    }

    private void flush(SimulatedKernel kernel, OpenHandle handle, Owner owner) {
        Asking question = new Asking(handle.inode().ino(), owner);
        if (!asking.add(question)) {
            return;
        }
        table.dropped(question.ino(), owner);
        handle.use();
        Call call = journal.begin(
                kernel, "through " + handle + ": flush by " + owner, handle::unuse, () -> asking.remove(question));
        Reply<Nothing> reply = journal.reply(call, _ -> {}, errno -> journal.expectFault(call, errno));
        kernel.tell(handle, new FileHandle.Flush(owner.id(), reply));
    }

    /** Before a description is released, the processes that locked through it have closed it. */
    void close(SimulatedKernel kernel, OpenHandle handle) {
        long ino = handle.inode().ino();
        for (long process = 0; process < PROCESSES; process++) {
            Owner owner = new Owner(kernel, process);
            if (asking.contains(new Asking(ino, owner))) {
                return;
            }
            if (table.mayHold(ino, owner)) {
                flush(kernel, handle, owner);
                return; // closed another time
            }
        }
        table.dropped(ino, new Owner(kernel, DESCRIPTIONS + handle.name()));
        kernel.closeFile(handle);
    }

    /** The connection of a kernel ends. */
    void detached(SimulatedKernel kernel) {
        table.dropped(owner -> owner.kernel() == kernel);
    }

    /** To be called while nothing is under way but requests that wait. */
    void check() {
        String wrong = table.wrong();
        if (wrong != null) {
            throw new CheckFailed("locks", wrong);
        }
    }

    /** Everybody who holds something of a file that waiters want, drops it. */
    void unlockAll() {
        table.forEach((ino, owner) -> owner.kernel().files().stream()
                .filter(handle -> handle.inode().ino() == ino)
                .filter(handle -> owner.id() < DESCRIPTIONS || owner.id() == DESCRIPTIONS + handle.name())
                .findFirst()
                .ifPresent(
                        handle -> set(handle, owner, new FileLock(0, Long.MAX_VALUE, FileLock.Kind.NONE, 0), false)));
    }

    int waiters() {
        return table.waiters();
    }
}
