package org.actorfs.simulation;

import java.util.List;
import java.util.function.Supplier;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.fs.driver.Traits;
import org.actorfs.simulation.ContractWatch.Claim;
import org.jspecify.annotations.Nullable;

/** A driver whose answers come as {@link Flakiness} has it, and that {@link ContractWatch} looks at. Owned by the volume of one run. */
final class FlakyDriver implements Driver {
    private final Driver inner;
    private final Flakiness flakiness;
    private final Witness witness;
    private final int keyShift;

    /** Sees what the driver under this one does when it does it, which may be long before anybody is told. */
    interface Witness {
        void made(long directory, Name name, Node child);

        void truncated(long ino);
    }

    /** @param keyShift spreads inode keys so far apart that with 6 all inodes of a volume meet in one shard, and sleep and wake often */
    FlakyDriver(Driver inner, Flakiness flakiness, Witness witness, int keyShift) {
        this.inner = inner;
        this.flakiness = flakiness;
        this.witness = witness;
        this.keyShift = keyShift;
    }

    Node keyed(Node node) {
        InodeKey key = new InodeKey(0, node.ino() << keyShift);
        return new Node(key, node.ino(), node.generation(), node.attributes(), node.locator());
    }

    private <T> Outcome<T> answer(String call, Claim claim, Supplier<Outcome<T>> work) {
        return flakiness.answer(call, claim, work);
    }

    private static String on(String call, Node node, Name name) {
        return call + "(" + node.ino() + ", " + name + ")";
    }

    @Override
    public Traits traits() {
        return inner.traits();
    }

    @Override
    public Outcome<Node> root() {
        return answer("root", Claim.any(), () -> inner.root().map(this::keyed));
    }

    @Override
    public Outcome<Node> lookup(Node parent, Name name) {
        return answer(
                on("lookup", parent, name),
                Claim.any(parent),
                () -> inner.lookup(parent, name).map(this::keyed));
    }

    @Override
    public Outcome<Node> parent(Node directory) {
        return answer(
                "parent(" + directory.ino() + ")",
                Claim.overtaken(directory),
                () -> inner.parent(directory).map(this::keyed));
    }

    @Override
    public Outcome<Node> resolve(long ino, long generation) {
        return answer(
                "resolve(" + ino + ")",
                Claim.any(),
                () -> inner.resolve(ino, generation).map(this::keyed));
    }

    @Override
    public Outcome<Attributes> getattr(Node node, @Nullable OpenFile open) {
        return answer(
                "getattr(" + node.ino() + ")",
                Claim.overtaken(node).through(open),
                () -> inner.getattr(node, FlakyFile.unwrap(open)));
    }

    @Override
    public Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes, Caller caller) {
        return answer(
                "setattr(" + node.ino() + ")",
                Claim.exclusive(node).through(open),
                () -> inner.setattr(node, FlakyFile.unwrap(open), changes, caller));
    }

    @Override
    public Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name) {
        return answer(
                on("getxattr", node, name),
                Claim.any(node).through(open),
                () -> inner.getxattr(node, FlakyFile.unwrap(open), name));
    }

    @Override
    public Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open) {
        return answer(
                "listxattr(" + node.ino() + ")",
                Claim.any(node).through(open),
                () -> inner.listxattr(node, FlakyFile.unwrap(open)));
    }

    @Override
    public Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update, Caller caller) {
        return answer(
                on("setxattr", node, update.name()),
                Claim.exclusive(node).through(open),
                () -> inner.setxattr(node, FlakyFile.unwrap(open), update, caller));
    }

    @Override
    public Outcome<byte[]> readlink(Node node) {
        return answer("readlink(" + node.ino() + ")", Claim.any(node), () -> inner.readlink(node));
    }

    @Override
    public Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return answer(
                on("mknod", parent, name),
                Claim.exclusive(parent),
                () -> inner.mknod(parent, name, mode, rdev, umask, caller).map(made -> created(parent, name, made)));
    }

    @Override
    public Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return answer(
                on("mkdir", parent, name),
                Claim.exclusive(parent),
                () -> inner.mkdir(parent, name, mode, umask, caller).map(made -> created(parent, name, made)));
    }

    @Override
    public Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return answer(
                on("symlink", parent, name),
                Claim.exclusive(parent),
                () -> inner.symlink(parent, name, target, caller).map(made -> created(parent, name, made)));
    }

    private Created created(Node parent, Name name, Created made) {
        witness.made(parent.ino(), name, made.child());
        return new Created(keyed(made.child()), made.parent());
    }

    @Override
    public Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        return answer(
                on("create", parent, name),
                Claim.exclusive(parent),
                () -> inner.create(parent, name, mode, flags, umask, caller)
                        .map(made -> createdOpen(parent, name, made)));
    }

    private CreatedOpen createdOpen(Node parent, Name name, CreatedOpen made) {
        witness.made(parent.ino(), name, made.child());
        return opened(made);
    }

    private CreatedOpen opened(CreatedOpen made) {
        return new CreatedOpen(keyed(made.child()), open(made.file()), made.parent());
    }

    @Override
    public Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        return answer(
                "tmpfile(" + directory.ino() + ")",
                Claim.any(directory),
                () -> inner.tmpfile(directory, mode, flags, umask, caller).map(this::opened));
    }

    @Override
    public Outcome<Linked> link(Node node, Node newParent, Name newName, Caller caller) {
        return answer(
                on("link of " + node.ino() + " at ", newParent, newName),
                Claim.exclusive(node, newParent),
                () -> inner.link(node, newParent, newName, caller)
                        .map(linked -> new Linked(keyed(linked.node()), linked.parent())));
    }

    @Override
    public Outcome<Removed> unlink(Node parent, Name name, Node child, Caller caller) {
        return answer(
                on("unlink", parent, name),
                Claim.exclusive(parent, child),
                () -> inner.unlink(parent, name, child, caller));
    }

    @Override
    public Outcome<Removed> rmdir(Node parent, Name name, Node child, Caller caller) {
        return answer(
                on("rmdir", parent, name),
                Claim.exclusive(parent, child),
                () -> inner.rmdir(parent, name, child, caller));
    }

    @Override
    public Outcome<Renamed> rename(RenameCall call, Caller caller) {
        String text = on("rename", call.sourceParent(), call.sourceName())
                + on(" to ", call.targetParent(), call.targetName());
        return answer(text, claim(call), () -> inner.rename(call, caller));
    }

    private static Claim claim(RenameCall call) {
        Node replaced = call.replaced();
        return replaced == null
                ? Claim.exclusive(call.sourceParent(), call.targetParent(), call.moved())
                : Claim.exclusive(call.sourceParent(), call.targetParent(), call.moved(), replaced);
    }

    @Override
    public Outcome<Opened> open(Node node, int flags, Caller caller) {
        Claim claim = OpenFlags.has(flags, OpenFlags.TRUNCATE) ? Claim.exclusive(node) : Claim.any(node);
        return answer(
                "open(" + node.ino() + ")",
                claim,
                () -> inner.open(node, flags, caller).map(opened -> opened(node, flags, opened)));
    }

    private Opened opened(Node node, int flags, Opened opened) {
        if (OpenFlags.has(flags, OpenFlags.TRUNCATE)) {
            witness.truncated(node.ino());
        }
        return new Opened(open(opened.file()), opened.after());
    }

    private OpenFile open(OpenFile file) {
        return new FlakyFile(file, flakiness);
    }

    @Override
    public Outcome<OpenDirectory> opendir(Node node, Caller caller) {
        return answer(
                "opendir(" + node.ino() + ")",
                Claim.any(node),
                () -> inner.opendir(node, caller).map(opened -> new FlakyDirectory(opened, flakiness, this)));
    }

    @Override
    public Outcome<Nothing> access(Node node, int mask, Caller caller) {
        return answer("access(" + node.ino() + ")", Claim.any(node), () -> inner.access(node, mask, caller));
    }

    @Override
    public Outcome<StatFs> statfs(Node node) {
        return answer("statfs", Claim.any(), () -> inner.statfs(node));
    }

    @Override
    public Outcome<Nothing> sync() {
        return answer("sync", Claim.any(), inner::sync);
    }

    @Override
    public void forget(Node node) {
        flakiness.watch().forgotten(node);
        inner.forget(node);
    }

    @Override
    public Outcome<Nothing> close() {
        flakiness.watch().closed();
        return inner.close();
    }
}
