package org.actorfs.fuse.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.Route;
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
    private final List<Entry> counted = new ArrayList<>();

    Invalidation(Connection connection, Notifier notifier) {
        this.connection = connection;
        this.notifier = notifier;
    }

    /** From the root, which is the empty path. Completes when the kernel has been told. */
    CompletionStage<Void> of(List<Name> path) {
        if (path.isEmpty()) {
            return everything();
        }
        CompletionStage<Void> told = walk(Protocol.ROOT_ID, path.subList(0, path.size() - 1))
                .thenCompose(parent -> parent.isPresent()
                        ? entry(parent.get(), path.getLast())
                        : everything()); // the directory is not there any more, either
        return told.whenComplete((_, _) -> counted.forEach(entry -> connection.forget(entry.name(), 1)));
    }

    private CompletionStage<Void> everything() {
        return notifier.invalidateAll(connection.nodes()::all);
    }

    private CompletionStage<Void> entry(long parent, Name name) {
        return lookup(parent, name).thenCompose(found -> {
            if (found.isPresent() && found.get().node().attributes().isDirectory()) {
                return everything();
            }
            return notifier.invalidate(parent, name, found.map(Entry::name));
        });
    }

    private CompletionStage<Optional<Long>> walk(long directory, List<Name> names) {
        if (names.isEmpty()) {
            return CompletableFuture.completedStage(Optional.of(directory));
        }
        return lookup(directory, names.getFirst())
                .thenCompose(found -> found.isPresent()
                        ? walk(found.get().name(), names.subList(1, names.size()))
                        : CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<Optional<Entry>> lookup(long directory, Name name) {
        Route route = connection.nodes().route(directory);
        if (route == null) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        ReplyFuture<Entry> reply = new ReplyFuture<>();
        route.tell(new DirectoryInode.Lookup(connection, name, reply));
        return reply.stage().thenApply(answer -> switch (answer) {
            case Outcome.Failed<Entry> _ -> Optional.<Entry>empty();
            case Outcome.Done<Entry>(Entry entry) -> {
                counted.add(entry);
                yield Optional.of(entry);
            }
        });
    }
}
