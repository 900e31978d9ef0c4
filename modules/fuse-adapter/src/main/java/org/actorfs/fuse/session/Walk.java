package org.actorfs.fuse.session;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.Route;

/** A walk from directory to directory by lookups like the kernel's, for the kernel's session. Whoever walks gives the references back. */
final class Walk {
    private final Connection connection;
    private final Queue<Entry> counted = new ConcurrentLinkedQueue<>();

    Walk(Connection connection) {
        this.connection = connection;
    }

    /** The node id of what is there, below a directory; links are not followed. */
    CompletionStage<Outcome.Ready<Long>> to(long directory, List<Name> names) {
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
        CompletionStage<Outcome.Ready<Entry>> found =
                ask(directory, reply -> new DirectoryInode.Lookup(connection, name, reply));
        return found.whenComplete((outcome, _) -> {
            if (outcome instanceof Outcome.Done<Entry>(Entry entry)) {
                counted.add(entry);
            }
        });
    }

    /** What an inode answers; ESTALE if its node id is not known. */
    <T> CompletionStage<Outcome.Ready<T>> ask(long nodeid, Question<T> question) {
        Route route = connection.nodes().route(nodeid);
        if (route == null) {
            return CompletableFuture.completedStage(new Outcome.Failed<>(Errno.ESTALE));
        }
        ReplyFuture<T> reply = new ReplyFuture<>();
        route.tell(question.with(reply));
        return reply.stage();
    }

    /** A message that wants an answer. */
    interface Question<T> {
        InodeCommand with(Reply<T> reply);
    }

    /** Gives back all references that the lookups counted. */
    void giveBack() {
        for (Entry entry = counted.poll(); entry != null; entry = counted.poll()) {
            connection.forget(entry.name(), 1);
        }
    }
}
