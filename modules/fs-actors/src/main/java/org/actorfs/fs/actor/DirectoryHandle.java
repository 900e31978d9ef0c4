package org.actorfs.fs.actor;

import java.util.ArrayDeque;
import java.util.List;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
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

/** One open of a directory: a child of its DirectoryInode, from OPENDIR to RELEASEDIR. Answers one listing at a time, in order. */
public final class DirectoryHandle extends ExtensibleBehavior<DirectoryHandle.Command> {
    private static final Logger log = LoggerFactory.getLogger(DirectoryHandle.class);

    /** Cursors of the two entries that no driver tells; the drivers' own are greater. */
    private static final long AFTER_DOT = 1;

    private static final long AFTER_DOT_DOT = 2;

    /** How many entries to ask a driver for at once: what fits in the largest listing that kernels ask for is told in several. */
    private static final int BATCH = 256;

    /** What a handle is told. */
    public sealed interface Command {}

    /**
     * READDIR and READDIRPLUS: as many entries after {@code cursor} as the sink takes; none at the end. With {@code plus} each entry but
     * "." and ".." gets one more reference.
     */
    public record Readdir(long cursor, boolean plus, DirectorySink sink, Reply<Nothing> reply)
            implements Command, Request {}

    /** FSYNCDIR. */
    public record Fsyncdir(boolean dataOnly, Reply<Nothing> reply) implements Command, Request {}

    /** RELEASEDIR. Nobody waits for it. */
    public record Release() implements Command {}

    /** What the session calls this handle. */
    record Named(long name) implements Command {}

    private record Continue(Runnable continuation) implements Command {}

    private final Session session;
    private final OpenDirectory directory;
    private final ActorRef<InodeCommand> inode;
    private final InodeKey key;
    private final VolumeContext volume;
    private final ActorRef<Command> self;
    private final Continuations<Command> continuations;
    private final ArrayDeque<Command> waiting = new ArrayDeque<>(1);
    private boolean working;
    private @Nullable Reply<?> current;
    private boolean released;
    private long name;

    private DirectoryHandle(
            ActorContext<Command> context,
            Session session,
            OpenDirectory directory,
            ActorRef<InodeCommand> inode,
            InodeKey key,
            VolumeContext volume) {
        this.session = session;
        this.directory = directory;
        this.inode = inode;
        this.key = key;
        this.volume = volume;
        this.self = context.getSelf();
        this.continuations = new Continuations<>(self, Continue::new);
    }

    static Behavior<Command> create(
            Session session,
            OpenDirectory directory,
            ActorRef<InodeCommand> inode,
            InodeKey key,
            VolumeContext volume) {
        return Behaviors.setup(context -> new DirectoryHandle(context, session, directory, inode, key, volume));
    }

    @Override
    public Behavior<Command> receive(TypedActorContext<Command> unused, Command command) {
        try {
            switch (command) {
                case Named named -> name = named.name();
                case Continue known -> known.continuation().run();
                case Readdir _, Fsyncdir _, Release _ -> waiting.add(command);
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            onBug(e);
        }
        while (!working && !waiting.isEmpty()) {
            try {
                work(waiting.remove());
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                onBug(e);
            }
        }
        return released ? Behaviors.stopped() : this;
    }

    @Override
    public Behavior<Command> receiveSignal(TypedActorContext<Command> unused, Signal signal) {
        return this;
    }

    private void onBug(Throwable bug) {
        log.error("directory {}: a listing failed; its caller gets EIO", key, bug);
        working = false;
        if (current != null && !current.isComplete()) {
            current.fail(Errno.EIO);
        }
    }

    private void work(Command command) {
        if (released) {
            if (command instanceof Request late) {
                late.reply().fail(Errno.EBADF);
            }
            return;
        }
        switch (command) {
            case Readdir readdir -> new Listing(readdir).start();
            case Fsyncdir fsyncdir -> onFsyncdir(fsyncdir);
            case Release _ -> onRelease();
            case Named _, Continue _ -> throw new IllegalStateException("not a request");
        }
    }

    private void onFsyncdir(Fsyncdir message) {
        if (!message.reply().begin()) {
            return;
        }
        working = true;
        current = message.reply();
        askNode(
                message.reply(),
                where -> continuations.hear(
                        Continuations.call(() -> directory.fsync(where.node(), message.dataOnly())), outcome -> {
                            working = false;
                            message.reply().complete(outcome);
                        }));
    }

    private void onRelease() {
        released = true;
        inode.tell(new DirectoryInode.Released(self));
        session.released(name);
        directory.release();
    }

    private void askNode(Reply<?> reply, java.util.function.Consumer<DirectoryInode.Where> then) {
        inode.tell(new DirectoryInode.Whereabouts(continuations.reply(answer -> {
            switch (answer) {
                case Outcome.Done<DirectoryInode.Where> done -> then.accept(done.value());
                case Outcome.Failed<DirectoryInode.Where> failed -> {
                    working = false;
                    reply.fail(failed.errno());
                }
            }
        })));
    }

    /** One READDIR in progress. */
    private final class Listing {
        private final Readdir request;
        private long cursor;
        private boolean any;
        private int missing;

        Listing(Readdir request) {
            this.request = request;
            this.cursor = request.cursor();
        }

        void start() {
            if (!request.reply().begin()) {
                return;
            }
            working = true;
            current = request.reply();
            askNode(request.reply(), this::list);
        }

        private void list(DirectoryInode.Where where) {
            if (cursor < AFTER_DOT && !addDot(Name.DOT, where.node().ino(), AFTER_DOT)) {
                finish();
            } else if (cursor < AFTER_DOT_DOT && !addDot(Name.DOT_DOT, where.parentIno(), AFTER_DOT_DOT)) {
                finish();
            } else {
                next(where.node());
            }
        }

        private boolean addDot(Name dot, long ino, long after) {
            DirectoryEntry entry = new DirectoryEntry(dot, ino, Mode.DIRECTORY >>> 12, after, null);
            if (request.sink().room(List.of(entry)) == 0) {
                return false;
            }
            request.sink().add(entry, null);
            cursor = after;
            any = true;
            return true;
        }

        private void next(Node node) {
            long from = cursor <= AFTER_DOT_DOT ? 0 : cursor;
            continuations.hear(
                    Continuations.call(() -> directory.read(node, from, BATCH, request.plus())), this::onBatch);
        }

        private void onBatch(Outcome.Ready<List<DirectoryEntry>> batch) {
            switch (batch) {
                case Outcome.Done<List<DirectoryEntry>> done -> addBatch(done.value());
                case Outcome.Failed<List<DirectoryEntry>> failed -> {
                    if (any) {
                        finish(); // what is told already is told; the error comes with the next listing
                    } else {
                        fail(failed.errno());
                    }
                }
            }
        }

        private void addBatch(List<DirectoryEntry> batch) {
            int room = request.sink().room(batch);
            if (room == 0) {
                if (batch.isEmpty() || any) {
                    finish();
                } else {
                    fail(Errno.EINVAL);
                }
                return;
            }
            List<DirectoryEntry> entries = batch.subList(0, room);
            if (request.plus()) {
                grantAll(entries);
            } else {
                entries.forEach(entry -> request.sink().add(entry, null));
                finish();
            }
        }

        private void grantAll(List<DirectoryEntry> entries) {
            @Nullable Entry[] granted = new Entry[entries.size()];
            missing = entries.size();
            for (int i = 0; i < granted.length; i++) {
                Node child = entries.get(i).node();
                int index = i;
                if (child == null) {
                    missing--;
                } else {
                    volume.deliver(child, new Inode.Grant(session, child, continuations.reply(answer -> {
                        granted[index] = answer instanceof Outcome.Done<Entry> done ? done.value() : null;
                        missing--;
                        finishIfComplete(entries, granted);
                    })));
                }
            }
            finishIfComplete(entries, granted);
        }

        private void finishIfComplete(List<DirectoryEntry> entries, @Nullable Entry[] granted) {
            if (missing == 0) {
                for (int i = 0; i < granted.length; i++) {
                    request.sink().add(entries.get(i), granted[i]);
                }
                finish();
            }
        }

        private void finish() {
            working = false;
            request.reply().succeed(Nothing.NOTHING);
        }

        private void fail(Errno errno) {
            working = false;
            log.debug("listing of {} failed: {}", key, errno);
            request.reply().fail(errno);
        }
    }
}
