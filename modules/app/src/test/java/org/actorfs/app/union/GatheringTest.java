package org.actorfs.app.union;

import static org.actorfs.app.union.Fixture.A;
import static org.actorfs.app.union.Fixture.B;
import static org.actorfs.app.union.Fixture.C;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GatheringTest {
    private final Gathering gathering = new Gathering();

    @Test
    void shouldGatherWhereMostBytesAre() {
        gathering.add(A, 10);
        gathering.add(B, 30);
        gathering.add(A, 10);
        assertEquals(Optional.of(B), gathering.target(_ -> 1000));
        assertEquals(20, gathering.bytesOutside(B));
        assertEquals(3, gathering.files());
        assertEquals(50, gathering.bytes());
    }

    @Test
    void shouldTakeTheNextBranchIfThereIsNoRoom() {
        gathering.add(A, 10);
        gathering.add(B, 30);
        assertEquals(Optional.of(A), gathering.target(branch -> branch.equals(B) ? 9 : 30));
        assertEquals(Optional.empty(), gathering.target(branch -> branch.equals(B) ? 9 : 29));
    }

    @Test
    void shouldNotGatherOnABranchThatTakesNothingEvenIfNothingWouldCome() {
        gathering.add(A, 0);
        gathering.add(B, 0);
        assertEquals(Optional.of(B), gathering.target(branch -> branch.equals(A) ? -1 : 0));
    }

    @Test
    void shouldLeaveAloneWhatIsTogether() {
        gathering.add(C, 1);
        gathering.add(C, 1);
        assertFalse(gathering.isScattered());
        gathering.add(A, 1);
        assertTrue(gathering.isScattered());
    }
}
