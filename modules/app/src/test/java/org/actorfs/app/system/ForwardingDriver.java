package org.actorfs.app.system;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
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
import org.jspecify.annotations.Nullable;

/** Another driver, but for what {@link Trouble} makes of lookups by name and of reads and writes of files created by name. */
final class ForwardingDriver implements Driver {
    /** Comes between a caller and the driver's answer. */
    @FunctionalInterface
    interface Trouble {
        <T> Outcome<T> answer(String call, Name name, Supplier<Outcome<T>> driver);
    }

    private static final Name NO_NAME = Name.of("?");

    private final Driver inner;
    private final Trouble trouble;
    private final ConcurrentMap<InodeKey, Name> names = new ConcurrentHashMap<>();

    ForwardingDriver(Driver inner, Trouble trouble) {
        this.inner = inner;
        this.trouble = trouble;
    }

    private OpenFile troubled(OpenFile file, Node node) {
        return new ForwardingFile(file, trouble, names.getOrDefault(node.key(), NO_NAME));
    }

    private static @Nullable OpenFile unwrap(@Nullable OpenFile file) {
        return file instanceof ForwardingFile forwarding ? forwarding.inner() : file;
    }

    @Override
    public Traits traits() {
        return inner.traits();
    }

    @Override
    public Outcome<Node> root() {
        return inner.root();
    }

    @Override
    public Outcome<Node> lookup(Node parent, Name name) {
        return trouble.answer("lookup", name, () -> inner.lookup(parent, name));
    }

    @Override
    public Outcome<Node> parent(Node directory) {
        return inner.parent(directory);
    }

    @Override
    public Outcome<Node> resolve(long ino, long generation) {
        return inner.resolve(ino, generation);
    }

    @Override
    public Outcome<Attributes> getattr(Node node, @Nullable OpenFile open) {
        return inner.getattr(node, unwrap(open));
    }

    @Override
    public Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes, Caller caller) {
        return inner.setattr(node, unwrap(open), changes, caller);
    }

    @Override
    public Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name) {
        return inner.getxattr(node, open, name);
    }

    @Override
    public Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open) {
        return inner.listxattr(node, open);
    }

    @Override
    public Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update, Caller caller) {
        return inner.setxattr(node, open, update, caller);
    }

    @Override
    public Outcome<byte[]> readlink(Node node) {
        return inner.readlink(node);
    }

    @Override
    public Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return inner.mknod(parent, name, mode, rdev, umask, caller);
    }

    @Override
    public Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return inner.mkdir(parent, name, mode, umask, caller);
    }

    @Override
    public Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return inner.symlink(parent, name, target, caller);
    }

    @Override
    public Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        return inner.create(parent, name, mode, flags, umask, caller).map(created -> {
            names.put(created.child().key(), name);
            return new CreatedOpen(created.child(), troubled(created.file(), created.child()), created.parent());
        });
    }

    @Override
    public Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        return inner.tmpfile(directory, mode, flags, umask, caller);
    }

    @Override
    public Outcome<Linked> link(Node node, Node newParent, Name newName, Caller caller) {
        return inner.link(node, newParent, newName, caller);
    }

    @Override
    public Outcome<Removed> unlink(Node parent, Name name, Node child, Caller caller) {
        return inner.unlink(parent, name, child, caller);
    }

    @Override
    public Outcome<Removed> rmdir(Node parent, Name name, Node child, Caller caller) {
        return inner.rmdir(parent, name, child, caller);
    }

    @Override
    public Outcome<Renamed> rename(RenameCall call, Caller caller) {
        return inner.rename(call, caller);
    }

    @Override
    public Outcome<Opened> open(Node node, int flags, Caller caller) {
        Name name = names.getOrDefault(node.key(), NO_NAME);
        return trouble.answer("open", name, () -> inner.open(node, flags, caller))
                .map(opened -> new Opened(troubled(opened.file(), node), opened.after()));
    }

    @Override
    public Outcome<OpenDirectory> opendir(Node node, Caller caller) {
        return inner.opendir(node, caller);
    }

    @Override
    public Outcome<Nothing> access(Node node, int mask, Caller caller) {
        return inner.access(node, mask, caller);
    }

    @Override
    public Outcome<StatFs> statfs(Node node) {
        return inner.statfs(node);
    }

    @Override
    public Outcome<Nothing> sync() {
        return inner.sync();
    }

    @Override
    public void forget(Node node) {
        inner.forget(node);
    }

    @Override
    public Outcome<Nothing> close() {
        return trouble.answer("close", NO_NAME, inner::close);
    }
}
