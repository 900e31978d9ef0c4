package org.actorfs.union;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Timespec;
import org.jspecify.annotations.Nullable;

/**
 * The link count of a directory: 2, and one for each directory in it. Each copy counts its own; one that is in several copies is counted
 * once, for which a copy is read when it has changed. In large ones it counts several times: too many links mislead no program, too few
 * would.
 *
 * <p>What the union itself makes and removes is known without reading. What others do to a copy that has as many as before after it (a
 * rename) is seen a second later at the latest.
 */
final class Subdirectories {
    /** A copy with more entries is not read for this. */
    private static final int MAX_READ_ENTRIES = 4096;

    /** What btrfs says, which does not count. */
    private static final int UNKNOWN = 1;

    /** What was read is believed for so long if only the times of the copy have changed. */
    private static final long BELIEF_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Too many entries, of no known type, or the branch does not answer. */
    private static final Errno UNCOUNTED = Errno.EOVERFLOW;

    private Subdirectories() {}

    /** How a copy looked when it was read. */
    private record Sight(Branch branch, Timespec mtime, Timespec ctime, long nanos) {
        private static Sight of(Found copy, long nowNanos) {
            Attributes seen = copy.node().attributes();
            return new Sight(copy.branch(), seen.mtime(), seen.ctime(), nowNanos);
        }

        private boolean isStill(Attributes seen) {
            return mtime.equals(seen.mtime()) && ctime.equals(seen.ctime());
        }
    }

    /** The directories in a copy, with what the union has done to them since they were read. */
    private static final class Part {
        private final Sight sight;

        /** The link count that the copy has now, if only the union has changed it. */
        private final int nlink;

        /** Hashes of the names, in order. */
        private final long[] names;

        Part(Sight sight, int nlink, long[] names) {
            this.sight = sight;
            this.nlink = nlink;
            this.names = names;
        }

        private boolean isOf(Branch branch) {
            return sight.branch == branch;
        }

        private boolean tells(Found copy, long nowNanos) {
            Attributes seen = copy.node().attributes();
            boolean isRecent = nowNanos - sight.nanos < BELIEF_NANOS;
            return isOf(copy.branch()) && nlink == seen.nlink() && (isRecent || sight.isStill(seen));
        }

        private Part with(long name) {
            int at = Arrays.binarySearch(names, name);
            if (at >= 0) {
                return this;
            }
            long[] more = Arrays.copyOf(names, names.length + 1);
            int index = -at - 1;
            System.arraycopy(names, index, more, index + 1, names.length - index);
            more[index] = name;
            return new Part(sight, nlink + 1, more);
        }

        private Part without(long name) {
            int at = Arrays.binarySearch(names, name);
            if (at < 0) {
                return this;
            }
            long[] fewer = Arrays.copyOf(names, names.length - 1);
            System.arraycopy(names, at + 1, fewer, at, fewer.length - at);
            return new Part(sight, nlink - 1, fewer);
        }
    }

    /** What is in the copies that have directories in them, and the link count that this comes to; or that they cannot be counted. */
    static final class Known {
        private final List<Part> parts;
        private final int nlink;
        private final long uncountedUntilNanos;

        private Known(List<Part> parts) {
            this.parts = parts;
            this.nlink = 2 + distinct(parts.stream().map(part -> part.names).toList());
            this.uncountedUntilNanos = 0;
        }

        /** Nobody tries again before. */
        private Known(long uncountedUntilNanos) {
            this.parts = List.of();
            this.nlink = UNKNOWN;
            this.uncountedUntilNanos = uncountedUntilNanos;
        }

        private @Nullable Part telling(Found copy, long nowNanos) {
            for (Part part : parts) {
                if (part.tells(copy, nowNanos)) {
                    return part;
                }
            }
            return null;
        }

        /** Of what is beyond being read it knows no more. */
        private @Nullable Known changed(Branch branch, Function<Part, Part> change) {
            if (parts.isEmpty()) {
                return this;
            }
            List<Part> changed = parts.stream()
                    .map(part -> part.isOf(branch) ? change.apply(part) : part)
                    .toList();
            return changed.stream().anyMatch(part -> part.names.length > MAX_READ_ENTRIES) ? null : new Known(changed);
        }
    }

    /** How many different numbers there are in arrays that are in order. */
    private static int distinct(List<long[]> arrays) {
        int[] heads = new int[arrays.size()];
        int count = 0;
        for (long least = least(arrays, heads); least < Long.MAX_VALUE; least = least(arrays, heads)) {
            count++;
            for (int i = 0; i < heads.length; i++) {
                long[] array = arrays.get(i);
                if (heads[i] < array.length && array[heads[i]] == least) {
                    heads[i]++;
                }
            }
        }
        return count;
    }

    private static long least(List<long[]> arrays, int[] heads) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < heads.length; i++) {
            long[] array = arrays.get(i);
            if (heads[i] < array.length) {
                least = Math.min(least, array[heads[i]]);
            }
        }
        return least;
    }

    private static long hash(Name name) {
        return InodeCalc.hash(0, name.bytes()) >>> 1; // so that none is the largest number
    }

    /** The union has made a directory in a directory's copy. */
    static void made(UnionLocator directory, Branch branch, Name name) {
        directory.know(known -> known == null ? null : known.changed(branch, part -> part.with(hash(name))));
    }

    /** The union has removed a directory from a directory's copy. */
    static void removed(UnionLocator directory, Branch branch, Name name) {
        directory.know(known -> known == null ? null : known.changed(branch, part -> part.without(hash(name))));
    }

    /** The union has moved directories into a directory, or out of it. */
    static void moved(UnionLocator directory) {
        directory.know(_ -> null);
    }

    static Outcome<Integer> count(UnionLocator directory, List<Found> copies, long nowNanos) {
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
        int atMost = sum;
        return holders.size() < 2
                ? Outcome.of(atMost)
                : Settled.instead(countOf(directory, holders, nowNanos), UNCOUNTED, () -> Outcome.of(atMost));
    }

    private static Outcome<Integer> countOf(UnionLocator directory, List<Found> holders, long nowNanos) {
        Known known = directory.links();
        if (known != null && known.parts.isEmpty() && nowNanos - known.uncountedUntilNanos < 0) {
            return Outcome.failed(UNCOUNTED);
        }
        return Settled.each(holders, copy -> part(known, copy, nowNanos)).then(told -> {
            List<Part> parts = new ArrayList<>(told.size());
            for (Outcome.Ready<Part> each : told) {
                if (!(each instanceof Outcome.Done<Part>(Part part))) {
                    Known uncounted = new Known(nowNanos + BELIEF_NANOS);
                    directory.know(_ -> uncounted);
                    return Outcome.failed(UNCOUNTED);
                }
                parts.add(part);
            }
            if (known != null && known.parts.equals(parts)) {
                return Outcome.of(known.nlink);
            }
            Known counted = new Known(parts);
            directory.know(now -> now == known ? counted : now);
            return Outcome.of(counted.nlink);
        });
    }

    private static Outcome<Part> part(@Nullable Known known, Found copy, long nowNanos) {
        Part believed = known == null ? null : known.telling(copy, nowNanos);
        return believed == null ? read(copy, nowNanos) : Outcome.of(believed);
    }

    private static Outcome<Part> read(Found copy, long nowNanos) {
        if (copy.branch().isSilent()) {
            return Outcome.failed(UNCOUNTED);
        }
        List<Long> names = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(MAX_READ_ENTRIES);
        return Directories.read(copy, entry -> {
                    if (Directories.isDirectory(entry)) {
                        names.add(hash(entry.name()));
                    }
                    return left.decrementAndGet() > 0;
                })
                .then(_ -> left.get() > 0 && !names.isEmpty()
                        ? Outcome.of(part(copy, names, nowNanos))
                        : Outcome.failed(UNCOUNTED));
    }

    private static Part part(Found copy, List<Long> names, long nowNanos) {
        long[] sorted = names.stream().mapToLong(name -> name).sorted().toArray();
        return new Part(Sight.of(copy, nowNanos), copy.node().attributes().nlink(), sorted);
    }
}
