package org.actorfs.fs.actor;

import java.util.Set;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds locks that would wait for each other for ever, on whatever files of a volume: an inode tells it of each wait and hears whether that
 * may begin. Child of the Volume, lives as long.
 *
 * <p>An inode tells it of the end of a wait before it answers anybody. So what an owner asks after an answer is judged by what was true then.
 */
final class DeadlockWatch extends ExtensibleBehavior<DeadlockWatch.Command> {
    /** What the watch is told. */
    sealed interface Command {}

    /**
     * A request waits for these owners now, and not for whom it waited before. EDEADLK: for ever, so it must not.
     *
     * @param waiter by which it is known until {@link Over}
     * @param request waits no more once it is complete, though nobody has said so yet
     */
    record Wait(Object waiter, LockOwner owner, Set<LockOwner> blockers, Reply<?> request, Reply<Nothing> reply)
            implements Command, Request {}

    /** The request waits no more. */
    record Over(Object waiter) implements Command {}

    private static final Logger log = LoggerFactory.getLogger(DeadlockWatch.class);

    private final WaitForGraph graph = new WaitForGraph();

    private DeadlockWatch() {}

    static Behavior<Command> create() {
        return new DeadlockWatch();
    }

    @Override
    public Behavior<Command> receive(TypedActorContext<Command> unused, Command command) {
        switch (command) {
            case Wait wait -> {
                if (mayWait(wait)) {
                    wait.reply().succeed(Nothing.NOTHING);
                } else {
                    wait.reply().fail(Errno.EDEADLOCK);
                }
            }
            case Over over -> graph.leave(over.waiter());
        }
        return this;
    }

    private boolean mayWait(Wait wait) {
        try {
            return graph.enter(wait.waiter(), wait.owner(), wait.blockers(), wait.request());
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            log.error("looking for a deadlock failed; this one waits", e);
            return true;
        }
    }

    @Override
    public Behavior<Command> receiveSignal(TypedActorContext<Command> unused, Signal signal) {
        return this;
    }
}
