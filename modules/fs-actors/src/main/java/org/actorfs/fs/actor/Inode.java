package org.actorfs.fs.actor;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Traits;
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
 * What all kinds of inode have in common: attributes, lookup counts by session, the gate that orders operations, reservations, and the end.
 * A child of its shard; lives while counted, open or busy, and stops or sleeps only when the shard agrees.
 */
public abstract class Inode extends ExtensibleBehavior<InodeCommand> {
    private static final Logger log = LoggerFactory.getLogger(Inode.class);

    /** What every inode answers. */
    public sealed interface Command extends InodeCommand {}

    /** GETATTR, stat(2). No effect on the lookup count. */
    public record Getattr(Reply<Node> reply) implements Command, Request {}

    /** SETATTR: chmod(2), chown(2), truncate(2), utimensat(2). Answers once every field is done. No effect on the lookup count. */
    public record Setattr(AttributeChanges changes, Caller caller, Reply<Node> reply) implements Command, Request {}

    /** ACCESS, access(2): only sent where the kernel does not decide itself. No effect on the lookup count. */
    public record Access(int mask, Caller caller, Reply<Nothing> reply) implements Command, Request {}

    /** STATFS, statvfs(3). No effect on the lookup count. */
    public record Statfs(Reply<StatFs> reply) implements Command, Request {}

    /**
     * GETXATTR, getxattr(2): the value, to be read only. No effect on the lookup count. ENODATA, ENOTSUP.
     *
     * @param name with its namespace
     */
    public record Getxattr(Name name, Reply<byte[]> reply) implements Command, Request {}

    /** LISTXATTR, listxattr(2): all names; {@code trusted} ones for root only. No effect on the lookup count. */
    public record Listxattr(Caller caller, Reply<List<Name>> reply) implements Command, Request {}

    /** SETXATTR and REMOVEXATTR, setxattr(2), removexattr(2). No effect on the lookup count. */
    public record Setxattr(XattrUpdate update, Caller caller, Reply<Nothing> reply) implements Command, Request {}

    /** LOOKUP of ".": NFS asks it of files too. One more reference. */
    public record LookupSelf(Session session, Reply<Entry> reply) implements Command, Request {}

    /** FORGET and BATCH_FORGET: so many references fewer. Nobody waits for it. */
    public record Forget(Session session, long references) implements Command {}

    /** The session ended, perhaps without forgets: its references and its handles end. */
    record SessionGone(Session session) implements Command {}

    /**
     * One more reference for a child that was found or made; {@code fresh} is how the driver just saw it.
     *
     * @param askedNanos by the volume's clock, when the driver was asked that saw it; {@link #UNKNOWN} if nobody knows
     * @param changed it was made or linked for this, which an error would deny
     */
    record Grant(Session session, Node fresh, long askedNanos, boolean changed, Reply<Entry> reply)
            implements Command, Request {
        /** No time. */
        static final long UNKNOWN = Long.MIN_VALUE;

        Grant(Session session, Node fresh, Reply<Entry> reply) {
            this(session, fresh, UNKNOWN, false, reply);
        }
    }

    /** Asks for exclusive use, in its turn; EPERM at once for a directory, unless {@code directoryToo}. */
    record Reserve(boolean directoryToo, Reply<Reservation> reply) implements Command, Request {}

    /** Ends a reservation; {@code after} is null if nobody knows what became of the inode. */
    record Settle(Gate.Turn turn, @Nullable Attributes after) implements Command {}

    /** An answer that this inode waited for. */
    record Continue(Runnable continuation) implements Command {}

    /** What the inode adds to the census. */
    record Tally(Reply<Load> reply) implements Command, Request {}

    /**
     * What an inode has to bear.
     *
     * @param references of all sessions
     * @param queued operations that wait at its gate
     * @param lockWaiters requests that wait for a lock on it
     */
    record Load(long references, int queued, int lockWaiters) {}

    /**
     * All of the inode as it is now, for a person: waits for neither the gate nor the driver. No effect on the lookup count.
     *
     * @param session who asks
     * @param found what the inode was when it was asked; its shard knows better, if the question wakes it
     */
    public record Describe(Session session, Description.Found found, Reply<Description> reply)
            implements Command, Request {
        public Describe(Session session, Reply<Description> reply) {
            this(session, Description.Found.AWAKE, reply);
        }

        Describe of(Description.Found state) {
            return new Describe(session, state, reply);
        }
    }

    /** The shard wants fewer inodes awake. */
    enum MaySleep implements Command {
        MAY_SLEEP
    }

    /** The shard agrees that the inode ends, if it still wants to. */
    enum Stop implements Command {
        STOP
    }

    /** How an inode starts: new, or awake again with the counts it had; {@code fresh} if its attributes are true for ever. */
    record Birth(
            Node node, LookupCounts counts, boolean fresh, VolumeContext volume, ActorRef<InodeShard.Command> shard) {}

    private final ActorContext<InodeCommand> context;
    private final VolumeContext volume;
    private final ActorRef<InodeShard.Command> shard;
    private final Continuations<InodeCommand> continuations;
    private final Gate gate = new Gate();
    private final LookupCounts counts;
    private Node node;

    /** When the attributes stop being true without the driver's word; {@link Traits#FOREVER} for never. */
    private long freshUntilNanos;

    /** When they were last committed or doubted, by the volume's clock. */
    private long changedNanos;

    /** Whether something has changed since them that is not in them. */
    private boolean doubted;

    /** Rises with every commit, so that an answer that was asked for before it is not taken for newer. */
    private int version;

    // INVARIANT: equals the deliveries that the shard counts for this actor, once the mailbox is empty.
    private long received;
    private boolean offered;
    private boolean stopped;

    Inode(ActorContext<InodeCommand> context, Birth birth) {
        this.context = context;
        this.volume = birth.volume();
        this.shard = birth.shard();
        this.counts = birth.counts();
        this.node = birth.node();
        this.continuations = new Continuations<>(context.getSelf(), Continue::new);
        // Attributes that a driver told a directory are old when an inode lived and stopped between that answer and
        // this birth.
        this.freshUntilNanos = birth.fresh() ? Traits.FOREVER : Long.MIN_VALUE;
        this.changedNanos = volume.clock().nanos();
        counts.tellAwake(context.getSelf());
    }

    /** The behaviour for what the node is. */
    static Behavior<InodeCommand> create(Birth birth) {
        Attributes attributes = birth.node().attributes();
        if (attributes.isDirectory()) {
            return DirectoryInode.create(birth);
        }
        if (attributes.isRegular()) {
            return FileInode.create(birth);
        }
        return attributes.isSymlink() ? SymlinkInode.create(birth) : SpecialInode.create(birth);
    }

    abstract void onCommand(InodeCommand command);

    /** An open file that stays open until it is given back. */
    interface Lent {
        OpenFile file();

        void giveBack();
    }

    /** An open file of this inode, for one that has no name any more; null if it has none. */
    @Nullable
    Lent lendOpenFile() {
        return null;
    }

    /**
     * Calls the driver with an open file, if there is one, which is not released before the answer is heard.
     *
     * @param hear one of this inode's ways to hear an outcome
     */
    private <T> void askWithOpen(
            Function<@Nullable OpenFile, Outcome<T>> driverCall,
            Consumer<Outcome.Ready<T>> listener,
            BiConsumer<Outcome<T>, Consumer<Outcome.Ready<T>>> hear) {
        Lent lent = lendOpenFile();
        hear.accept(call(() -> driverCall.apply(lent == null ? null : lent.file())), outcome -> {
            if (lent != null) {
                lent.giveBack();
            }
            listener.accept(outcome);
        });
    }

    /** Whether a kind of inode has reasons of its own to stay awake: open handles. */
    boolean isHeld() {
        return false;
    }

    /** Ends the handles of a session. */
    void closeHandlesOf(Session session) {}

    /** Its open handles, for {@code asker}. */
    List<Description.Open> opens(Session asker) {
        return List.of();
    }

    /** Its locks; null for what cannot be locked, or never was. */
    @Nullable
    FileLocks locksIfAny() {
        return null;
    }

    @Override
    public final Behavior<InodeCommand> receive(TypedActorContext<InodeCommand> unused, InodeCommand command) {
        try {
            if (command instanceof Delivered delivered) {
                received++;
                offered = false;
                onCommand(delivered.command());
            } else {
                onCommand(command);
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            onBug(command, e);
        }
        if (stopped) {
            return Behaviors.stopped();
        }
        offerToStop();
        return this;
    }

    /** A command that came through the shard, and that the shard has counted. */
    record Delivered(InodeCommand command) implements Command {}

    @Override
    public final Behavior<InodeCommand> receiveSignal(TypedActorContext<InodeCommand> unused, Signal signal) {
        return this;
    }

    final void onCommon(Command command) {
        switch (command) {
            case Getattr getattr -> onGetattr(getattr);
            case Setattr setattr -> onSetattr(setattr);
            case Access access -> onAccess(access);
            case Statfs statfs -> onStatfs(statfs);
            case Getxattr getxattr -> onGetxattr(getxattr);
            case Listxattr listxattr -> onListxattr(listxattr);
            case Setxattr setxattr -> onSetxattr(setxattr);
            case LookupSelf self -> grant(self.session(), self.reply());
            case Forget forget -> onForget(forget);
            case SessionGone gone -> onSessionGone(gone);
            case Grant grant -> onGrant(grant);
            case Reserve reserve -> onReserve(reserve);
            case Settle settle -> onSettle(settle);
            case Continue known -> known.continuation().run();
            case Tally tally -> onTally(tally);
            case Describe describe -> onDescribe(describe);
            case MaySleep _ -> onMaySleep();
            case Stop _ -> onStop();
            case Delivered delivered -> onCommand(delivered.command());
        }
    }

    private void onGetattr(Getattr message) {
        if (isFresh()) {
            volume.attributeCounts().hit();
            message.reply().succeed(node);
            return;
        }
        if (message.reply().begin()) {
            volume.attributeCounts().miss();
            reload(message.reply(), message.reply()::complete);
        }
    }

    private void onSetattr(Setattr message) {
        changeAttributes(
                message.reply(),
                open -> driver().setattr(node, open, message.changes(), message.caller()),
                changed -> changed);
    }

    private void onSetxattr(Setxattr message) {
        changeAttributes(
                message.reply(),
                open -> driver().setxattr(node, open, message.update(), message.caller()),
                _ -> Nothing.NOTHING);
    }

    /** One change in its turn; the answer is made of the node as this change leaves it. */
    private <T> void changeAttributes(
            Reply<T> reply, Function<@Nullable OpenFile, Outcome<Attributes>> driverCall, Function<Node, T> answer) {
        gate.enter(new Operation(Gate.Kind.EXCLUSIVE, 0, Long.MAX_VALUE, reply) {
            @Override
            void run() {
                askWithOpen(driverCall, this::ended, this::hear);
            }

            private void ended(Outcome.Ready<Attributes> outcome) {
                switch (outcome) {
                    case Outcome.Done<Attributes> done -> {
                        commit(done.value());
                        Node changed = node; // the end starts who waits, and may change it again
                        end();
                        reply.succeed(answer.apply(changed));
                    }
                    case Outcome.Failed<Attributes> failed -> {
                        doubt();
                        refuse(failed.errno());
                    }
                }
            }
        });
    }

    private void onAccess(Access message) {
        if (message.reply().begin()) {
            hear(call(() -> driver().access(node, message.mask(), message.caller())), message.reply()::complete);
        }
    }

    private void onStatfs(Statfs message) {
        if (message.reply().begin()) {
            hear(call(() -> driver().statfs(node)), message.reply()::complete);
        }
    }

    private void onGetxattr(Getxattr message) {
        if (message.reply().begin()) {
            askWithOpen(open -> driver().getxattr(node, open, message.name()), message.reply()::complete, this::hear);
        }
    }

    private void onListxattr(Listxattr message) {
        if (message.reply().begin()) {
            askWithOpen(
                    open -> driver().listxattr(node, open).map(names -> visible(names, message.caller())),
                    message.reply()::complete,
                    this::hear);
        }
    }

    /** As Linux lists them; a request does not tell whether its caller has CAP_SYS_ADMIN. */
    private static List<Name> visible(List<Name> names, Caller caller) {
        return caller.uid() == 0
                ? names
                : names.stream()
                        .filter(name -> !XattrNames.isIn("trusted.", name))
                        .toList();
    }

    private void onForget(Forget message) {
        if (!counts.forget(message.session(), message.references())) {
            log.warn("inode {}: a session forgot more references than it had", node.key());
        }
    }

    private void onSessionGone(SessionGone message) {
        counts.forgetAll(message.session());
        closeHandlesOf(message.session());
    }

    private void onGrant(Grant message) {
        confirm(message.fresh(), message.askedNanos(), message.reply(), outcome -> {
            switch (outcome) {
                case Outcome.Done<Node> _ -> grant(message.session(), message.reply());
                case Outcome.Failed<Node> failed -> {
                    if (message.changed()) {
                        grant(message.session(), message.reply());
                    } else {
                        message.reply().fail(failed.errno());
                    }
                }
            }
        });
    }

    /**
     * Goes on once our attributes can be told: what a driver saw of the inode may be old by the time we hear of it.
     *
     * @param askedNanos as in {@link Grant}
     */
    final void confirm(Node fresh, long askedNanos, Reply<?> reply, Consumer<Outcome.Ready<Node>> then) {
        node.locator().adopt(fresh.locator());
        if (driver().traits().isPartial(fresh.attributes())) {
            then.accept(new Outcome.Done<>(node)); // the kernel keeps them for no time, and asks when it wants to know
        } else if (knows(fresh.attributes(), askedNanos)) {
            volume.attributeCounts().hit();
            then.accept(new Outcome.Done<>(node));
        } else {
            volume.attributeCounts().miss();
            reply.begin();
            reload(reply, then);
        }
    }

    /**
     * Whether ours can be told beside what a lookup saw. If the two differ, the lookup's are the newer ones if it was asked for after ours
     * last changed; else nobody knows.
     */
    private boolean knows(Attributes seen, long askedNanos) {
        if (driver().traits().ownsNamespace()) {
            return isFresh();
        }
        if (!gate.isIdle()) {
            return !doubted;
        }
        if (!doubted && seen.equals(node.attributes())) {
            freshen();
            return true;
        }
        boolean newer = askedNanos != Grant.UNKNOWN && askedNanos - changedNanos > 0;
        if (newer) {
            commit(seen);
        }
        return newer;
    }

    private void onReserve(Reserve message) {
        if (!message.directoryToo() && node.attributes().isDirectory()) {
            message.reply().fail(Errno.EPERM);
            return;
        }
        gate.enter(new Gate.Turn(Gate.Kind.EXCLUSIVE, 0, Long.MAX_VALUE) {
            @Override
            void start() {
                if (isFresh() || !driver().traits().ownsNamespace()) {
                    reserved(this, message.reply());
                } else {
                    // an owned namespace computes what comes next from these attributes
                    reload(message.reply(), outcome -> {
                        switch (outcome) {
                            case Outcome.Done<Node> _ -> reserved(this, message.reply());
                            case Outcome.Failed<Node> failed -> notReserved(this, message.reply(), failed.errno());
                        }
                    });
                }
            }
        });
    }

    private void reserved(Gate.Turn turn, Reply<Reservation> reply) {
        if (!reply.succeed(new Reservation(node, context.getSelf(), turn))) {
            gate.leave(turn); // nobody heard of it, so nobody would settle it
        }
    }

    /** Without attributes nothing can be computed; ESTALE: the last who knew a nameless inode is gone, and its storage too. */
    private void notReserved(Gate.Turn turn, Reply<Reservation> reply, Errno errno) {
        gate.leave(turn);
        reply.fail(errno);
    }

    private void onSettle(Settle message) {
        if (message.after() == null) {
            doubt();
        } else {
            commit(message.after());
        }
        gate.leave(message.turn());
    }

    private void onTally(Tally message) {
        FileLocks locks = locksIfAny();
        message.reply().succeed(new Load(counts.total(), gate.waiters(), locks == null ? 0 : locks.waiters()));
    }

    private void onDescribe(Describe message) {
        Session asker = message.session();
        long own = counts.count(asker);
        FileLocks locks = locksIfAny();
        message.reply()
                .succeed(new Description(
                        node,
                        isFresh(),
                        message.found(),
                        own,
                        counts.total() - own,
                        opens(asker),
                        gate.running(),
                        gate.waiters(),
                        locks == null ? List.of() : locks.held(asker),
                        locks == null ? List.of() : locks.waiting(asker)));
    }

    private void onMaySleep() {
        if (!isBusy() && !offered) {
            offer();
        }
    }

    private void onStop() {
        offered = false;
        if (isBusy()) {
            shard.tell(new InodeShard.Staying(node.key()));
            return;
        }
        stopped = true;
        shard.tell(new InodeShard.Stopped(node, counts, freshUntilNanos == Traits.FOREVER));
    }

    /** Hands out one more reference; the count rises before the reply is given. */
    final void grant(Session session, Reply<Entry> reply) {
        if (!volume.isAttached(session)) {
            reply.fail(Errno.ENODEV);
        } else if (reply.begin()) {
            reply.succeed(count(session));
        }
    }

    final Entry count(Session session) {
        if (counts.has(session)) {
            counts.increment(session);
        } else {
            counts.add(session, session.counted(node, context.getSelf()));
        }
        return new Entry(counts.name(session), node);
    }

    /** Answers a request that this kind of inode does not know. */
    static void refuse(InodeCommand command, Errno errno) {
        if (command instanceof Request request) {
            request.reply().fail(errno);
        }
    }

    private void onBug(InodeCommand command, Throwable bug) {
        log.error(
                "inode {}: {} failed; its caller gets EIO",
                node.key(),
                command.getClass().getSimpleName(),
                bug);
        doubt();
        InodeCommand inner = command instanceof Delivered delivered ? delivered.command() : command;
        if (inner instanceof Request request && !request.reply().isComplete()) {
            request.reply().fail(Errno.EIO);
        }
    }

    private void offerToStop() {
        if (!offered && counts.isEmpty() && !isBusy()) {
            offer();
        }
    }

    private void offer() {
        offered = true;
        shard.tell(new InodeShard.Idle(node.key(), received));
    }

    private boolean isBusy() {
        return isHeld() || !gate.isIdle() || continuations.expected() > 0;
    }

    /** Asks the driver for the attributes, for a request. */
    final void reload(Reply<?> reply, Consumer<Outcome.Ready<Node>> listener) {
        int asked = version;
        askWithOpen(
                open -> driver().getattr(node, open),
                outcome -> {
                    if (outcome instanceof Outcome.Done<Attributes> done && asked == version) {
                        commit(done.value());
                    }
                    listener.accept(
                            switch (outcome) {
                                case Outcome.Done<Attributes> done -> new Outcome.Done<>(node.with(done.value()));
                                case Outcome.Failed<Attributes> failed -> new Outcome.Failed<>(failed.errno());
                            });
                },
                (outcome, heard) -> hear(outcome, reply, heard));
    }

    /** What the driver did is now the state. */
    final void commit(Attributes after) {
        changed();
        doubted = false;
        if (!after.equals(node.attributes())) {
            node = node.with(after);
        }
        freshen();
    }

    final void commitIfKnown(@Nullable Attributes after) {
        if (after == null) {
            doubt();
        } else {
            commit(after);
        }
    }

    /** The attributes may be wrong: the next who asks makes us ask the driver. */
    final void doubt() {
        changed();
        doubted = true;
        freshUntilNanos = Long.MIN_VALUE;
    }

    private void changed() {
        version++;
        changedNanos = volume.clock().nanos();
    }

    private void freshen() {
        long freshNanos = volume.driver().traits().attributesFreshNanos();
        freshUntilNanos = freshNanos == Traits.FOREVER
                ? Traits.FOREVER
                : freshNanos == 0 ? Long.MIN_VALUE : volume.clock().nanos() + freshNanos;
    }

    private boolean isFresh() {
        return freshUntilNanos == Traits.FOREVER
                || (freshUntilNanos != Long.MIN_VALUE && volume.clock().nanos() < freshUntilNanos);
    }

    final ActorContext<InodeCommand> context() {
        return context;
    }

    final VolumeContext volume() {
        return volume;
    }

    final Driver driver() {
        return volume.driver();
    }

    final Node node() {
        return node;
    }

    final Gate gate() {
        return gate;
    }

    final Continuations<InodeCommand> continuations() {
        return continuations;
    }

    final <T> Outcome<T> call(Supplier<Outcome<T>> driverCall) {
        return Continuations.call(driverCall);
    }

    final <T> void hear(Outcome<T> outcome, Consumer<Outcome.Ready<T>> listener) {
        continuations.hear(outcome, listener);
    }

    final <T> void hear(Outcome<T> outcome, Reply<?> reply, Consumer<Outcome.Ready<T>> listener) {
        continuations.hear(outcome, reply, listener);
    }

    /** One operation in its turn at this inode's gate: skipped if its caller is gone, ended exactly once, whatever happens in it. */
    abstract class Operation extends Gate.Turn {
        private final Reply<?> reply;
        private boolean ended;

        Operation(Gate.Kind kind, long start, long end, Reply<?> reply) {
            super(kind, start, end);
            this.reply = reply;
        }

        abstract void run();

        @Override
        final void start() {
            if (reply.begin()) {
                guard(this::run);
            } else {
                end();
            }
        }

        /** Runs a step; what it throws ends the operation with EIO. */
        final void guard(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                log.error("inode {}: an operation failed; its caller gets EIO", node.key(), e);
                doubt();
                refuse(Errno.EIO);
            }
        }

        /** Hears an outcome as a guarded step. */
        final <T> void hear(Outcome<T> outcome, Consumer<Outcome.Ready<T>> listener) {
            continuations.hear(outcome, ready -> guard(() -> listener.accept(ready)));
        }

        /** A reply for another actor whose answer is a guarded step. */
        final <T> Reply<T> replyTo(Consumer<Outcome.Ready<T>> listener) {
            return continuations.reply(ready -> guard(() -> listener.accept(ready)));
        }

        /** Leaves the gate, once. */
        void end() {
            if (!ended) {
                ended = true;
                gate.leave(this);
            }
        }

        /** Leaves the gate and answers with an error, unless an answer was given. */
        final void refuse(Errno errno) {
            if (errno == Errno.EIO) {
                doubt(); // broken storage may have changed something all the same
            }
            end();
            if (!reply.isComplete()) {
                reply.fail(errno);
            }
        }
    }
}
