package org.actorfs.union;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Timespec;

/**
 * The link count of a directory: 2, and one for each directory in it. Each copy counts its own; one that is in several copies is counted
 * once, for which the copies are read when they have changed. In large ones it counts several times: too many links mislead no program, too
 * few would.
 */
final class Subdirectories {
    /** A copy with more entries is not read for this. */
    private static final int MAX_READ_ENTRIES = 4096;

    /** What btrfs says, which does not count. */
    private static final int UNKNOWN = 1;

    private Subdirectories() {}

    /** How a copy looked when it was read. */
    record Sight(Timespec mtime, Timespec ctime, int nlink) {
        private static Sight of(Found copy) {
            Attributes seen = copy.node().attributes();
            return new Sight(seen.mtime(), seen.ctime(), seen.nlink());
        }
    }

    /** What was counted when the copies looked like this. */
    record Known(List<Sight> sights, int nlink) {}

    static Outcome<Integer> count(UnionLocator directory, List<Found> copies) {
        int sum = 2;
        List<Found> holders = new ArrayList<>(copies.size());
        for (Found copy : copies) {
            int nlink = copy.node().attributes().nlink();
            if (nlink == UNKNOWN) {
                return Outcome.of(UNKNOWN);
            }
            if (nlink > 2) {
                holders.add(copy);
                sum += nlink - 2;
            }
        }
        if (holders.size() < 2) {
            return Outcome.of(sum);
        }
        List<Sight> sights = holders.stream().map(Sight::of).toList();
        Known known = directory.links();
        return known != null && known.sights.equals(sights)
                ? Outcome.of(known.nlink)
                : read(directory, holders, sights, sum);
    }

    private static Outcome<Integer> read(UnionLocator directory, List<Found> holders, List<Sight> sights, int atMost) {
        return Settled.each(holders, Subdirectories::namesIn).map(told -> {
            Set<Name> distinct = new HashSet<>();
            for (Outcome.Ready<Set<Name>> each : told) {
                if (!(each instanceof Outcome.Done<Set<Name>>(Set<Name> names)) || names.isEmpty()) {
                    return atMost;
                }
                distinct.addAll(names);
            }
            int links = 2 + distinct.size();
            directory.know(new Known(sights, links));
            return links;
        });
    }

    /** The directories in a copy; none if there are too many entries, they do not tell their type, or the branch does not answer. */
    private static Outcome<Set<Name>> namesIn(Found copy) {
        if (copy.branch().isSilent()) {
            return Outcome.of(Set.of());
        }
        Set<Name> names = new HashSet<>();
        AtomicInteger left = new AtomicInteger(MAX_READ_ENTRIES);
        return Directories.read(copy, entry -> {
                    if (Directories.isDirectory(entry)) {
                        names.add(entry.name());
                    }
                    return left.decrementAndGet() > 0;
                })
                .map(_ -> left.get() > 0 ? names : Set.of());
    }
}
