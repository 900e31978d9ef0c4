package org.actorfs.fs.actor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.actorfs.fs.Errno;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.driver.TimeSource;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The locks of one file and who waits for them. Owned by its inode, from the first lock on; it does not matter whether the inode sleeps
 * in between, for whoever holds or waits has the file open.
 *
 * <p>As on Linux, who waits does not keep others out: a lock is refused for what is held, never for what is wanted.
 */
final class FileLocks {
    private static final class Waiter {
        private final LockOwner owner;
        private final Object handle;
        private final FileLock wanted;
        private final boolean flock;
        private final Reply<Nothing> reply;
        private final long sinceNanos;
        private Set<LockOwner> blockers = Set.of();

        /** How often the watch was asked: only its last verdict counts. */
        private int asked;

        private boolean granted;

        private Waiter(
                LockOwner owner, Object handle, FileLock wanted, boolean flock, Reply<Nothing> reply, long sinceNanos) {
            this.owner = owner;
            this.handle = handle;
            this.wanted = wanted;
            this.flock = flock;
            this.reply = reply;
            this.sinceNanos = sinceNanos;
        }
    }

    private final ActorRef<DeadlockWatch.Command> watch;
    private final Continuations<?> continuations;
    private final TimeSource clock;
    private final RangeLocks records = new RangeLocks();
    private final RangeLocks flocks = new RangeLocks();

    // INVARIANT: each waits for somebody, unless its request is complete.
    private final List<Waiter> waiting = new ArrayList<>(1);

    FileLocks(ActorRef<DeadlockWatch.Command> watch, Continuations<?> continuations, TimeSource clock) {
        this.watch = watch;
        this.continuations = continuations;
        this.clock = clock;
    }

    /** GETLK: the lock in the way, or the wanted one without a kind. */
    FileLock find(LockOwner owner, FileLock wanted) {
        FileLock found = records.inTheWay(owner, wanted);
        return found == null ? wanted.unlocked() : found;
    }

    /** SETLK and SETLKW: EAGAIN, EDEADLK, ENOLCK. */
    void set(LockOwner owner, Object handle, FileLock wanted, boolean flock, boolean waits, Reply<Nothing> reply) {
        boolean unlocks = wanted.kind() == FileLock.Kind.NONE;
        if (reply.isComplete() && !unlocks) {
            return;
        }
        RangeLocks locks = locks(flock);
        if (flock && !locks.holds(owner, wanted)) {
            locks.drop(owner); // flock(2) converts by dropping first, and who cannot have the new one has none
        }
        if (locks.blockers(owner, wanted).isEmpty()) {
            boolean begun = reply.begin();
            boolean done = (begun || unlocks) && locks.set(owner, handle, wanted);
            settle();
            if (begun) {
                answer(reply, done);
            }
            return;
        }
        if (waits) {
            waiting.add(new Waiter(owner, handle, wanted, flock, reply, clock.nanos()));
        }
        settle();
        if (!waits && reply.begin()) {
            reply.fail(Errno.EAGAIN);
        }
    }

    /** FLUSH: a process closed some descriptor of the file, and so loses its locks; no flock(2) is its own. */
    void dropRecordsOf(LockOwner owner) {
        records.drop(owner);
        settle();
    }

    /** RELEASE: an open file description is gone, and so what it owned. */
    void dropTakenThrough(Object handle) {
        records.dropTakenThrough(handle);
        flocks.dropTakenThrough(handle);
        refuse(waiter -> waiter.handle.equals(handle), Errno.EBADF);
        settle();
    }

    /** A session is gone. */
    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    void dropOf(Session session) {
        records.dropOf(session);
        flocks.dropOf(session);
        refuse(waiter -> waiter.owner.session() == session, Errno.ENODEV);
        settle();
    }

    /** How many wait; who was interrupted does not. */
    int waiters() {
        int waiters = 0;
        for (Waiter waiter : waiting) {
            waiters += waiter.reply.isComplete() ? 0 : 1;
        }
        return waiters;
    }

    /** What is held, for {@code asker}. */
    List<Description.Lock> held(Session asker) {
        List<Description.Lock> held = new ArrayList<>();
        records.forEach((owner, lock) -> held.add(description(owner, lock, false, asker)));
        flocks.forEach((owner, lock) -> held.add(description(owner, lock, true, asker)));
        return held;
    }

    /** Who waits, for {@code asker}. */
    List<Description.Waiter> waiting(Session asker) {
        long now = clock.nanos();
        return waiting.stream()
                .filter(waiter -> !waiter.reply.isComplete())
                .map(waiter -> new Description.Waiter(
                        description(waiter.owner, waiter.wanted, waiter.flock, asker), now - waiter.sinceNanos))
                .toList();
    }

    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    private static Description.Lock description(LockOwner owner, FileLock lock, boolean flock, Session asker) {
        return new Description.Lock(lock, flock, owner.id(), owner.session() == asker);
    }

    private RangeLocks locks(boolean flock) {
        return flock ? flocks : records;
    }

    /** Gives what has become free, and tells the watch who waits for whom now; answers last. */
    private void settle() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiter> free = new ArrayList<>();
        boolean more = true;
        while (more) { // a lock that is given may be weaker than what it replaces
            more = grantTheFree(free);
        }
        waiting.forEach(this::tellBlockers);
        free.forEach(waiter -> answer(waiter.reply, waiter.granted));
    }

    private boolean grantTheFree(List<Waiter> free) {
        boolean any = false;
        for (Iterator<Waiter> waiters = waiting.iterator(); waiters.hasNext(); ) {
            Waiter waiter = waiters.next();
            RangeLocks locks = locks(waiter.flock);
            boolean gone = waiter.reply.isComplete();
            if (gone || locks.blockers(waiter.owner, waiter.wanted).isEmpty()) {
                waiters.remove();
                leave(waiter);
                if (!gone && waiter.reply.begin()) {
                    free.add(waiter);
                    waiter.granted = locks.set(waiter.owner, waiter.handle, waiter.wanted);
                    any |= waiter.granted;
                }
            }
        }
        return any;
    }

    private static void answer(Reply<Nothing> reply, boolean granted) {
        if (granted) {
            reply.succeed(Nothing.NOTHING);
        } else {
            reply.fail(Errno.ENOLCK);
        }
    }

    /** flock(2) knows no EDEADLK. */
    private void tellBlockers(Waiter waiter) {
        if (waiter.flock) {
            return;
        }
        Set<LockOwner> blockers = records.blockers(waiter.owner, waiter.wanted);
        if (blockers.equals(waiter.blockers)) {
            return;
        }
        waiter.blockers = blockers;
        int question = ++waiter.asked;
        watch.tell(new DeadlockWatch.Wait(
                waiter,
                waiter.owner,
                blockers,
                waiter.reply,
                continuations.reply(verdict -> onVerdict(waiter, question, verdict))));
    }

    private void onVerdict(Waiter waiter, int question, Outcome.Ready<Nothing> verdict) {
        if (verdict instanceof Outcome.Failed<Nothing> failed
                && waiter.asked == question
                && waiting.remove(waiter)
                && waiter.reply.begin()) {
            waiter.reply.fail(failed.errno());
        }
    }

    private void refuse(Predicate<Waiter> gone, Errno errno) {
        List<Waiter> refused = waiting.stream().filter(gone).toList();
        waiting.removeAll(refused);
        refused.forEach(this::leave);
        for (Waiter waiter : refused) {
            if (waiter.reply.begin()) {
                waiter.reply.fail(errno);
            }
        }
    }

    private void leave(Waiter waiter) {
        if (waiter.asked > 0) {
            watch.tell(new DeadlockWatch.Over(waiter));
        }
    }

    void checkInvariants() {
        records.checkInvariants();
        flocks.checkInvariants();
        for (Waiter waiter : waiting) {
            if (!waiter.reply.isComplete()
                    && locks(waiter.flock).blockers(waiter.owner, waiter.wanted).isEmpty()) {
                throw new AssertionError("a lock is free, and somebody waits for it");
            }
        }
    }
}
