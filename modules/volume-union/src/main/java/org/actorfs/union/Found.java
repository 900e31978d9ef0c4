package org.actorfs.union;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Node;
import org.jspecify.annotations.Nullable;

/** What a branch has at a place: its node, or why there is none. */
record Found(Branch branch, Outcome.Ready<Node> outcome) {
    boolean exists() {
        return outcome instanceof Outcome.Done<Node>;
    }

    /** Null unless it {@link #exists}. */
    @Nullable
    Node nodeOrNull() {
        return outcome instanceof Outcome.Done<Node>(Node node) ? node : null;
    }

    /** Only where it {@link #exists}. */
    Node node() {
        if (outcome instanceof Outcome.Done<Node>(Node node)) {
            return node;
        }
        throw new IllegalStateException(branch + " has nothing there");
    }

    /** The same, with the locator of the branch that the inode keeps if this is the copy that it knows. */
    Found knownTo(UnionLocator inode) {
        return outcome instanceof Outcome.Done<Node>(Node node)
                ? new Found(branch, new Outcome.Done<>(inode.known(branch, node)))
                : this;
    }

    /**
     * Why a name is not there: ENOENT, or what is wrong with the name. A branch that does not work has nothing, unless none works.
     */
    static Errno absence(List<Found> all) {
        Errno reason = Errno.ENOENT;
        int broken = 0;
        for (Found found : all) {
            if (found.outcome instanceof Outcome.Failed<Node>(Errno errno)) {
                if (isBroken(errno)) {
                    broken++;
                } else if (errno != Errno.ENOENT) {
                    reason = errno;
                }
            }
        }
        return broken == all.size() ? Errno.EIO : reason;
    }

    private static boolean isBroken(Errno errno) {
        return switch (errno) {
            case EIO, ENODEV, ENXIO, ENOTCONN, ESHUTDOWN, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, EREMOTEIO -> true;
            default -> false;
        };
    }

    /** Without the branches that have nothing there. */
    static List<Found> existing(List<Found> all) {
        return all.stream().filter(Found::exists).toList();
    }

    /** Waits for all. */
    static <T> Outcome<List<Outcome.Ready<T>>> all(List<Outcome<T>> outcomes) {
        List<Outcome.Ready<T>> ready = new ArrayList<>(outcomes.size());
        for (Outcome<T> outcome : outcomes) {
            if (!(outcome instanceof Outcome.Ready<T> now)) {
                Later<List<Outcome.Ready<T>>> later = new Later<>();
                collect(outcomes, new ArrayList<>(outcomes.size()), later);
                return later;
            }
            ready.add(now);
        }
        return Outcome.of(ready);
    }

    private static <T> void collect(
            List<Outcome<T>> outcomes, List<Outcome.Ready<T>> ready, Later<List<Outcome.Ready<T>>> later) {
        if (ready.size() == outcomes.size()) {
            later.completeWith(Outcome.of(ready));
            return;
        }
        outcomes.get(ready.size()).whenReady(next -> {
            ready.add(next);
            collect(outcomes, ready, later);
        });
    }
}
