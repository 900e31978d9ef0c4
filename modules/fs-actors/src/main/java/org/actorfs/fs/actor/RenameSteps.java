package org.actorfs.fs.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Reply;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.fs.driver.Traits;
import org.jspecify.annotations.Nullable;

/**
 * One rename after its directories are held: find both names, reserve what they name, change the driver once, commit. Used by a directory
 * for itself and by the RenameCoordinator for two; lives for one operation, in the mailbox of whoever made it.
 */
final class RenameSteps {
    /** A directory that is held: its committed node, and where its new attributes go (null: not known). */
    record Parent(Supplier<Node> node, Consumer<@Nullable Attributes> commit) {}

    /** Makes a reply whose answer comes back into the owner's mailbox, guarded. */
    interface Replies {
        <T> Reply<T> to(Consumer<Outcome.Ready<T>> listener);
    }

    /** Hears an outcome in the owner's mailbox, guarded. */
    interface Hearing {
        <T> void hear(Outcome<T> outcome, Consumer<Outcome.Ready<T>> listener);
    }

    private final VolumeContext volume;
    private final Replies replies;
    private final Hearing hearing;
    private final Consumer<Errno> refuse;
    private final Runnable succeed;
    private final List<Reservation> held = new ArrayList<>(2);

    /** @param refuse ends the operation with an error; {@code succeed} ends it well */
    RenameSteps(VolumeContext volume, Replies replies, Hearing hearing, Consumer<Errno> refuse, Runnable succeed) {
        this.volume = volume;
        this.replies = replies;
        this.hearing = hearing;
        this.refuse = refuse;
        this.succeed = succeed;
    }

    void start(
            Parent source, Name name, Parent target, Name newName, boolean noReplace, boolean exchange, Caller caller) {
        Plan plan = new Plan(source, name, target, newName, noReplace, exchange, caller);
        hearing.hear(lookup(source, name), found -> {
            switch (found) {
                case Outcome.Done<Node> moved ->
                    hearing.hear(lookup(target, newName), replaced -> onTarget(plan, moved.value(), replaced));
                case Outcome.Failed<Node> failed -> fail(failed.errno());
            }
        });
    }

    /** What was asked. */
    private record Plan(
            Parent source,
            Name name,
            Parent target,
            Name newName,
            boolean noReplace,
            boolean exchange,
            Caller caller) {}

    private Outcome<Node> lookup(Parent parent, Name name) {
        return Continuations.call(() -> volume.driver().lookup(parent.node().get(), name));
    }

    private void onTarget(Plan plan, Node moved, Outcome.Ready<Node> found) {
        switch (found) {
            case Outcome.Done<Node> replaced -> {
                Errno refusal = refusal(plan, moved, replaced.value());
                if (refusal != null) {
                    fail(refusal);
                } else {
                    reserveBoth(plan, moved, replaced.value());
                }
            }
            case Outcome.Failed<Node> failed -> {
                if (failed.errno() != Errno.ENOENT || plan.exchange()) {
                    fail(failed.errno());
                } else {
                    reserve(moved, reservation -> change(plan, reservation, null));
                }
            }
        }
    }

    /** What rename(2) says about a target that exists, as far as the two types decide it. */
    private @Nullable Errno refusal(Plan plan, Node moved, Node replaced) {
        if (plan.noReplace()) {
            return Errno.EEXIST;
        }
        if (plan.exchange()) {
            return volume.driver().traits().operations().contains(Traits.Operation.RENAME_EXCHANGE)
                    ? null
                    : Errno.EINVAL;
        }
        boolean movesDirectory = moved.attributes().isDirectory();
        if (movesDirectory == replaced.attributes().isDirectory()) {
            return null;
        }
        return movesDirectory ? Errno.ENOTDIR : Errno.EISDIR;
    }

    private void reserveBoth(Plan plan, Node moved, Node replaced) {
        if (moved.key().equals(replaced.key())) {
            finish(plan); // two names of one inode: rename(2) does nothing, and so does an exchange
        } else if (comesFirst(moved, replaced)) {
            reserve(moved, first -> reserve(replaced, second -> change(plan, first, second)));
        } else {
            reserve(replaced, first -> reserve(moved, second -> change(plan, second, first)));
        }
    }

    /** A directory may hold itself and wait for the file, so nobody who holds the file may wait for it; otherwise the lower key. */
    private static boolean comesFirst(Node node, Node other) {
        boolean directory = node.attributes().isDirectory();
        return directory == other.attributes().isDirectory() ? node.key().compareTo(other.key()) < 0 : directory;
    }

    private void reserve(Node node, Consumer<Reservation> then) {
        volume.deliver(node, new Inode.Reserve(true, replies.to(reserved -> {
            switch (reserved) {
                case Outcome.Done<Reservation> done -> {
                    held.add(done.value());
                    then.accept(done.value());
                }
                case Outcome.Failed<Reservation> failed -> fail(failed.errno());
            }
        })));
    }

    private void change(Plan plan, Reservation moved, @Nullable Reservation replaced) {
        RenameCall rename = new RenameCall(
                plan.source().node().get(),
                plan.name(),
                moved.node(),
                plan.target().node().get(),
                plan.newName(),
                replaced == null ? null : replaced.node(),
                plan.exchange(),
                plan.noReplace());
        hearing.hear(
                Continuations.call(() -> volume.driver().rename(rename, plan.caller())),
                outcome -> onChanged(plan, moved, replaced, outcome));
    }

    private void onChanged(
            Plan plan, Reservation moved, @Nullable Reservation replaced, Outcome.Ready<Renamed> outcome) {
        switch (outcome) {
            case Outcome.Done<Renamed> done -> {
                plan.source().commit().accept(done.value().sourceParent());
                if (!plan.target().equals(plan.source())) {
                    plan.target().commit().accept(done.value().targetParent());
                }
                held.clear();
                moved.settleWith(done.value().moved());
                if (replaced != null) {
                    replaced.settleWith(done.value().replaced());
                }
                succeed.run();
            }
            case Outcome.Failed<Renamed> failed -> fail(failed.errno());
        }
    }

    private void finish(Plan plan) {
        plan.source().commit().accept(plan.source().node().get().attributes());
        if (!plan.target().equals(plan.source())) {
            plan.target().commit().accept(plan.target().node().get().attributes());
        }
        succeed.run();
    }

    private void fail(Errno errno) {
        release();
        refuse.accept(errno);
    }

    /** Gives back what is reserved, after a failure. */
    void release() {
        held.forEach(Reservation::settleUnknown);
        held.clear();
    }
}
