package org.actorfs.fs.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Traits;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A directory: owned by its shard, lives while counted, open or busy. It orders what happens to its names: changes one at a time in the
 * order they came, lookups at any time from what is committed.
 */
public final class DirectoryInode extends Inode {
    /** What only a directory answers with success. */
    public sealed interface Command extends InodeCommand {}

    /** LOOKUP of a name but "." and "..". The child gets one more reference. */
    public record Lookup(Session session, Name name, Reply<Entry> reply) implements Command, Request {}

    /** LOOKUP of "..", which NFS asks. The parent gets one more reference. */
    public record LookupParent(Session session, Reply<Entry> reply) implements Command, Request {}

    /** {@link Inode.Describe} for a name, as the driver finds it. No effect on the lookup count of the child. */
    public record DescribeChild(Session session, Name name, Reply<Description> reply) implements Command, Request {}

    /** MKNOD, mknod(2): {@code mode} has the type. The child gets one reference. */
    public record Mknod(Session session, Name name, int mode, long rdev, int umask, Caller caller, Reply<Entry> reply)
            implements Command, Request {}

    /** MKDIR, mkdir(2). The child gets one reference. */
    public record Mkdir(Session session, Name name, int mode, int umask, Caller caller, Reply<Entry> reply)
            implements Command, Request {}

    /** SYMLINK, symlink(2). The child gets one reference. */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares messages
    public record Symlink(Session session, Name name, byte[] target, Caller caller, Reply<Entry> reply)
            implements Command, Request {}

    /** CREATE: open(2) with O_CREAT. The child gets one reference and a handle. */
    public record Create(
            Session session, Name name, int mode, int flags, int umask, Caller caller, Reply<CreatedEntry> reply)
            implements Command, Request {}

    /** TMPFILE: open(2) with O_TMPFILE. The nameless child gets one reference and a handle; this directory does not change. */
    public record Tmpfile(Session session, int mode, int flags, int umask, Caller caller, Reply<CreatedEntry> reply)
            implements Command, Request {}

    /** LINK, link(2): another name for {@code target}, which gets one more reference. */
    public record Link(Session session, Name name, Route target, Caller caller, Reply<Entry> reply)
            implements Command, Request {}

    /** UNLINK, unlink(2). The count of the child stays: the kernel forgets it in its own time. */
    public record Unlink(Name name, Caller caller, Reply<Nothing> reply) implements Command, Request {}

    /** RMDIR, rmdir(2). The count of the child stays. */
    public record Rmdir(Name name, Caller caller, Reply<Nothing> reply) implements Command, Request {}

    /** RENAME and RENAME2 within this directory; between two, {@link RenameCoordinator.Rename}. No effect on lookup counts. */
    public record Rename(
            Name name, Name newName, boolean noReplace, boolean exchange, Caller caller, Reply<Nothing> reply)
            implements Command, Request {}

    /** OPENDIR, opendir(3). No effect on the lookup count. */
    public record Opendir(Session session, Caller caller, Reply<Long> reply) implements Command, Request {}

    /** A handle of this directory wants to know where it is. */
    record Whereabouts(Reply<Where> reply) implements Command, Request {}

    /** A handle of this directory was released. */
    record Released(ActorRef<DirectoryHandle.Command> handle) implements Command {}

    /** The directory and its parent's number, for "." and "..". */
    record Where(Node node, long parentIno) {}

    private record OpenHandle(Session session, ActorRef<DirectoryHandle.Command> handle, long name) {}

    private final List<OpenHandle> handles = new ArrayList<>(0);

    private DirectoryInode(ActorContext<InodeCommand> context, Birth birth) {
        super(context, birth);
    }

    static Behavior<InodeCommand> create(Birth birth) {
        return Behaviors.setup(context -> new DirectoryInode(context, birth));
    }

    @Override
    void onCommand(InodeCommand command) {
        switch (command) {
            case Inode.Command common -> onCommon(common);
            case Lookup lookup -> onLookup(lookup);
            case LookupParent lookup -> onLookupParent(lookup);
            case DescribeChild child -> onDescribeChild(child);
            case Mknod mknod -> onMknod(mknod);
            case Mkdir mkdir -> onMkdir(mkdir);
            case Symlink symlink -> onSymlink(symlink);
            case Create create -> onCreate(create);
            case Tmpfile tmpfile -> onTmpfile(tmpfile);
            case Link link -> onLink(link);
            case Unlink unlink -> onUnlink(unlink);
            case Rmdir rmdir -> onRmdir(rmdir);
            case Rename rename -> onRename(rename);
            case Opendir opendir -> onOpendir(opendir);
            case Whereabouts where -> onWhereabouts(where);
            case Released released -> onReleased(released);
            case FileInode.Command other -> refuse(other, Errno.EISDIR);
            case SymlinkInode.Command other -> refuse(other, Errno.EINVAL);
        }
    }

    @Override
    boolean isHeld() {
        return !handles.isEmpty();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    void closeHandlesOf(Session session) {
        for (OpenHandle open : handles) {
            if (open.session() == session) {
                open.handle().tell(new DirectoryHandle.Release());
            }
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    List<Description.Open> opens(Session asker) {
        return handles.stream()
                .map(open -> new Description.Open(open.name(), 0, open.session() == asker))
                .toList();
    }

    private void onLookup(Lookup message) {
        if (!message.reply().begin()) {
            return;
        }
        long asked = volume().clock().nanos();
        hear(
                call(() -> driver().lookup(node(), message.name())),
                message.reply(),
                outcome -> grantChild(message.session(), outcome, asked, message.reply()));
    }

    private void onLookupParent(LookupParent message) {
        if (!message.reply().begin()) {
            return;
        }
        long asked = volume().clock().nanos();
        hear(
                call(() -> driver().parent(node())),
                message.reply(),
                outcome -> grantChild(message.session(), outcome, asked, message.reply()));
    }

    private void onDescribeChild(DescribeChild message) {
        hear(call(() -> driver().lookup(node(), message.name())), message.reply(), outcome -> {
            switch (outcome) {
                case Outcome.Done<Node>(Node child) ->
                    volume().deliver(child, new Describe(message.session(), message.reply()));
                case Outcome.Failed<Node>(Errno errno) -> message.reply().fail(errno);
            }
        });
    }

    private void grantChild(Session session, Outcome.Ready<Node> outcome, long askedNanos, Reply<Entry> reply) {
        switch (outcome) {
            case Outcome.Done<Node>(Node child) ->
                volume().deliver(child, new Grant(session, child, askedNanos, false, reply));
            case Outcome.Failed<Node> failed -> reply.fail(failed.errno());
        }
    }

    private void onMknod(Mknod m) {
        make(m.session(), () -> driver().mknod(node(), m.name(), m.mode(), m.rdev(), m.umask(), m.caller()), m.reply());
    }

    private void onMkdir(Mkdir m) {
        make(m.session(), () -> driver().mkdir(node(), m.name(), m.mode(), m.umask(), m.caller()), m.reply());
    }

    private void onSymlink(Symlink m) {
        make(m.session(), () -> driver().symlink(node(), m.name(), m.target(), m.caller()), m.reply());
    }

    private void make(Session session, Supplier<Outcome<Created>> driverCall, Reply<Entry> reply) {
        change(
                reply,
                operation -> operation.hear(call(driverCall), outcome -> {
                    switch (outcome) {
                        case Outcome.Done<Created> done -> {
                            commitIfKnown(done.value().parent());
                            operation.end();
                            Node child = done.value().child();
                            volume().deliver(child, new Grant(session, child, Grant.UNKNOWN, true, reply));
                        }
                        case Outcome.Failed<Created> failed -> operation.refuse(failed.errno());
                    }
                }));
    }

    private void onCreate(Create m) {
        change(
                m.reply(),
                operation -> operation.hear(
                        call(() -> driver().create(node(), m.name(), m.mode(), m.flags(), m.umask(), m.caller())),
                        outcome -> endCreate(operation, m, outcome)));
    }

    private void endCreate(Operation operation, Create m, Outcome.Ready<CreatedOpen> outcome) {
        switch (outcome) {
            case Outcome.Done<CreatedOpen> done -> {
                commitIfKnown(done.value().parent());
                operation.end();
                grantOpened(m.session(), done.value(), m.flags(), m.reply());
            }
            case Outcome.Failed<CreatedOpen> failed -> {
                if (failed.errno() == Errno.EEXIST && !OpenFlags.has(m.flags(), OpenFlags.EXCLUSIVE)) {
                    operation.hear(
                            call(() -> driver().lookup(node(), m.name())), found -> openFound(operation, m, found));
                } else {
                    operation.refuse(failed.errno());
                }
            }
        }
    }

    /** Somebody else made the name between the kernel's lookup and its create. */
    private void openFound(Operation operation, Create m, Outcome.Ready<Node> found) {
        switch (found) {
            case Outcome.Done<Node> done -> {
                operation.end();
                volume().deliver(
                                done.value(),
                                new FileInode.OpenFound(m.session(), done.value(), m.flags(), m.caller(), m.reply()));
            }
            case Outcome.Failed<Node> failed -> operation.refuse(failed.errno());
        }
    }

    private void onTmpfile(Tmpfile m) {
        if (!m.reply().begin()) {
            return;
        }
        Outcome<CreatedOpen> made = call(() -> driver().tmpfile(node(), m.mode(), m.flags(), m.umask(), m.caller()));
        hear(made, m.reply(), outcome -> {
            switch (outcome) {
                case Outcome.Done<CreatedOpen> done -> grantOpened(m.session(), done.value(), m.flags(), m.reply());
                case Outcome.Failed<CreatedOpen> failed -> m.reply().fail(failed.errno());
            }
        });
    }

    private void grantOpened(Session session, CreatedOpen made, int flags, Reply<CreatedEntry> reply) {
        volume().deliver(made.child(), new FileInode.GrantOpened(session, made.child(), made.file(), flags, reply));
    }

    private void onLink(Link m) {
        if (!driver().traits().operations().contains(Traits.Operation.LINK)) {
            m.reply().fail(Errno.EPERM);
            return;
        }
        change(
                m.reply(),
                operation -> m.target().tell(new Reserve(false, operation.replyTo(reserved -> {
                    switch (reserved) {
                        case Outcome.Done<Reservation> done -> linkReserved(operation, m, done.value());
                        case Outcome.Failed<Reservation> failed -> operation.refuse(failed.errno());
                    }
                }))));
    }

    private void linkReserved(DirectoryOperation operation, Link m, Reservation target) {
        operation.hold(target);
        operation.hear(call(() -> driver().link(target.node(), node(), m.name(), m.caller())), outcome -> {
            switch (outcome) {
                case Outcome.Done<Linked> done -> {
                    commitIfKnown(done.value().parent());
                    operation.settle(target, done.value().node().attributes());
                    operation.end();
                    Node linked = done.value().node();
                    volume().deliver(linked, new Grant(m.session(), linked, Grant.UNKNOWN, true, m.reply()));
                }
                case Outcome.Failed<Linked> failed -> operation.refuse(failed.errno());
            }
        });
    }

    private void onUnlink(Unlink m) {
        remove(m.name(), false, m.caller(), m.reply());
    }

    private void onRmdir(Rmdir m) {
        remove(m.name(), true, m.caller(), m.reply());
    }

    private void remove(Name name, boolean directory, Caller caller, Reply<Nothing> reply) {
        change(
                reply,
                operation -> operation.hear(call(() -> driver().lookup(node(), name)), outcome -> {
                    switch (outcome) {
                        case Outcome.Done<Node> done ->
                            removeFound(operation, name, directory, done.value(), caller, reply);
                        case Outcome.Failed<Node> failed -> operation.refuse(failed.errno());
                    }
                }));
    }

    private void removeFound(
            DirectoryOperation operation,
            Name name,
            boolean directory,
            Node child,
            Caller caller,
            Reply<Nothing> reply) {
        if (child.attributes().isDirectory() != directory) {
            operation.refuse(directory ? Errno.ENOTDIR : Errno.EISDIR);
            return;
        }
        volume().deliver(child, new Reserve(true, operation.replyTo(reserved -> {
            switch (reserved) {
                case Outcome.Done<Reservation> done ->
                    removeReserved(operation, name, directory, done.value(), caller, reply);
                case Outcome.Failed<Reservation> failed -> operation.refuse(failed.errno());
            }
        })));
    }

    private void removeReserved(
            DirectoryOperation operation,
            Name name,
            boolean directory,
            Reservation child,
            Caller caller,
            Reply<Nothing> reply) {
        operation.hold(child);
        Outcome<Removed> removed = call(() -> directory
                ? driver().rmdir(node(), name, child.node(), caller)
                : driver().unlink(node(), name, child.node(), caller));
        operation.hear(removed, outcome -> {
            switch (outcome) {
                case Outcome.Done<Removed> done -> {
                    commitIfKnown(done.value().parent());
                    operation.settle(child, done.value().child());
                    operation.end();
                    reply.succeed(Nothing.NOTHING);
                }
                case Outcome.Failed<Removed> failed -> operation.refuse(failed.errno());
            }
        });
    }

    private void onRename(Rename m) {
        change(m.reply(), operation -> {
            RenameSteps.Parent here = new RenameSteps.Parent(this::node, this::commitIfKnown);
            new RenameSteps(volume(), operation::replyTo, operation::hear, operation::refuse, () -> {
                        operation.end();
                        m.reply().succeed(Nothing.NOTHING);
                    })
                    .start(here, m.name(), here, m.newName(), m.noReplace(), m.exchange(), m.caller());
        });
    }

    private void onOpendir(Opendir m) {
        if (!m.reply().begin()) {
            return;
        }
        hear(call(() -> driver().opendir(node(), m.caller())), m.reply(), outcome -> {
            switch (outcome) {
                case Outcome.Done<OpenDirectory> done -> {
                    if (volume().isAttached(m.session())) {
                        m.reply().succeed(open(m.session(), done.value()));
                    } else {
                        done.value().release();
                        m.reply().fail(Errno.ENODEV);
                    }
                }
                case Outcome.Failed<OpenDirectory> failed -> m.reply().fail(failed.errno());
            }
        });
    }

    private long open(Session session, OpenDirectory directory) {
        ActorRef<DirectoryHandle.Command> handle = context()
                .spawnAnonymous(
                        DirectoryHandle.create(session, directory, context().getSelf(), node().key(), volume()));
        long name = session.openedDirectory(handle);
        handles.add(new OpenHandle(session, handle, name));
        handle.tell(new DirectoryHandle.Named(name));
        return name;
    }

    private void onWhereabouts(Whereabouts message) {
        hear(
                call(() -> driver().parent(node())),
                message.reply(),
                outcome -> message.reply()
                        .succeed(new Where(
                                node(),
                                outcome instanceof Outcome.Done<Node> done
                                        ? done.value().ino()
                                        : node().ino())));
    }

    private void onReleased(Released message) {
        handles.removeIf(open -> open.handle().equals(message.handle()));
    }

    private void change(Reply<?> reply, Consumer<DirectoryOperation> body) {
        gate().enter(new DirectoryOperation(reply, body));
    }

    /** A change of this directory, with the inodes it has reserved; whatever is still held at its end is given back. */
    private final class DirectoryOperation extends Operation {
        private final Consumer<DirectoryOperation> body;
        private final List<Reservation> held = new ArrayList<>(2);

        DirectoryOperation(Reply<?> reply, Consumer<DirectoryOperation> body) {
            super(Gate.Kind.EXCLUSIVE, 0, Long.MAX_VALUE, reply);
            this.body = body;
        }

        @Override
        void run() {
            body.accept(this);
        }

        void hold(Reservation reservation) {
            held.add(reservation);
        }

        void settle(Reservation reservation, org.actorfs.fs.@org.jspecify.annotations.Nullable Attributes after) {
            held.remove(reservation);
            reservation.settleWith(after);
        }

        @Override
        void end() {
            held.forEach(Reservation::settleUnknown);
            held.clear();
            super.end();
        }
    }
}
