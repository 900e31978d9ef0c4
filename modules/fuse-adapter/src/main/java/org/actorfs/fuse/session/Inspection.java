package org.actorfs.fuse.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.actor.Description;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.Inode;
import org.actorfs.fs.actor.Session;
import org.actorfs.fuse.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/** How a person looks into a session that serves: at one inode, or at requests as they come. */
public final class Inspection {
    private final Connection connection;

    Inspection(Connection connection) {
        this.connection = connection;
    }

    /** The inode at a path from the root. The walk's references are given back before; the inode itself is never counted. */
    CompletionStage<Outcome.Ready<Description>> describe(List<Name> path) {
        return describe(path, connection, connection.nodes());
    }

    /** As {@link KernelSession#describe}, for whoever holds references. */
    public static CompletionStage<Outcome.Ready<Description>> describe(List<Name> path, Session user, Nodes nodes) {
        if (path.isEmpty()) {
            return nodes.<Description>ask(Protocol.ROOT_ID, reply -> new Inode.Describe(user, reply))
                    .stage();
        }
        Walk walk = new Walk(user, nodes);
        return walk.to(Protocol.ROOT_ID, path.subList(0, path.size() - 1))
                .thenCompose(parent -> switch (parent) {
                    case Outcome.Done<Long>(Long nodeid) ->
                        nodes.<Description>ask(
                                        nodeid, reply -> new DirectoryInode.DescribeChild(user, path.getLast(), reply))
                                .stage();
                    case Outcome.Failed<Long>(Errno errno) ->
                        CompletableFuture.completedStage(new Outcome.Failed<Description>(errno));
                })
                .whenComplete((_, _) -> walk.giveBack());
    }

    /** Traces the inode at a path from the root, with a reference to it; all of them without a path. */
    CompletionStage<Outcome.Ready<Trace>> trace(Optional<List<Name>> traced, TraceListener listener) {
        if (traced.isEmpty()) {
            return CompletableFuture.completedStage(open(listener, null, () -> {}));
        }
        List<Name> path = traced.get();
        Walk above = new Walk(connection);
        Walk last = new Walk(connection);
        List<Name> names = path.isEmpty() ? path : path.subList(0, path.size() - 1);
        return above.to(Protocol.ROOT_ID, names)
                .thenCompose(parent -> switch (parent) {
                    case Outcome.Done<Long>(Long nodeid) -> last.to(nodeid, path.subList(names.size(), path.size()));
                    case Outcome.Failed<Long> failed -> CompletableFuture.completedStage(failed);
                })
                .thenApply(found -> switch (found) {
                    case Outcome.Done<Long>(Long nodeid) -> open(listener, nodeid, last::giveBack);
                    case Outcome.Failed<Long>(Errno errno) -> new Outcome.Failed<Trace>(errno);
                })
                .whenComplete((_, _) -> above.giveBack());
    }

    private Outcome.Ready<Trace> open(TraceListener listener, @Nullable Long nodeid, Runnable giveBack) {
        Tracers tracers = connection.tracers();
        Trace trace = new Trace(tracers, listener, nodeid, giveBack, tracers.now());
        return switch (tracers.add(trace)) {
            case OPEN -> new Outcome.Done<>(trace);
            case TOO_MANY -> refused(giveBack, Errno.EMFILE);
            case ENDED -> refused(giveBack, Errno.ENODEV);
        };
    }

    private static Outcome.Ready<Trace> refused(Runnable giveBack, Errno errno) {
        giveBack.run();
        return new Outcome.Failed<>(errno);
    }
}
