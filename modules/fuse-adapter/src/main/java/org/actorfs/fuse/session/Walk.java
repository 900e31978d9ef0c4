package org.actorfs.fuse.session;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.Inode;
import org.actorfs.fs.actor.Session;

/** A walk from directory to directory by lookups like the kernel's, for the kernel's session. Whoever walks gives the references back. */
public final class Walk {
    private final Session session;
    private final Nodes nodes;
    private final Deque<Entry> counted = new ConcurrentLinkedDeque<>();

    public Walk(Session session, Nodes nodes) {
        this.session = session;
        this.nodes = nodes;
    }

    Walk(Connection connection) {
        this(connection, connection.nodes());
    }

    /** The node id of what is there, below a directory; links are not followed. */
    public CompletionStage<Outcome.Ready<Long>> to(long directory, List<Name> names) {
        if (names.isEmpty()) {
            return CompletableFuture.completedStage(new Outcome.Done<>(directory));
        }
        return lookup(directory, names.getFirst()).thenCompose(found -> switch (found) {
            case Outcome.Done<Entry>(Entry entry) -> to(entry.name(), names.subList(1, names.size()));
            case Outcome.Failed<Entry>(Errno errno) ->
                CompletableFuture.completedStage(new Outcome.Failed<Long>(errno));
        });
    }

    CompletionStage<Outcome.Ready<Entry>> lookup(long directory, Name name) {
        return count(nodes.<Entry>ask(directory, reply -> new DirectoryInode.Lookup(session, name, reply))
                .stage());
    }

    /** One more reference to an inode that is counted. */
    public CompletionStage<Outcome.Ready<Long>> again(long nodeid) {
        return count(nodes.<Entry>ask(nodeid, reply -> new Inode.LookupSelf(session, reply))
                        .stage())
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Done<Entry>(Entry entry) -> new Outcome.Done<>(entry.name());
                    case Outcome.Failed<Entry>(Errno errno) -> new Outcome.Failed<>(errno);
                });
    }

    /** What something else was granted is given back with the rest. */
    public CompletionStage<Outcome.Ready<Entry>> count(CompletionStage<Outcome.Ready<Entry>> granted) {
        return granted.whenComplete((outcome, _) -> {
            if (outcome instanceof Outcome.Done<Entry>(Entry entry)) {
                counted.add(entry);
            }
        });
    }

    /** Somebody else keeps the last reference from now on. */
    public void keepLast() {
        counted.removeLast();
    }

    /** Gives back all references that were counted. */
    public void giveBack() {
        for (Entry entry = counted.poll(); entry != null; entry = counted.poll()) {
            nodes.forget(session, entry.name(), 1);
        }
    }
}
