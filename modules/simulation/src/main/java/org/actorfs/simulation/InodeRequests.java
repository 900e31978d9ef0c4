package org.actorfs.simulation;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.FileInode;
import org.actorfs.fs.actor.Inode;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.SymlinkInode;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.driver.Node;
import org.actorfs.simulation.check.FileModel;
import org.actorfs.simulation.check.NameStep;
import org.apache.pekko.actor.typed.ActorRef;

/** The requests about one inode as a whole, and those about the volume. Stateless but for where they go; one for a run. */
final class InodeRequests {
    /** Of every kind of inode; {@code user} is for files and directories only. */
    private static final Name XATTR = Name.of("trusted.simulated");

    private final Journal journal;
    private final NameRequests names;
    private final ActorRef<Volume.Command> volume;

    InodeRequests(Journal journal, NameRequests names, ActorRef<Volume.Command> volume) {
        this.journal = journal;
        this.names = names;
        this.volume = volume;
    }

    void lookupSelf(SimulatedKernel kernel, KnownInode inode) {
        Call call = names.begin(kernel, "lookup . in " + inode, inode);
        Reply<Entry> reply =
                journal.reply(call, entry -> names.learn(call, entry), errno -> journal.expectFault(call, errno));
        kernel.tell(inode, new Inode.LookupSelf(kernel, reply));
    }

    void getattr(SimulatedKernel kernel, KnownInode inode) {
        Call call = names.begin(kernel, "getattr " + inode, inode);
        kernel.tell(
                inode,
                new Inode.Getattr(
                        journal.reply(call, node -> sizeOf(call, node), errno -> journal.expectFault(call, errno))));
    }

    void truncate(SimulatedKernel kernel, KnownInode file, long sizeBytes) {
        Call call = names.begin(kernel, "truncate " + file + " to " + sizeBytes, file);
        Reply<Node> reply = journal.reply(
                call,
                node -> {
                    journal.file(call, file.ino(), new FileModel.Resize(sizeBytes));
                    sizeOf(call, node);
                },
                errno -> {
                    if (errno != Errno.ENOSPC) {
                        journal.expectFault(call, errno);
                    }
                });
        kernel.tell(file, new Inode.Setattr(AttributeChanges.ofSize(sizeBytes), Caller.ROOT, reply));
    }

    void chmod(SimulatedKernel kernel, KnownInode inode, int mode) {
        Call call = names.begin(kernel, "chmod " + inode + " to 0" + Integer.toOctalString(mode), inode);
        Reply<Node> reply = journal.reply(
                call,
                node -> {
                    sizeOf(call, node);
                    if (node.ino() != inode.ino()) {
                        journal.fail("answer", call + " was answered with inode " + node.ino());
                    }
                },
                errno -> journal.expectFault(call, errno));
        kernel.tell(inode, new Inode.Setattr(AttributeChanges.ofMode(mode), Caller.ROOT, reply));
    }

    private void sizeOf(Call call, Node node) {
        if (node.attributes().isRegular()) {
            journal.file(call, node.ino(), new FileModel.Size(node.attributes().size()));
        }
    }

    void access(SimulatedKernel kernel, KnownInode inode) {
        Function<Reply<Nothing>, InodeCommand> access = reply -> new Inode.Access(4, Caller.ROOT, reply);
        refusing(kernel, inode, "access " + inode, Errno.ENOSYS, access);
    }

    void readlink(SimulatedKernel kernel, KnownInode symlink) {
        Call call = names.begin(kernel, "readlink " + symlink, symlink);
        Reply<byte[]> reply = journal.reply(
                call,
                target -> {
                    if (!new String(target, StandardCharsets.UTF_8).equals("target")) {
                        journal.fail("answer", call + " was answered with another target");
                    }
                },
                errno -> journal.expectFault(call, errno));
        kernel.tell(symlink, new SymlinkInode.Readlink(reply));
    }

    void getxattr(SimulatedKernel kernel, KnownInode inode) {
        Call call = names.begin(kernel, "getxattr " + inode, inode);
        Reply<byte[]> reply = journal.reply(call, _ -> {}, errno -> expectFaultOr(Errno.ENODATA, call, errno));
        kernel.tell(inode, new Inode.Getxattr(XATTR, reply));
    }

    /** Nobody but the order of calls is affected: what conflicts with it, {@link ContractWatch} sees. */
    void setxattr(SimulatedKernel kernel, KnownInode inode, boolean removes) {
        Call call = names.begin(kernel, (removes ? "removexattr " : "setxattr ") + inode, inode);
        XattrUpdate update = removes
                ? XattrUpdate.remove(XATTR)
                : new XattrUpdate(XATTR, new byte[1], XattrUpdate.Condition.ANY, false);
        Reply<Nothing> reply = journal.reply(call, _ -> {}, errno -> expectFaultOr(Errno.ENODATA, call, errno));
        kernel.tell(inode, new Inode.Setxattr(update, Caller.ROOT, reply));
    }

    private void expectFaultOr(Errno allowed, Call call, Errno errno) {
        if (errno != allowed) {
            journal.expectFault(call, errno);
        }
    }

    /** A request that this kind of inode does not know. */
    void misdirected(SimulatedKernel kernel, KnownInode inode, int which) {
        switch (inode.kind()) {
            case DIRECTORY -> {
                Function<Reply<Long>, InodeCommand> open =
                        reply -> new FileInode.Open(kernel, OpenFlags.READ_ONLY, Caller.ROOT, reply);
                Function<Reply<byte[]>, InodeCommand> readlink = SymlinkInode.Readlink::new;
                if (which % 2 == 0) {
                    refusing(kernel, inode, "open " + inode, Errno.EISDIR, open);
                } else {
                    refusing(kernel, inode, "readlink " + inode, Errno.EINVAL, readlink);
                }
            }
            case FILE, SYMLINK, SPECIAL -> {
                Function<Reply<Entry>, InodeCommand> lookup =
                        reply -> new DirectoryInode.Lookup(kernel, Name.of("a"), reply);
                refusing(kernel, inode, "lookup a in " + inode, Errno.ENOTDIR, lookup);
            }
        }
    }

    private <T> void refusing(
            SimulatedKernel kernel,
            KnownInode inode,
            String what,
            Errno expected,
            Function<Reply<T>, InodeCommand> message) {
        Call call = names.begin(kernel, what, inode);
        Reply<T> reply = journal.reply(call, _ -> journal.fail("answer", call + " was granted"), errno -> {
            if (errno != expected) {
                journal.expectFault(call, errno);
            }
        });
        kernel.tell(inode, message.apply(reply));
    }

    void resolve(SimulatedKernel kernel, long ino) {
        Call call = journal.begin(kernel, "resolve " + ino);
        NameStep step = new NameStep.Resolve(ino);
        Reply<Entry> reply = journal.reply(
                call,
                entry -> {
                    journal.names(call, step);
                    names.learn(call, entry);
                },
                errno -> names.refused(call, step, errno));
        volume.tell(new Volume.Resolve(kernel, ino, 0, reply));
    }

    void statfs(SimulatedKernel kernel, KnownInode inode) {
        Call call = names.begin(kernel, "statfs " + inode, inode);
        Reply<StatFs> reply = journal.reply(call, _ -> {}, errno -> journal.expectFault(call, errno));
        kernel.tell(inode, new Inode.Statfs(reply));
    }

    void attach(SimulatedKernel kernel) {
        Call call = journal.begin(kernel, "attach");
        Reply<Entry> reply =
                journal.reply(call, entry -> names.learn(call, entry), errno -> journal.expectFault(call, errno));
        call.keep();
        volume.tell(new Volume.Attach(kernel, reply));
    }

    void detach(SimulatedKernel kernel) {
        Call call = journal.begin(kernel, "detach");
        kernel.detached();
        Reply<Nothing> reply = journal.reply(call, _ -> {}, errno -> journal.expectFault(call, errno));
        call.keep();
        volume.tell(new Volume.Detach(kernel, reply));
    }
}
