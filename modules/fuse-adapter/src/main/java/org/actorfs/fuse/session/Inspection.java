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
    private final SessionEnd end;

    Inspection(Connection connection, SessionEnd end) {
        this.connection = connection;
        this.end = end;
    }

    /** The inode at a path from the root. The walk's references are given back before; the inode itself is never counted. */
    CompletionStage<Inspected<Description>> describe(List<Name> path) {
        return describe(path, connection, connection.nodes(), end);
    }

    /** As {@link KernelSession#describe}, for whoever holds references. */
    public static CompletionStage<Inspected<Description>> describe(
            List<Name> path, Session user, Nodes nodes, SessionEnd end) {
        return find(path, user, nodes).thenApply(outcome -> Inspected.of(outcome, end));
    }

    private static CompletionStage<Outcome.Ready<Description>> find(List<Name> path, Session user, Nodes nodes) {
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
    CompletionStage<Inspected<Trace>> trace(Optional<List<Name>> traced, TraceListener listener) {
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
                    case Outcome.Failed<Long>(Errno errno) -> Inspected.of(new Outcome.Failed<Trace>(errno), end);
                })
                .whenComplete((_, _) -> above.giveBack());
    }

    private Inspected<Trace> open(TraceListener listener, @Nullable Long nodeid, Runnable giveBack) {
        Tracers tracers = connection.tracers();
        Trace trace = new Trace(tracers, listener, nodeid, giveBack, tracers.now());
        Inspected<Trace> opened =
                switch (tracers.add(trace)) {
                    case OPEN -> new Inspected.Found<>(trace);
                    case TOO_MANY -> new Inspected.TooMany<>();
                    case ENDED -> new Inspected.Ended<>();
                };
        if (!(opened instanceof Inspected.Found)) {
            giveBack.run();
        }
        return opened;
    }
}
