package org.actorfs.fs.actor;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames between two directories, one at a time per volume, as Linux does under s_vfs_rename_mutex: only so does the question which
 * directory is whose ancestor keep its answer until the change is made. Child of the Volume, lives as long.
 */
public final class RenameCoordinator extends ExtensibleBehavior<RenameCoordinator.Command> {
    private static final Logger log = LoggerFactory.getLogger(RenameCoordinator.class);

    /** PATH_MAX / 2: no path that a caller can name is deeper. */
    private static final int DEEPEST = 100_000;

    /** What the coordinator is told. */
    public sealed interface Command {}

    /** RENAME and RENAME2 between two directories. No effect on lookup counts. */
    public record Rename(
            Route source,
            Name name,
            Route target,
            Name newName,
            boolean noReplace,
            boolean exchange,
            Caller caller,
            Reply<Nothing> reply)
            implements Command, Request {}

    /** Answers when no rename is in progress or waits. */
    record Drain(Reply<Nothing> reply) implements Command, Request {}

    private record Continue(Runnable continuation) implements Command {}

    private final VolumeContext volume;
    private final Continuations<Command> continuations;
    private final ArrayDeque<Rename> waiting = new ArrayDeque<>();
    private final ArrayDeque<Reply<Nothing>> drains = new ArrayDeque<>(0);
    private @Nullable Work current;

    private RenameCoordinator(ActorRef<Command> self, VolumeContext volume) {
        this.volume = volume;
        this.continuations = new Continuations<>(self, Continue::new);
    }

    static Behavior<Command> create(VolumeContext volume) {
        return Behaviors.setup(context -> new RenameCoordinator(context.getSelf(), volume));
    }

    @Override
    public Behavior<Command> receive(TypedActorContext<Command> unused, Command command) {
        switch (command) {
            case Rename rename -> waiting.add(rename);
            case Drain drain -> drains.add(drain.reply());
            case Continue known -> known.continuation().run();
        }
        while (current == null && !waiting.isEmpty()) {
            Work work = new Work(waiting.remove());
            current = work;
            work.guard(work::start);
        }
        if (current == null) {
            drains.forEach(reply -> reply.succeed(Nothing.NOTHING));
            drains.clear();
        }
        return this;
    }

    @Override
    public Behavior<Command> receiveSignal(TypedActorContext<Command> unused, Signal signal) {
        return this;
    }

    /** The rename in progress. */
    private final class Work {
        private final Rename rename;
        private @Nullable Reservation source;
        private @Nullable Reservation target;
        private @Nullable RenameSteps steps;

        Work(Rename rename) {
            this.rename = rename;
        }

        void start() {
            if (!rename.reply().begin()) {
                end();
                return;
            }
            ask(rename.source(), sourceNode -> ask(rename.target(), targetNode -> order(sourceNode, targetNode)));
        }

        private void ask(Route route, Consumer<Node> then) {
            route.tell(new Inode.Getattr(replyTo(answer -> onAnswer(answer, then))));
        }

        private void order(Node sourceNode, Node targetNode) {
            if (!sourceNode.attributes().isDirectory()
                    || !targetNode.attributes().isDirectory()) {
                refuse(Errno.ENOTDIR);
                return;
            }
            if (sourceNode.key().equals(targetNode.key())) {
                end(); // one directory after all: it does that itself, and would be waited for twice here
                rename.source()
                        .tell(new DirectoryInode.Rename(
                                rename.name(),
                                rename.newName(),
                                rename.noReplace(),
                                rename.exchange(),
                                rename.caller(),
                                rename.reply()));
                return;
            }
            isAncestor(sourceNode.key(), targetNode, 0, sourceAbove -> {
                if (sourceAbove) {
                    reserve(true);
                } else {
                    isAncestor(
                            targetNode.key(),
                            sourceNode,
                            0,
                            targetAbove ->
                                    reserve(!targetAbove && sourceNode.key().compareTo(targetNode.key()) <= 0));
                }
            });
        }

        private void reserve(boolean sourceFirst) {
            reserve(sourceFirst ? rename.source() : rename.target(), first -> {
                hold(sourceFirst, first);
                reserve(sourceFirst ? rename.target() : rename.source(), second -> {
                    hold(!sourceFirst, second);
                    checkTopology();
                });
            });
        }

        private void hold(boolean asSource, Reservation reservation) {
            if (asSource) {
                source = reservation;
            } else {
                target = reservation;
            }
        }

        private void reserve(Route route, Consumer<Reservation> then) {
            route.tell(new Inode.Reserve(true, replyTo(answer -> onAnswer(answer, then))));
        }

        /** No directory moves below itself: EINVAL; and none replaces one that holds it: ENOTEMPTY. */
        private void checkTopology() {
            Node from = held(source).node();
            Node to = held(target).node();
            hear(Continuations.call(() -> volume.driver().lookup(from, rename.name())), moved -> {
                if (moved instanceof Outcome.Done<Node> done
                        && done.value().attributes().isDirectory()) {
                    isAncestor(done.value().key(), to, 0, below -> {
                        if (below) {
                            refuse(Errno.EINVAL);
                        } else {
                            checkReplaced(from, to);
                        }
                    });
                } else if (moved instanceof Outcome.Failed<Node> failed) {
                    refuse(failed.errno());
                } else {
                    checkReplaced(from, to);
                }
            });
        }

        private void checkReplaced(Node from, Node to) {
            hear(Continuations.call(() -> volume.driver().lookup(to, rename.newName())), replaced -> {
                if (replaced instanceof Outcome.Done<Node> done
                        && done.value().attributes().isDirectory()) {
                    isAncestor(done.value().key(), from, 0, above -> {
                        if (above) {
                            refuse(rename.exchange() ? Errno.EINVAL : Errno.ENOTEMPTY);
                        } else {
                            change();
                        }
                    });
                } else if (replaced instanceof Outcome.Failed<Node> failed && failed.errno() != Errno.ENOENT) {
                    refuse(failed.errno());
                } else {
                    change();
                }
            });
        }

        private void change() {
            RenameSteps.Parent from = new RenameSteps.Parent(() -> held(source).node(), this::settleSource);
            RenameSteps.Parent to = new RenameSteps.Parent(() -> held(target).node(), this::settleTarget);
            RenameSteps change = new RenameSteps(volume, this::replyTo, this::hear, this::refuse, this::succeed);
            steps = change;
            change.start(
                    from, rename.name(), to, rename.newName(), rename.noReplace(), rename.exchange(), rename.caller());
        }

        /** A loop where the driver answers at once: paths are deeper than stacks. */
        private void isAncestor(InodeKey ancestor, Node of, int depth, Consumer<Boolean> then) {
            Node node = of;
            for (int above = depth; above <= DEEPEST; above++) {
                Node here = node;
                if (here.key().equals(ancestor)) {
                    then.accept(true);
                    return;
                }
                Outcome<Node> parent = Continuations.call(() -> volume.driver().parent(here));
                if (parent instanceof Later<Node> later) {
                    int deeper = above + 1;
                    hear(later, answer -> onParent(ancestor, here, answer, deeper, then));
                    return;
                }
                Node next = above(here, (Outcome.Ready<Node>) parent, then);
                if (next == null) {
                    return;
                }
                node = next;
            }
            refuse(Errno.ELOOP);
        }

        private void onParent(
                InodeKey ancestor, Node of, Outcome.Ready<Node> answer, int depth, Consumer<Boolean> then) {
            Node next = above(of, answer, then);
            if (next != null) {
                isAncestor(ancestor, next, depth, then);
            }
        }

        /** The next directory upwards; null if the question is answered: at the root, or where nothing is above any more. */
        private @Nullable Node above(Node of, Outcome.Ready<Node> answer, Consumer<Boolean> then) {
            switch (answer) {
                case Outcome.Done<Node> done -> {
                    if (!done.value().key().equals(of.key())) {
                        return done.value();
                    }
                    then.accept(false);
                }
                case Outcome.Failed<Node> failed -> {
                    if (failed.errno() == Errno.ENOENT) {
                        then.accept(false);
                    } else {
                        refuse(failed.errno());
                    }
                }
            }
            return null;
        }

        private <T> void onAnswer(Outcome.Ready<T> answer, Consumer<T> then) {
            switch (answer) {
                case Outcome.Done<T> done -> then.accept(done.value());
                case Outcome.Failed<T> failed -> refuse(failed.errno());
            }
        }

        private static Reservation held(@Nullable Reservation reservation) {
            if (reservation == null) {
                throw new IllegalStateException("a directory is not reserved");
            }
            return reservation;
        }

        private void settleSource(@Nullable Attributes after) {
            Reservation reservation = held(source);
            source = null;
            reservation.settleWith(after);
        }

        private void settleTarget(@Nullable Attributes after) {
            Reservation reservation = held(target);
            target = null;
            reservation.settleWith(after);
        }

        private void succeed() {
            end();
            rename.reply().succeed(Nothing.NOTHING);
        }

        private void refuse(Errno errno) {
            end();
            if (!rename.reply().isComplete()) {
                rename.reply().fail(errno);
            }
        }

        private void end() {
            if (steps != null) {
                steps.release();
            }
            if (source != null) {
                settleSource(null);
            }
            if (target != null) {
                settleTarget(null);
            }
            if (current == this) {
                current = null;
            }
        }

        private void guard(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                log.error("a rename failed; its caller gets EIO", e);
                refuse(Errno.EIO);
            }
        }

        private <T> void hear(Outcome<T> outcome, Consumer<Outcome.Ready<T>> listener) {
            continuations.hear(outcome, ready -> guard(() -> listener.accept(ready)));
        }

        private <T> Reply<T> replyTo(Consumer<Outcome.Ready<T>> listener) {
            return continuations.reply(ready -> guard(() -> listener.accept(ready)));
        }
    }
}
