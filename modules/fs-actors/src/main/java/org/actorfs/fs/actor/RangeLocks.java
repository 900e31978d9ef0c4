package org.actorfs.fs.actor;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.actorfs.fs.FileLock;
import org.jspecify.annotations.Nullable;

/** The locked ranges of one file in one space of locks: fcntl's or flock's. Owned by its {@link FileLocks}. */
final class RangeLocks {
    /** Linux has no such bound but memory; whoever asks for more gets ENOLCK. */
    static final int MAX_RANGES = 1 << 16;

    /** A call cuts at most one range into two, and adds one of its own. */
    private static final int MOST_GROWTH = 2;

    /** @param handle that it was last set through */
    private record Range(long end, FileLock.Kind kind, int pid, Object handle) {
        Range to(long newEnd) {
            return new Range(newEnd, kind, pid, handle);
        }

        boolean isLike(Range other) {
            return kind == other.kind && handle.equals(other.handle);
        }
    }

    // INVARIANT: the ranges of an owner are disjoint, and neighbours differ in kind or handle.
    private static final class Holding {
        private final TreeMap<Long, Range> byStart = new TreeMap<>();

        /** The first range that ends at this byte or later. */
        Map.@Nullable Entry<Long, Range> from(long start) {
            Map.Entry<Long, Range> before = byStart.floorEntry(start);
            return before != null && before.getValue().end() >= start ? before : byStart.higherEntry(start);
        }

        @Nullable
        FileLock conflict(FileLock wanted) {
            boolean any = wanted.kind() != FileLock.Kind.SHARED;
            Map.Entry<Long, Range> range = from(wanted.start());
            while (range != null && range.getKey() <= wanted.end()) {
                if (any || range.getValue().kind() == FileLock.Kind.EXCLUSIVE) {
                    return lock(range);
                }
                range = byStart.higherEntry(range.getKey());
            }
            return null;
        }

        boolean wouldSplit(FileLock unlock) {
            Map.Entry<Long, Range> range = byStart.lowerEntry(unlock.start());
            return range != null && range.getValue().end() > unlock.end();
        }

        void set(FileLock lock, Object handle) {
            cut(lock.start(), lock.end());
            if (lock.kind() != FileLock.Kind.NONE) {
                join(lock.start(), new Range(lock.end(), lock.kind(), lock.pid(), handle));
            }
        }

        private void cut(long start, long end) {
            Map.Entry<Long, Range> entry = from(start);
            while (entry != null && entry.getKey() <= end) {
                long first = entry.getKey();
                Range range = entry.getValue();
                byStart.remove(first);
                if (first < start) {
                    byStart.put(first, range.to(start - 1));
                }
                if (range.end() > end) {
                    byStart.put(end + 1, range);
                    return;
                }
                entry = byStart.higherEntry(range.end());
            }
        }

        private void join(long first, Range range) {
            long start = first;
            Range joined = range;
            Map.Entry<Long, Range> left = byStart.lowerEntry(first);
            if (left != null
                    && left.getValue().end() == first - 1
                    && left.getValue().isLike(range)) {
                start = left.getKey(); // the entry put below takes its place
            }
            Range right = range.end() == Long.MAX_VALUE ? null : byStart.get(range.end() + 1);
            if (right != null && right.isLike(range)) {
                byStart.remove(range.end() + 1);
                joined = range.to(right.end());
            }
            byStart.put(start, joined);
        }

        static FileLock lock(Map.Entry<Long, Range> range) {
            Range value = range.getValue();
            return new FileLock(range.getKey(), value.end(), value.kind(), value.pid());
        }
    }

    private final Map<LockOwner, Holding> holdings = new LinkedHashMap<>();

    // INVARIANT: the sum of what the owners hold.
    private int ranges;

    /** A lock of somebody else that keeps this one from being taken; for one of no kind, a lock of its own owner in the range. */
    @Nullable
    FileLock inTheWay(LockOwner owner, FileLock wanted) {
        if (wanted.kind() == FileLock.Kind.NONE) {
            Holding own = holdings.get(owner);
            return own == null ? null : own.conflict(wanted);
        }
        for (Map.Entry<LockOwner, Holding> other : holdings.entrySet()) {
            FileLock conflict =
                    other.getKey().equals(owner) ? null : other.getValue().conflict(wanted);
            if (conflict != null) {
                return conflict;
            }
        }
        return null;
    }

    /** Who keeps this lock from being taken. */
    Set<LockOwner> blockers(LockOwner owner, FileLock wanted) {
        Set<LockOwner> blockers = new LinkedHashSet<>();
        if (wanted.kind() != FileLock.Kind.NONE) {
            holdings.forEach((other, holding) -> {
                if (!other.equals(owner) && holding.conflict(wanted) != null) {
                    blockers.add(other);
                }
            });
        }
        return blockers;
    }

    /** Whether the owner holds exactly this already. */
    boolean holds(LockOwner owner, FileLock lock) {
        Holding holding = holdings.get(owner);
        Range range = holding == null ? null : holding.byStart.get(lock.start());
        return range != null && range.end() == lock.end() && range.kind() == lock.kind();
    }

    /**
     * Takes, changes or drops what the owner holds of the range, whoever else holds it too; false if that would be too many ranges, and then
     * nothing has changed.
     */
    boolean set(LockOwner owner, Object handle, FileLock lock) {
        boolean unlock = lock.kind() == FileLock.Kind.NONE;
        Holding holding = holdings.get(owner);
        if (holding == null) {
            if (unlock) {
                return true;
            }
            holding = new Holding();
        }
        if (ranges > MAX_RANGES - MOST_GROWTH && (!unlock || holding.wouldSplit(lock))) {
            return false;
        }
        ranges -= holding.byStart.size();
        holding.set(lock, handle);
        ranges += holding.byStart.size();
        if (holding.byStart.isEmpty()) {
            holdings.remove(owner);
        } else {
            holdings.put(owner, holding);
        }
        return true;
    }

    /** Everything that is held, owner by owner. */
    void forEach(BiConsumer<LockOwner, FileLock> use) {
        holdings.forEach((owner, holding) ->
                holding.byStart.entrySet().forEach(range -> use.accept(owner, Holding.lock(range))));
    }

    void drop(LockOwner owner) {
        Holding holding = holdings.remove(owner);
        if (holding != null) {
            ranges -= holding.byStart.size();
        }
    }

    /**
     * What was last set through this handle: an open file description is gone. A process has dropped its locks before, with the first
     * descriptor that it closed. Not by owner: a kernel may have given a new description the id of the old one by now.
     */
    void dropTakenThrough(Object handle) {
        holdings.values().removeIf(holding -> {
            int before = holding.byStart.size();
            holding.byStart.values().removeIf(range -> range.handle().equals(handle));
            ranges -= before - holding.byStart.size();
            return holding.byStart.isEmpty();
        });
    }

    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    void dropOf(Session session) {
        holdings.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().session() == session;
            ranges -= gone ? entry.getValue().byStart.size() : 0;
            return gone;
        });
    }

    void checkInvariants() {
        int sum = 0;
        for (Map.Entry<LockOwner, Holding> entry : holdings.entrySet()) {
            Map.@Nullable Entry<Long, Range> before = null;
            for (Map.Entry<Long, Range> range : entry.getValue().byStart.entrySet()) {
                if (before != null && !mayFollow(before, range)) {
                    throw new AssertionError(range + " follows " + before);
                }
                if (inTheWay(entry.getKey(), Holding.lock(range)) != null) {
                    throw new AssertionError(range + " is held against another's lock");
                }
                before = range;
                sum++;
            }
        }
        if (sum != ranges) {
            throw new AssertionError(ranges + " ranges counted, there are " + sum);
        }
    }

    private static boolean mayFollow(Map.Entry<Long, Range> before, Map.Entry<Long, Range> range) {
        long gap = range.getKey() - before.getValue().end();
        return gap > 1 || (gap == 1 && !range.getValue().isLike(before.getValue()));
    }
}
