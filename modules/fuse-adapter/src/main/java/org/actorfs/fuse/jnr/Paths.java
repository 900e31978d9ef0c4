package org.actorfs.fuse.jnr;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.Inode;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.driver.Node;
import org.actorfs.fuse.protocol.Protocol;
import org.actorfs.fuse.session.Walk;

/** Does something at the end of a path, and gives back every reference of the way when that is done, whoever waits for it. */
final class Paths {
    /** What is done with an inode; {@code walk} has a reference on it, unless it is the root. */
    interface AtInode<T> {
        CompletionStage<Outcome.Ready<T>> take(Walk walk, long inode);
    }

    /** What is done with a name in a directory. */
    interface AtName<T> {
        CompletionStage<Outcome.Ready<T>> take(Walk walk, long directory, Name name);
    }

    private final References references;
    private final OpenFiles open;

    Paths(References references, OpenFiles open) {
        this.references = references;
        this.open = open;
    }

    /** Asks the inode that a path names. */
    <T> CompletionStage<Outcome.Ready<T>> at(String path, Function<Reply<T>, InodeCommand> message) {
        return to(path, (_, inode) -> ask(inode, message));
    }

    <T> CompletionStage<Outcome.Ready<T>> ask(long inode, Function<Reply<T>, InodeCommand> message) {
        return references.ask(inode, message).stage();
    }

    <T> CompletionStage<Outcome.Ready<T>> to(String path, AtInode<T> step) {
        return walk(path, (walk, names) -> then(end(walk, names), inode -> step.take(walk, inode)));
    }

    /** Goes to the directory that has, or will have, the last name of a path. EBUSY: the root has none. */
    <T> CompletionStage<Outcome.Ready<T>> in(String path, AtName<T> step) {
        return walk(path, (walk, names) -> {
            if (names.isEmpty()) {
                return failed(Errno.EBUSY);
            }
            return then(
                    walk.to(Protocol.ROOT_ID, names.subList(0, names.size() - 1)),
                    directory -> step.take(walk, directory, names.getLast()));
        });
    }

    /** Makes what a path shall name, by a message that grants a reference on it. */
    CompletionStage<Outcome.Ready<Nothing>> make(
            String path, Function<Name, Function<Reply<Entry>, InodeCommand>> message) {
        return in(
                path,
                (walk, directory, name) -> walk.count(ask(directory, message.apply(name)))
                        .thenApply(made -> map(made, _ -> Nothing.NOTHING)));
    }

    /** What libfuse calls by a name that it made up, it has open. */
    private CompletionStage<Outcome.Ready<Long>> end(Walk walk, List<Name> names) {
        if (names.isEmpty() || !open.mayBeHidden(names.getLast())) {
            return walk.to(Protocol.ROOT_ID, names);
        }
        Name last = names.getLast();
        return then(
                walk.to(Protocol.ROOT_ID, names.subList(0, names.size() - 1)),
                directory -> then(key(directory), place -> {
                    Long hidden = open.hidden(place, last);
                    return hidden == null ? walk.to(directory, List.of(last)) : walk.again(hidden);
                }));
    }

    /** What the driver calls a counted inode: that stays, whatever becomes of its number. */
    CompletionStage<Outcome.Ready<InodeKey>> key(long inode) {
        return this.<Node>ask(inode, Inode.Getattr::new).thenApply(outcome -> map(outcome, Node::key));
    }

    private interface Way<T> {
        CompletionStage<Outcome.Ready<T>> go(Walk walk, List<Name> names);
    }

    private <T> CompletionStage<Outcome.Ready<T>> walk(String path, Way<T> way) {
        Walk walk = references.walk();
        return then(CompletableFuture.completedStage(PathNames.of(path)), names -> way.go(walk, names))
                .whenComplete((_, _) -> walk.giveBack());
    }

    static <T, R> CompletionStage<Outcome.Ready<R>> then(
            CompletionStage<Outcome.Ready<T>> first, Function<T, CompletionStage<Outcome.Ready<R>>> next) {
        return first.thenCompose(outcome -> switch (outcome) {
            case Outcome.Done<T>(T value) -> next.apply(value);
            case Outcome.Failed<T>(Errno errno) -> failed(errno);
        });
    }

    static <T, R> Outcome.Ready<R> map(Outcome.Ready<T> outcome, Function<T, R> change) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> new Outcome.Done<>(change.apply(value));
            case Outcome.Failed<T>(Errno errno) -> new Outcome.Failed<>(errno);
        };
    }

    static <T> CompletionStage<Outcome.Ready<T>> done(T value) {
        return CompletableFuture.completedStage(new Outcome.Done<>(value));
    }

    static <T> CompletionStage<Outcome.Ready<T>> failed(Errno errno) {
        return CompletableFuture.completedStage(new Outcome.Failed<>(errno));
    }
}
