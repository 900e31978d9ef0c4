package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.FileLock.Kind;
import org.junit.jupiter.api.Test;

final class RangeLocksTest {
    private static final int BYTES = 40;
    private static final int STEPS = 20_000;
    private static final List<Kind> KINDS = List.of(Kind.values());

    private final RecordingSession session = new RecordingSession();
    private final LockOwner first = new LockOwner(session, 1);
    private final LockOwner second = new LockOwner(session, 2);
    private final RangeLocks locks = new RangeLocks();

    private static FileLock lock(long start, long end, Kind kind) {
        return new FileLock(start, end, kind, 7);
    }

    private static FileLock all(Kind kind) {
        return lock(0, Long.MAX_VALUE, kind);
    }

    private void set(LockOwner owner, FileLock lock) {
        assertTrue(locks.set(owner, "a handle", lock));
        locks.checkInvariants();
    }

    /** Against arrays of bytes, which cannot be wrong about splitting and joining. */
    @Test
    void shouldHoldWhatAnArrayOfBytesHolds() {
        Random dice = new Random(25);
        List<LockOwner> owners = List.of(first, second, new LockOwner(session, 3));
        Kind[][] model = new Kind[owners.size()][BYTES];
        for (Kind[] bytes : model) {
            Arrays.fill(bytes, Kind.NONE);
        }
        for (int step = 0; step < STEPS; step++) {
            int who = dice.nextInt(owners.size());
            int start = dice.nextInt(BYTES);
            int last = start + dice.nextInt(BYTES - start);
            Kind kind = KINDS.get(dice.nextInt(KINDS.size()));
            FileLock wanted = lock(start, last == BYTES - 1 ? Long.MAX_VALUE : last, kind);
            Set<LockOwner> blockers = new HashSet<>();
            for (int other = 0; other < owners.size(); other++) {
                if (other != who && excludes(model[other], start, last, kind)) {
                    blockers.add(owners.get(other));
                }
            }
            assertEquals(blockers, locks.blockers(owners.get(who), wanted), "step " + step);
            if (kind != Kind.NONE) {
                assertEquals(blockers.isEmpty(), locks.inTheWay(owners.get(who), wanted) == null, "step " + step);
            }
            if (blockers.isEmpty()) {
                set(owners.get(who), wanted);
                Arrays.fill(model[who], start, last + 1, kind);
            }
        }
    }

    private static boolean excludes(Kind[] bytes, int start, int last, Kind wanted) {
        for (int i = start; i <= last; i++) {
            boolean exclusive = bytes[i] == Kind.EXCLUSIVE || wanted == Kind.EXCLUSIVE;
            if (wanted != Kind.NONE && bytes[i] != Kind.NONE && exclusive) {
                return true;
            }
        }
        return false;
    }

    @Test
    void shouldTellOfNeighboursAsOneLock() {
        set(first, lock(0, 9, Kind.EXCLUSIVE));
        set(first, lock(20, 29, Kind.EXCLUSIVE));
        set(first, lock(10, 19, Kind.EXCLUSIVE));
        assertEquals(lock(0, 29, Kind.EXCLUSIVE), locks.inTheWay(second, all(Kind.SHARED)));
    }

    @Test
    void shouldTellAnOwnerOfItsOwnLocksWhenAskedForNoKind() {
        assertNull(locks.inTheWay(first, all(Kind.NONE)));
        set(second, lock(0, 9, Kind.SHARED));
        assertNull(locks.inTheWay(first, all(Kind.NONE)));
        set(first, lock(30, 39, Kind.SHARED));
        assertEquals(lock(30, 39, Kind.SHARED), locks.inTheWay(first, all(Kind.NONE)));
    }

    @Test
    void shouldReachToTheEndOfAnyFile() {
        set(first, lock(Long.MAX_VALUE, Long.MAX_VALUE, Kind.EXCLUSIVE));
        assertNotNull(locks.inTheWay(second, all(Kind.SHARED)));
        assertNull(locks.inTheWay(second, lock(0, Long.MAX_VALUE - 1, Kind.SHARED)));
        set(first, all(Kind.EXCLUSIVE));
        set(first, lock(0, Long.MAX_VALUE - 1, Kind.NONE));
        assertEquals(lock(Long.MAX_VALUE, Long.MAX_VALUE, Kind.EXCLUSIVE), locks.inTheWay(second, all(Kind.SHARED)));
    }

    /** close(2) frees a description's id at once, and its RELEASE may come after the next one has locked under it. */
    @Test
    void shouldDropWithAHandleWhatWasLastSetThroughIt() {
        assertTrue(locks.set(first, "a handle", all(Kind.EXCLUSIVE)));
        assertTrue(locks.set(first, "the next", lock(10, 19, Kind.EXCLUSIVE)));
        locks.dropTakenThrough("a handle");
        locks.checkInvariants();
        assertEquals(lock(10, 19, Kind.EXCLUSIVE), locks.inTheWay(second, all(Kind.SHARED)));
        locks.dropTakenThrough("the next");
        assertNull(locks.inTheWay(second, all(Kind.SHARED)));
        set(second, all(Kind.EXCLUSIVE));
        locks.dropOf(session);
        assertNull(locks.inTheWay(first, all(Kind.SHARED)));
        locks.checkInvariants();
    }

    @Test
    void shouldTellTheFirstOfSeveralLocksInTheWay() {
        set(first, lock(0, 9, Kind.SHARED));
        set(first, lock(20, 29, Kind.EXCLUSIVE));
        set(first, lock(40, 49, Kind.EXCLUSIVE));
        assertEquals(lock(20, 29, Kind.EXCLUSIVE), locks.inTheWay(second, lock(5, 60, Kind.SHARED)));
        assertEquals(lock(0, 9, Kind.SHARED), locks.inTheWay(second, lock(5, 60, Kind.EXCLUSIVE)));
    }

    @Test
    void shouldRefuseMoreRangesThanItsBound() {
        for (long i = 0; i < RangeLocks.MAX_RANGES - 1; i++) {
            assertTrue(locks.set(first, "a handle", lock(2 * i, 2 * i, Kind.EXCLUSIVE)));
        }
        FileLock wide = lock(1L << 40, 1L << 41, Kind.SHARED);
        assertFalse(locks.set(second, "a handle", wide));
        assertEquals(Set.of(first), locks.blockers(second, all(Kind.SHARED)));
        set(first, lock(0, 0, Kind.NONE));
        set(second, wide);
        FileLock inside = lock((1L << 40) + 5, (1L << 40) + 5, Kind.NONE);
        assertFalse(locks.set(second, "a handle", inside), "an unlock that splits is one more, too");
        locks.drop(first);
        set(second, inside);
    }
}
