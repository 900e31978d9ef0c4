package org.actorfs.fuse.jnr;

import java.util.function.Function;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.DirectoryHandle;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.Route;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fuse.session.Handles;
import org.actorfs.fuse.session.Nodes;
import org.actorfs.fuse.session.Walk;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The inodes that callbacks hold references to and the handles that are open, by number; and how to ask them. Lives as long as its session. */
final class References implements Session {
    private final Nodes nodes;
    private final Handles handles = new Handles();

    References(boolean persistentInos) {
        this.nodes = new Nodes(persistentInos);
    }

    /** Sends an inode a message; ESTALE if it is not counted. */
    <T> ReplyFuture<T> ask(long inode, Function<Reply<T>, InodeCommand> message) {
        return nodes.ask(inode, message);
    }

    /** Sends the handle of a file a message; EBADF if it is not open. */
    <T> ReplyFuture<T> askFile(long handle, Function<Reply<T>, FileHandle.Command> message) {
        return askHandle(handles.file(handle), message);
    }

    /** Sends the handle of a directory a message; EBADF if it is not open. */
    <T> ReplyFuture<T> askDirectory(long handle, Function<Reply<T>, DirectoryHandle.Command> message) {
        return askHandle(handles.directory(handle), message);
    }

    private static <M, T> ReplyFuture<T> askHandle(@Nullable ActorRef<M> handle, Function<Reply<T>, M> message) {
        ReplyFuture<T> reply = new ReplyFuture<>();
        if (handle == null) {
            reply.fail(Errno.EBADF);
        } else {
            handle.tell(message.apply(reply));
        }
        return reply;
    }

    /** Where a counted inode is told something. */
    @Nullable
    Route route(long inode) {
        return nodes.route(inode);
    }

    Nodes nodes() {
        return nodes;
    }

    /** From the root, which the session holds a reference to. */
    Walk walk() {
        return new Walk(this, nodes);
    }

    /** Gives one reference back. */
    void forget(long inode) {
        nodes.forget(this, inode, 1);
    }

    void releaseFile(long handle) {
        handles.releaseFile(handle);
    }

    void releaseDirectory(long handle) {
        handles.releaseDirectory(handle);
    }

    @Override
    public long counted(Node node, ActorRef<InodeCommand> inode) {
        return nodes.add(node, inode);
    }

    @Override
    public void asleep(long name, Route.Asleep route) {
        nodes.put(name, route);
    }

    @Override
    public void awake(long name, ActorRef<InodeCommand> inode) {
        nodes.put(name, new Route.Awake(inode));
    }

    @Override
    public void uncounted(long name) {
        nodes.remove(name);
    }

    @Override
    public long openedFile(ActorRef<FileHandle.Command> handle, OpenFile file) {
        return handles.addFile(handle, false);
    }

    @Override
    public long openedDirectory(ActorRef<DirectoryHandle.Command> handle) {
        return handles.addDirectory(handle);
    }

    @Override
    public void released(long handle) {
        handles.remove(handle);
    }
}
