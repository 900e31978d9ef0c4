package org.actorfs.fs.actor;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.actorfs.fs.FileLock;
import org.jspecify.annotations.Nullable;

/** The locked ranges of one file in one space of locks: fcntl's or flock's. Owned by its {@link FileLocks}. */
final class RangeLocks {
    /** Linux has no such bound but memory; whoever asks for more gets ENOLCK. */
    static final int MAX_RANGES = 1 << 16;

    /** A call cuts at most one range into two, and adds one of its own. */
    private static final int MOST_GROWTH = 2;

    private record Range(long end, FileLock.Kind kind, int pid) {}

    // INVARIANT: the ranges of an owner are disjoint, and neighbours differ in kind.
    private static final class Holding {
        private final TreeMap<Long, Range> byStart = new TreeMap<>();

        /** The handle that all of it was taken through; null if it was more than one, so that the owner is a process. */
        private @Nullable Object handle;

        Holding(Object handle) {
            this.handle = handle;
        }

        /** Of what overlaps the range, the last. */
        Map.@Nullable Entry<Long, Range> overlap(FileLock lock) {
            Map.Entry<Long, Range> last = byStart.floorEntry(lock.end());
            return last != null && last.getValue().end() >= lock.start() ? last : null;
        }

        @Nullable
        FileLock conflict(FileLock wanted) {
            boolean any = wanted.kind() != FileLock.Kind.SHARED;
            Map.Entry<Long, Range> range = overlap(wanted);
            while (range != null && range.getValue().end() >= wanted.start()) {
                if (any || range.getValue().kind() == FileLock.Kind.EXCLUSIVE) {
                    return lock(range);
                }
                range = byStart.lowerEntry(range.getKey());
            }
            return null;
        }

        boolean wouldSplit(FileLock unlock) {
            Map.Entry<Long, Range> range = overlap(unlock);
            return range != null
                    && range.getKey() < unlock.start()
                    && range.getValue().end() > unlock.end();
        }

        void set(FileLock lock) {
            cut(lock.start(), lock.end());
            if (lock.kind() != FileLock.Kind.NONE) {
                join(lock);
            }
        }

        private void cut(long start, long end) {
            Map.Entry<Long, Range> entry = byStart.floorEntry(end);
            while (entry != null && entry.getValue().end() >= start) {
                long first = entry.getKey();
                Range range = entry.getValue();
                byStart.remove(first);
                if (range.end() > end) {
                    byStart.put(end + 1, range);
                }
                if (first < start) {
                    byStart.put(first, new Range(start - 1, range.kind(), range.pid()));
                }
                entry = byStart.lowerEntry(first);
            }
        }

        private void join(FileLock lock) {
            long start = lock.start();
            long end = lock.end();
            Map.Entry<Long, Range> left = byStart.lowerEntry(start);
            if (left != null
                    && left.getValue().end() == start - 1
                    && left.getValue().kind() == lock.kind()) {
                start = left.getKey(); // the entry put below takes its place
            }
            Range right = end == Long.MAX_VALUE ? null : byStart.get(end + 1);
            if (right != null && right.kind() == lock.kind()) {
                byStart.remove(end + 1);
                end = right.end();
            }
            byStart.put(start, new Range(end, lock.kind(), lock.pid()));
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
            holding = new Holding(handle);
        }
        if (ranges > MAX_RANGES - MOST_GROWTH && (!unlock || holding.wouldSplit(lock))) {
            return false;
        }
        ranges -= holding.byStart.size();
        holding.set(lock);
        ranges += holding.byStart.size();
        if (!unlock && !handle.equals(holding.handle)) {
            holding.handle = null;
        }
        if (holding.byStart.isEmpty()) {
            holdings.remove(owner);
        } else {
            holdings.put(owner, holding);
        }
        return true;
    }

    void drop(LockOwner owner) {
        Holding holding = holdings.remove(owner);
        if (holding != null) {
            ranges -= holding.byStart.size();
        }
    }

    /** What was taken through this handle alone. A process that used several has dropped its locks with the first that it closed. */
    void dropTakenThrough(Object handle) {
        dropIf(entry -> handle.equals(entry.getValue().handle));
    }

    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    void dropOf(Session session) {
        dropIf(entry -> entry.getKey().session() == session);
    }

    private void dropIf(Predicate<Map.Entry<LockOwner, Holding>> gone) {
        for (Iterator<Map.Entry<LockOwner, Holding>> entries =
                        holdings.entrySet().iterator();
                entries.hasNext(); ) {
            Map.Entry<LockOwner, Holding> entry = entries.next();
            if (gone.test(entry)) {
                entries.remove();
                ranges -= entry.getValue().byStart.size();
            }
        }
    }

    void checkInvariants() {
        int sum = 0;
        for (Map.Entry<LockOwner, Holding> entry : holdings.entrySet()) {
            @Nullable FileLock before = null;
            for (Map.Entry<Long, Range> range : entry.getValue().byStart.entrySet()) {
                FileLock lock = Holding.lock(range);
                if (before != null
                        && (lock.start() <= before.end()
                                || (lock.start() == before.end() + 1 && lock.kind() == before.kind()))) {
                    throw new AssertionError(lock + " follows " + before);
                }
                if (inTheWay(entry.getKey(), lock) != null) {
                    throw new AssertionError(lock + " is held against another's lock");
                }
                before = lock;
                sum++;
            }
        }
        if (sum != ranges) {
            throw new AssertionError(ranges + " ranges counted, there are " + sum);
        }
    }
}
