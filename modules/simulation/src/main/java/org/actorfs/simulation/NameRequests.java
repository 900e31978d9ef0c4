package org.actorfs.simulation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.actor.CreatedEntry;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.RenameCoordinator;
import org.actorfs.fs.actor.Volume;
import org.actorfs.simulation.check.FileModel;
import org.actorfs.simulation.check.NameStep;
import org.actorfs.simulation.check.NameStep.Kind;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The requests about names in directories. Stateless but for where they go; one for a run. */
final class NameRequests {
    /** Few, so that they collide. */
    private static final List<Name> NAMES = List.of(Name.of("a"), Name.of("b"), Name.of("c"), Name.of("d"));

    private final Journal journal;
    private final ActorRef<Volume.Command> volume;

    NameRequests(Journal journal, ActorRef<Volume.Command> volume) {
        this.journal = journal;
        this.volume = volume;
    }

    /** All names that a simulation uses. */
    static List<Name> all() {
        return NAMES;
    }

    static Name name(int number) {
        return NAMES.get(number % NAMES.size());
    }

    void lookup(SimulatedKernel kernel, KnownInode directory, Name name) {
        entry(
                kernel,
                directory,
                "lookup " + name,
                reply -> new DirectoryInode.Lookup(kernel, name, reply),
                found -> new NameStep.Lookup(directory.ino(), name, found));
    }

    void lookupParent(SimulatedKernel kernel, KnownInode directory) {
        entry(
                kernel,
                directory,
                "lookup ..",
                reply -> new DirectoryInode.LookupParent(kernel, reply),
                found -> new NameStep.Parent(directory.ino(), found));
    }

    void mknod(SimulatedKernel kernel, KnownInode directory, Name name, boolean regular) {
        int mode = (regular ? Mode.REGULAR : Mode.FIFO) | 0644;
        Kind kind = regular ? Kind.FILE : Kind.SPECIAL;
        entry(
                kernel,
                directory,
                "mknod " + name + " " + kind,
                reply -> new DirectoryInode.Mknod(kernel, name, mode, 0, 022, Caller.ROOT, reply),
                made -> new NameStep.Make(directory.ino(), name, kind, true, made));
    }

    void mkdir(SimulatedKernel kernel, KnownInode directory, Name name) {
        entry(
                kernel,
                directory,
                "mkdir " + name,
                reply -> new DirectoryInode.Mkdir(kernel, name, 0755, 022, Caller.ROOT, reply),
                made -> new NameStep.Make(directory.ino(), name, Kind.DIRECTORY, true, made));
    }

    void symlink(SimulatedKernel kernel, KnownInode directory, Name name) {
        byte[] target = "target".getBytes(StandardCharsets.UTF_8);
        entry(
                kernel,
                directory,
                "symlink " + name,
                reply -> new DirectoryInode.Symlink(kernel, name, target, Caller.ROOT, reply),
                made -> new NameStep.Make(directory.ino(), name, Kind.SYMLINK, true, made));
    }

    void link(SimulatedKernel kernel, KnownInode directory, Name name, KnownInode target) {
        String what = "in " + directory + ": link " + name + " to " + target;
        Call call = begin(kernel, what, directory, target);
        NameStep step = new NameStep.Link(directory.ino(), name, target.ino(), target.kind() == Kind.DIRECTORY);
        Reply<Entry> reply = journal.reply(
                call,
                entry -> {
                    journal.names(call, step);
                    learn(call, entry);
                },
                errno -> refused(call, step, errno));
        kernel.tell(directory, new DirectoryInode.Link(kernel, name, kernel.route(target), Caller.ROOT, reply));
    }

    void create(SimulatedKernel kernel, KnownInode directory, Name name, int flags) {
        boolean exclusive = OpenFlags.has(flags, OpenFlags.EXCLUSIVE);
        String what = "in " + directory + ": create " + name + " with flags 0" + Integer.toOctalString(flags);
        Call call = begin(kernel, what, directory);
        LongFunction<NameStep> step = made -> new NameStep.Make(directory.ino(), name, Kind.FILE, exclusive, made);
        Reply<CreatedEntry> reply = journal.reply(call, created -> created(call, created, flags, step), errno -> {
            refused(call, step.apply(0), errno);
            if (!kernel.isAttached() && OpenFlags.has(flags, OpenFlags.TRUNCATE)) {
                journal.hearsay().maybeTruncated(call.invoked());
            }
        });
        kernel.tell(directory, new DirectoryInode.Create(kernel, name, 0644, flags, 022, Caller.ROOT, reply));
    }

    private void created(Call call, CreatedEntry created, int flags, LongFunction<NameStep> step) {
        long ino = created.entry().node().ino();
        journal.names(call, step.apply(ino));
        if (OpenFlags.has(flags, OpenFlags.TRUNCATE)) {
            journal.file(call, ino, new FileModel.Resize(0));
        }
        KnownInode inode = learn(call, created.entry());
        if (inode == null) {
            call.kernel().refuseFile(created.handle());
        } else {
            call.kernel().openedFile(created.handle(), inode, flags);
        }
    }

    void remove(SimulatedKernel kernel, KnownInode directory, Name name, boolean asDirectory) {
        NameStep step = new NameStep.Remove(directory.ino(), name, asDirectory);
        change(
                kernel,
                directory,
                (asDirectory ? "rmdir " : "unlink ") + name,
                reply -> asDirectory
                        ? new DirectoryInode.Rmdir(name, Caller.ROOT, reply)
                        : new DirectoryInode.Unlink(name, Caller.ROOT, reply),
                step);
    }

    void renameWithin(
            SimulatedKernel kernel, KnownInode in, Name name, Name newName, boolean noReplace, boolean exchange) {
        change(
                kernel,
                in,
                "rename " + name + " to " + newName + flags(noReplace, exchange),
                reply -> new DirectoryInode.Rename(name, newName, noReplace, exchange, Caller.ROOT, reply),
                new NameStep.Rename(in.ino(), name, in.ino(), newName, noReplace, exchange));
    }

    void renameAcross(
            SimulatedKernel kernel,
            KnownInode from,
            Name name,
            KnownInode to,
            Name newName,
            boolean noReplace,
            boolean exchange) {
        String what = "in " + from + ": rename " + name + " to " + newName + " in " + to + flags(noReplace, exchange);
        Call call = begin(kernel, what, from, to);
        NameStep step = new NameStep.Rename(from.ino(), name, to.ino(), newName, noReplace, exchange);
        volume.tell(new Volume.Rename(new RenameCoordinator.Rename(
                kernel.route(from),
                name,
                kernel.route(to),
                newName,
                noReplace,
                exchange,
                Caller.ROOT,
                journal.reply(call, _ -> journal.names(call, step), errno -> refused(call, step, errno)))));
    }

    private static String flags(boolean noReplace, boolean exchange) {
        return exchange ? ", exchange" : noReplace ? ", noreplace" : "";
    }

    private void change(
            SimulatedKernel kernel,
            KnownInode directory,
            String what,
            Function<Reply<Nothing>, InodeCommand> message,
            NameStep step) {
        Call call = begin(kernel, "in " + directory + ": " + what, directory);
        kernel.tell(
                directory,
                message.apply(
                        journal.reply(call, _ -> journal.names(call, step), errno -> refused(call, step, errno))));
    }

    private void entry(
            SimulatedKernel kernel,
            KnownInode directory,
            String what,
            Function<Reply<Entry>, InodeCommand> message,
            LongFunction<NameStep> step) {
        Call call = begin(kernel, "in " + directory + ": " + what, directory);
        Reply<Entry> reply = journal.reply(
                call,
                entry -> {
                    journal.names(call, step.apply(entry.node().ino()));
                    learn(call, entry);
                },
                errno -> refused(call, step.apply(0), errno));
        kernel.tell(directory, message.apply(reply));
    }

    Call begin(SimulatedKernel kernel, String what, KnownInode... pinned) {
        List<KnownInode> inodes = List.of(pinned);
        inodes.forEach(KnownInode::pin);
        return journal.begin(kernel, what, () -> inodes.forEach(KnownInode::unpin));
    }

    /** The kernel has the entry, and its attributes say how large the file is. */
    @Nullable
    KnownInode learn(Call call, Entry entry) {
        if (entry.node().attributes().isRegular()) {
            journal.file(
                    call,
                    entry.node().ino(),
                    new FileModel.Size(entry.node().attributes().size()));
        }
        return call.kernel().learn(entry);
    }

    /** An error: it must be one that the names explain, unless it says nothing about them. */
    void refused(Call call, NameStep step, Errno errno) {
        switch (errno) {
            case EIO, EINTR, ENOSPC -> {}
            case ESTALE, EBADF, ENODEV -> {
                if (errno == Errno.ESTALE && (step instanceof NameStep.Lookup || step instanceof NameStep.Parent)) {
                    return; // found, and overtaken by its removal: a kernel looks it up again
                }
                if (call.kernel().isAttached()) {
                    journal.names(call, new NameStep.Refused(step, errno));
                } else if (step instanceof NameStep.Link) {
                    journal.maybe(call, step);
                } else if (step instanceof NameStep.Make make) {
                    journal.hearsay().maybeMade(make);
                }
            }
            default -> journal.names(call, new NameStep.Refused(step, errno));
        }
    }
}
