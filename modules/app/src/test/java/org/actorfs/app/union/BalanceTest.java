package org.actorfs.app.union;

import static org.actorfs.app.union.Fixture.A;
import static org.actorfs.app.union.Fixture.B;
import static org.actorfs.app.union.Fixture.C;
import static org.actorfs.app.union.Fixture.disk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.actorfs.app.union.Balance.Target;
import org.actorfs.app.union.Branch.Mode;
import org.junit.jupiter.api.Test;

final class BalanceTest {
    private final Disk full = disk(A, 900, 100);
    private final Disk half = disk(B, 500, 500);
    private final Disk empty = disk(C, 100, 900);
    private final Balance balance = new Balance(List.of(full, half, empty), 2);

    private Optional<Branch> target(Disk from, long bytes) {
        return balance.target(from, bytes).map(Target::branch);
    }

    @Test
    void shouldMoveFromAFullDiskToTheEmptiest() {
        assertEquals(50, balance.meanPercent(), 0.001);
        assertEquals(Optional.of(C), target(full, 100));
    }

    @Test
    void shouldNotMoveFromADiskThatIsNotFullerThanTheMean() {
        assertEquals(Optional.empty(), target(half, 1));
        assertEquals(Optional.empty(), target(empty, 1));
    }

    @Test
    void shouldNotMoveWhatWouldMakeTheOtherDiskTooFull() {
        assertEquals(Optional.of(C), target(full, 420));
        assertEquals(Optional.empty(), target(full, 421));
    }

    @Test
    void shouldTakeThePercentageAndNotTheBytes() {
        Disk large = disk(A, 1000, 9000);
        Disk small = disk(B, 90, 10);
        Balance unequal = new Balance(List.of(large, small), 2);
        assertEquals(Optional.of(A), unequal.target(small, 50).map(Target::branch));
        assertEquals(Optional.empty(), unequal.target(large, 1));
    }

    @Test
    void shouldStopWithinTheTolerance() {
        assertFalse(balance.isBalanced());
        assertEquals(380, balance.neededBytes());
        balance.moved(full, empty, 390);
        assertTrue(balance.isBalanced());
        assertEquals(0, balance.neededBytes());
        assertEquals(Optional.empty(), target(full, 1));
    }

    @Test
    void shouldLeaveWhatHasToStayFree() {
        Disk narrow = disk(new Branch("/c", Mode.RW, 850), 100, 900);
        Balance careful = new Balance(List.of(full, narrow), 2);
        assertEquals(Optional.empty(), careful.target(full, 51));
        assertTrue(careful.target(full, 50).isPresent());
    }

    @Test
    void shouldMakeNothingOnABranchThatTakesNoNewFiles() {
        Branch closed = new Branch("/nc", Mode.NC, 0);
        Disk shared = new Disk(List.of(closed, C), 100, 900);
        Balance mixed = new Balance(List.of(full, shared), 2);
        assertEquals(Optional.of(C), mixed.target(full, 10).map(Target::branch));
        assertEquals(shared, mixed.diskOf(closed));
    }

    @Test
    void shouldMoveOnlySmallerFilesToADiskThatHadNoRoomForOne() {
        balance.refused(empty, 100);
        assertEquals(Optional.empty(), target(full, 100));
        assertEquals(Optional.of(C), target(full, 99));
    }

    @Test
    void shouldNeverMoveAFileTwiceAndEndAlways() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Disk> disks = List.of(random(A, random), random(B, random), random(C, random));
            Balance any = new Balance(disks, 1 + random.nextInt(5));
            Map<Disk, Integer> signs = new HashMap<>();
            Deque<Integer> sizes = new ArrayDeque<>();
            random.ints(500, 1, 200).forEach(sizes::add);
            while (!sizes.isEmpty() && !any.isBalanced()) {
                int size = sizes.remove();
                Disk from = disks.get(random.nextInt(disks.size()));
                Optional<Target> target = any.target(from, size);
                target.ifPresent(to -> {
                    any.moved(from, to.disk(), size);
                    assertTrue(signs.merge(from, -1, BalanceTest::same) < 0, "a receiver gave");
                    assertTrue(signs.merge(to.disk(), 1, BalanceTest::same) > 0, "a giver received");
                });
            }
        }
    }

    private static int same(int before, int now) {
        return before == now ? now : 0;
    }

    private static Disk random(Branch branch, Random random) {
        return disk(branch, random.nextInt(5_000), 1 + random.nextInt(5_000));
    }
}
