package org.actorfs.fuse.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fuse.protocol.Protocol;

/**
 * Makes the kernel forget what it believes of something that was changed elsewhere. Of one file that is its name, its attributes and its pages,
 * and its directory's attributes and listing. What is below a directory only the kernel knows, so there it is everything. The actors believe
 * nothing of a volume that others may change.
 *
 * <p>The path is walked by lookups like the kernel's; each reference is given back when the kernel has been told.
 */
final class Invalidation {
    private final Connection connection;
    private final Notifier notifier;
    private final Walk walk;

    Invalidation(Connection connection, Notifier notifier) {
        this.connection = connection;
        this.notifier = notifier;
        this.walk = new Walk(connection);
    }

    /** From the root, which is the empty path. Completes when the kernel has been told. */
    CompletionStage<Void> of(List<Name> path) {
        if (path.isEmpty()) {
            return everything();
        }
        CompletionStage<Void> told = walk.to(Protocol.ROOT_ID, path.subList(0, path.size() - 1))
                .thenCompose(parent -> parent instanceof Outcome.Done<Long>(Long nodeid)
                        ? entry(nodeid, path.getLast())
                        : everything()); // the directory is not there any more, either
        return told.whenComplete((_, _) -> walk.giveBack());
    }

    private CompletionStage<Void> everything() {
        return notifier.invalidateAll(connection.nodes()::all);
    }

    private CompletionStage<Void> entry(long parent, Name name) {
        return walk.lookup(parent, name).thenCompose(found -> switch (found) {
            case Outcome.Done<Entry>(Entry entry) ->
                entry.node().attributes().isDirectory()
                        ? everything()
                        : notifier.invalidate(parent, name, Optional.of(entry.name()));
            case Outcome.Failed<Entry> _ -> notifier.invalidate(parent, name, Optional.empty());
        });
    }
}
