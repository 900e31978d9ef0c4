package org.actorfs.fs.actor;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inodes of one part of a volume: spawns them, knows who is awake and who sleeps, and alone decides whether one may stop. Child of the
 * Volume, lives as long. Several of them, because one parent of all inodes would be slow to spawn.
 */
public final class InodeShard extends ExtensibleBehavior<InodeShard.Command> {
    private static final Logger log = LoggerFactory.getLogger(InodeShard.class);

    /** What a shard is told. */
    public sealed interface Command {}

    /** For the inode that a driver just told of: spawns or wakes it when needed. */
    record Deliver(Node node, InodeCommand command) implements Command {}

    /** For an inode that is or was counted: a message that came while it slept, or that it did not live to read. */
    record Known(InodeKey key, InodeCommand command) implements Command {}

    /** What the actor of this name did not live to read. */
    record Lost(String actor, InodeKey key, InodeCommand command) implements Command {}

    /** An inode has nothing to do; {@code received} of the deliveries to it are done. */
    record Idle(InodeKey key, long received) implements Command {}

    /** An inode that was told to stop has something to do. */
    record Staying(InodeKey key) implements Command {}

    /** An inode stopped; what is counted of it sleeps. {@code fresh}: its attributes stay true until it wakes. */
    record Stopped(Node node, LookupCounts counts, boolean fresh) implements Command {}

    /** A session ended. */
    record SessionGone(Session session, Reply<Nothing> reply) implements Command {}

    /** Answers when no inode is awake any more. */
    record Drain(Reply<Nothing> reply) implements Command {}

    /** How many inodes are awake and asleep, and the references on all of them. */
    record Count(Reply<Census> reply) implements Command {}

    private record Continue(Runnable continuation) implements Command {}

    /** An inode with an actor. */
    private static final class Awake {
        private final ActorRef<InodeCommand> ref;
        // INVARIANT: every Deliver for this inode was either sent to ref, and counted, or is held.
        private long sent;
        private @Nullable ArrayDeque<InodeCommand> held;

        private Awake(ActorRef<InodeCommand> ref) {
            this.ref = ref;
        }
    }

    /** A counted inode without an actor. */
    private record Sleeper(Node node, LookupCounts counts, boolean fresh) {}

    private final ActorContext<Command> context;
    private final VolumeContext volume;
    private final int maxAwake;
    private final LinkedHashMap<InodeKey, Awake> awake = new LinkedHashMap<>();
    private final Map<InodeKey, Sleeper> asleep = new HashMap<>();
    private final Continuations<Command> continuations;
    private final ArrayDeque<Reply<Nothing>> drains = new ArrayDeque<>(0);
    private long births;

    private InodeShard(ActorContext<Command> context, VolumeContext volume, int maxAwake) {
        this.context = context;
        this.volume = volume;
        this.maxAwake = maxAwake;
        this.continuations = new Continuations<>(context.getSelf(), Continue::new);
    }

    static Behavior<Command> create(VolumeContext volume, int maxAwake) {
        return Behaviors.setup(context -> new InodeShard(context, volume, maxAwake));
    }

    @Override
    public Behavior<Command> receive(TypedActorContext<Command> unused, Command command) {
        switch (command) {
            case Deliver deliver -> onDeliver(deliver);
            case Known known -> onKnown(known);
            case Lost lost -> onLost(lost);
            case Idle idle -> onIdle(idle);
            case Staying staying -> onStaying(staying);
            case Stopped stopped -> onStopped(stopped);
            case SessionGone gone -> onSessionGone(gone);
            case Drain drain -> onDrain(drain);
            case Count count -> onCount(count);
            case Continue known -> known.continuation().run();
        }
        return this;
    }

    @Override
    public Behavior<Command> receiveSignal(TypedActorContext<Command> unused, Signal signal) {
        return this;
    }

    private void onDeliver(Deliver message) {
        InodeKey key = message.node().key();
        Awake inode = awake.get(key);
        if (inode != null) {
            send(inode, message.command());
            return;
        }
        Sleeper sleeper = asleep.remove(key);
        if (sleeper == null) {
            send(spawn(message.node(), new LookupCounts(), false), asked(message.command(), Description.Found.UNUSED));
        } else {
            wake(sleeper, message.command());
        }
    }

    private void wake(Sleeper sleeper, InodeCommand command) {
        send(spawn(sleeper.node(), sleeper.counts(), sleeper.fresh()), asked(command, Description.Found.ASLEEP));
    }

    /** What wakes an inode, which would otherwise say that it was awake. */
    private static InodeCommand asked(InodeCommand command, Description.Found found) {
        return command instanceof Inode.Describe describe ? describe.of(found) : command;
    }

    private void send(Awake inode, InodeCommand command) {
        if (inode.held != null) {
            inode.held.add(command);
        } else {
            inode.sent++;
            inode.ref.tell(new Inode.Delivered(command));
        }
    }

    private Awake spawn(Node node, LookupCounts counts, boolean fresh) {
        Behavior<InodeCommand> inode = Inode.create(new Inode.Birth(node, counts, fresh, volume, context.getSelf()));
        Awake born = new Awake(context.spawn(inode, LostMessages.name(node.key(), births++)));
        awake.put(node.key(), born);
        if (awake.size() > maxAwake) {
            inviteToSleep();
        }
        return born;
    }

    /** Asks the two that were asked longest ago, so that the number falls while inodes come one by one. */
    private void inviteToSleep() {
        for (int i = 0; i < 2; i++) {
            Iterator<Map.Entry<InodeKey, Awake>> eldest = awake.entrySet().iterator();
            Map.Entry<InodeKey, Awake> entry = eldest.next();
            eldest.remove();
            awake.put(entry.getKey(), entry.getValue());
            entry.getValue().ref.tell(Inode.MaySleep.MAY_SLEEP);
        }
    }

    private void onKnown(Known message) {
        Awake inode = awake.get(message.key());
        if (inode != null) {
            send(inode, message.command());
            return;
        }
        Sleeper sleeper = asleep.get(message.key());
        if (sleeper == null) {
            Inode.refuse(message.command(), Errno.ESTALE);
        } else if (message.command() instanceof Inode.Forget forget) {
            sleeper.counts().forget(forget.session(), forget.references());
            dropUncounted(message.key(), sleeper);
        } else if (message.command() instanceof Request) {
            asleep.remove(message.key());
            wake(sleeper, message.command());
        } // else what was between shard and inode, and is void: an invitation to sleep wakes nobody
    }

    /** An actor that stopped has said so before anything told to it is lost; one that has not said so died of a bug. */
    private void onLost(Lost message) {
        Awake inode = awake.get(message.key());
        if (inode != null && inode.ref.path().name().equals(message.actor())) {
            log.error("inode {}: its actor died; who asks gets EIO", message.key());
            awake.remove(message.key());
            if (inode.held != null) {
                inode.held.forEach(command -> Inode.refuse(command, Errno.EIO));
            }
            Inode.refuse(message.command(), Errno.EIO);
            answerDrains();
        } else {
            onKnown(new Known(message.key(), message.command()));
        }
    }

    private void dropUncounted(InodeKey key, Sleeper sleeper) {
        if (sleeper.counts().isEmpty()) {
            asleep.remove(key);
            forget(sleeper.node());
        }
    }

    private void forget(Node node) {
        try {
            volume.driver().forget(node);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
            log.error("inode {}: the driver failed to forget it", node.key(), e);
        }
    }

    private void onIdle(Idle message) {
        Awake inode = awake.get(message.key());
        if (inode != null && inode.held == null && inode.sent == message.received()) {
            inode.held = new ArrayDeque<>(0);
            inode.ref.tell(Inode.Stop.STOP);
        }
    }

    private void onStaying(Staying message) {
        Awake inode = awake.get(message.key());
        if (inode != null) {
            sendHeld(inode);
        }
    }

    private void sendHeld(Awake inode) {
        ArrayDeque<InodeCommand> held = inode.held;
        inode.held = null;
        if (held != null) {
            held.forEach(command -> send(inode, command));
        }
    }

    private void onStopped(Stopped message) {
        Node node = message.node();
        Awake inode = awake.remove(node.key());
        ArrayDeque<InodeCommand> held = inode == null ? null : inode.held;
        if (held != null && !held.isEmpty()) {
            Awake reborn = spawn(node, message.counts(), message.fresh());
            held.forEach(command -> send(reborn, command));
        } else if (message.counts().isEmpty()) {
            forget(node);
        } else {
            asleep.put(node.key(), new Sleeper(node, message.counts(), message.fresh()));
            message.counts().tellAsleep(new Route.Asleep(context.getSelf(), node.key()));
        }
        answerDrains();
    }

    private void onSessionGone(SessionGone message) {
        for (Awake inode : awake.values()) {
            send(inode, new Inode.SessionGone(message.session()));
        }
        asleep.values().removeIf(sleeper -> {
            sleeper.counts().forgetAll(message.session());
            if (sleeper.counts().isEmpty()) {
                forget(sleeper.node());
                return true;
            }
            return false;
        });
        message.reply().succeed(Nothing.NOTHING);
    }

    private void onDrain(Drain message) {
        drains.add(message.reply());
        answerDrains();
    }

    private void answerDrains() {
        if (awake.isEmpty()) {
            drains.forEach(reply -> reply.succeed(Nothing.NOTHING));
            drains.clear();
        }
    }

    private void onCount(Count message) {
        long sleeping = 0;
        for (Sleeper sleeper : asleep.values()) {
            sleeping += sleeper.counts().total();
        }
        Tallying tallying = new Tallying(awake.size(), asleep.size(), sleeping, message.reply());
        for (Awake inode : awake.values()) {
            send(inode, new Inode.Tally(continuations.reply(tallying::add)));
        }
        tallying.answerIfComplete();
    }

    /** A census in progress. */
    private static final class Tallying {
        private final Reply<Census> reply;
        private Census census;
        private int missing;

        Tallying(int awake, int asleep, long sleepingReferences, Reply<Census> reply) {
            this.census = new Census(awake, asleep, sleepingReferences);
            this.missing = awake;
            this.reply = reply;
        }

        void add(Outcome.Ready<Inode.Load> answer) {
            if (answer instanceof Outcome.Done<Inode.Load>(Inode.Load load)) {
                census = census.plus(load);
            }
            missing--;
            answerIfComplete();
        }

        void answerIfComplete() {
            if (missing == 0) {
                reply.succeed(census);
            }
        }
    }
}
