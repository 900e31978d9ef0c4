package org.actorfs.fs.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.TimeSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** One filesystem tree in use: owns the driver, the shards and who is attached. Lives from its first session to {@link Close}. */
public final class Volume extends ExtensibleBehavior<Volume.Command> {
    private static final int SHARDS = 64;

    /** What a volume is told. */
    public sealed interface Command {}

    /** A session begins: one reference on the root, which ends with the session. */
    public record Attach(Session session, Reply<Entry> reply) implements Command, Request {}

    /** A session ended: all its references and handles go. Answers when every inode was told. */
    public record Detach(Session session, Reply<Nothing> reply) implements Command, Request {}

    /** SYNCFS, and fsync(2) of the root: everything that was answered before is durable then. */
    public record Sync(Reply<Nothing> reply) implements Command, Request {}

    /** An inode that the session does not know any more, by what a kernel remembers of it. One reference. */
    public record Resolve(Session session, long ino, long generation, Reply<Entry> reply) implements Command, Request {}

    /** RENAME between two directories. */
    public record Rename(RenameCoordinator.Rename rename) implements Command, Request {
        @Override
        public Reply<?> reply() {
            return rename.reply();
        }
    }

    /** How many inodes and references there are. */
    public record Count(Reply<Census> reply) implements Command, Request {}

    /** Ends the volume: waits until no inode is awake, then closes the driver and stops. */
    public record Close(Reply<Nothing> reply) implements Command, Request {}

    private record Continue(Runnable continuation) implements Command {}

    private enum End implements Command {
        END
    }

    private final VolumeContext volume;
    private final ActorRef<Command> self;
    private final List<Reply<Nothing>> closers = new ArrayList<>(1);
    private boolean closing;
    private Outcome.@Nullable Ready<Nothing> end;
    private final Continuations<Command> continuations;

    private Volume(
            ActorContext<Command> context,
            Driver driver,
            TimeSource clock,
            VolumeLimits limits,
            CacheCounts attributeCounts) {
        this.volume = new VolumeContext(driver, clock, limits, attributeCounts, context);
        this.self = context.getSelf();
        this.continuations = new Continuations<>(self, Continue::new);
        List<ActorRef<InodeShard.Command>> shards = new ArrayList<>(SHARDS);
        int maxAwake = Math.max(1, limits.maxAwakeInodes() / SHARDS);
        for (int i = 0; i < SHARDS; i++) {
            shards.add(context.spawn(InodeShard.create(volume, maxAwake), "shard-" + i));
        }
        volume.publish(shards);
        LostMessages.spawn(context, volume);
    }

    /** A volume served by this driver, which it owns from now on. */
    public static Behavior<Command> create(Driver driver, TimeSource clock, VolumeLimits limits) {
        return create(driver, clock, limits, new CacheCounts());
    }

    /** As above, counted in {@code attributeCounts}. */
    public static Behavior<Command> create(
            Driver driver, TimeSource clock, VolumeLimits limits, CacheCounts attributeCounts) {
        return Behaviors.setup(context -> new Volume(context, driver, clock, limits, attributeCounts));
    }

    @Override
    public Behavior<Command> receive(TypedActorContext<Command> unused, Command command) {
        switch (command) {
            case Attach attach -> onAttach(attach);
            case Detach detach -> onDetach(detach);
            case Sync sync -> continuations.hear(Continuations.call(() -> driver().sync()), sync.reply()::complete);
            case Resolve resolve ->
                grant(
                        resolve.session(),
                        Continuations.call(() -> driver().resolve(resolve.ino(), resolve.generation())),
                        resolve.reply());
            case Rename rename -> volume.renames().tell(rename.rename());
            case Count count -> onCount(count);
            case Close close -> onClose(close);
            case Continue known -> known.continuation().run();
            case End _ -> {
                return Behaviors.stopped();
            }
        }
        return this;
    }

    @Override
    public Behavior<Command> receiveSignal(TypedActorContext<Command> unused, Signal signal) {
        if (signal instanceof PostStop && !closing) {
            closing = true;
            var _ = Continuations.call(() -> driver().close()); // it died: nobody else will
        }
        return this;
    }

    private Driver driver() {
        return volume.driver();
    }

    private void grant(Session session, Outcome<Node> found, Reply<Entry> reply) {
        continuations.hear(found, outcome -> {
            switch (outcome) {
                case Outcome.Done<Node> done ->
                    volume.deliver(done.value(), new Inode.Grant(session, done.value(), reply));
                case Outcome.Failed<Node> failed -> reply.fail(failed.errno());
            }
        });
    }

    private void onAttach(Attach message) {
        if (!closers.isEmpty()) {
            message.reply().fail(Errno.ENODEV);
            return;
        }
        volume.attach(message.session());
        grant(message.session(), Continuations.call(() -> driver().root()), message.reply());
    }

    private void onDetach(Detach message) {
        volume.detach(message.session());
        this.<Nothing>askShards(
                reply -> new InodeShard.SessionGone(message.session(), reply),
                answers -> message.reply().succeed(Nothing.NOTHING));
    }

    private void onCount(Count message) {
        this.<Census>askShards(
                InodeShard.Count::new,
                answers -> message.reply().succeed(answers.stream().reduce(Census.EMPTY, Census::plus)));
    }

    private void onClose(Close message) {
        if (end != null) {
            message.reply().complete(end);
            return;
        }
        closers.add(message.reply());
        if (closers.size() == 1) {
            volume.renames()
                    .tell(new RenameCoordinator.Drain(
                            continuations.reply(renamed -> drain(() -> drain(this::closeDriver)))));
        }
    }

    /** Twice: a shard may be asked before an inode of a later one has told it of a child. */
    private void drain(Runnable then) {
        this.<Nothing>askShards(InodeShard.Drain::new, answers -> then.run());
    }

    private void closeDriver() {
        closing = true;
        continuations.hear(Continuations.call(() -> driver().close()), closed -> {
            self.tell(End.END);
            end = closed;
            closers.forEach(reply -> reply.complete(closed));
        });
    }

    private <T> void askShards(Function<Reply<T>, InodeShard.Command> question, Consumer<List<T>> then) {
        List<T> answers = new ArrayList<>(SHARDS);
        int[] missing = {SHARDS};
        for (ActorRef<InodeShard.Command> shard : volume.shards()) {
            shard.tell(question.apply(continuations.reply(answer -> {
                if (answer instanceof Outcome.Done<T> done) {
                    answers.add(done.value());
                }
                missing[0]--;
                if (missing[0] == 0) {
                    then.accept(answers);
                }
            })));
        }
    }
}
