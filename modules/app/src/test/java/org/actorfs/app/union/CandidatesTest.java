package org.actorfs.app.union;

import static org.actorfs.app.union.Fixture.A;
import static org.actorfs.app.union.Fixture.B;
import static org.actorfs.app.union.Fixture.disk;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.actorfs.app.union.Candidates.File;
import org.junit.jupiter.api.Test;

final class CandidatesTest {
    private final Candidates candidates = new Candidates(2);

    private static File file(Branch branch, long bytes) {
        return new File(Fixture.PATH, Fixture.file(branch, bytes, 0).stat(), branch);
    }

    @Test
    void shouldKeepTheLargestAndGiveThemFirst() {
        Disk disk = disk(A, 1, 1);
        for (long blocks : new long[] {3, 1, 4, 2}) {
            candidates.add(disk, file(A, blocks * 512));
        }
        candidates.sort();
        assertEquals(4 * 512, candidates.removeLargest(disk).stat().usedBytes());
        assertEquals(3 * 512, candidates.removeLargest(disk).stat().usedBytes());
        assertEquals(Optional.empty(), candidates.fullest());
    }

    @Test
    void shouldBeginWithTheFullestDisk() {
        Disk fuller = disk(A, 80, 20);
        Disk emptier = disk(B, 60, 40);
        candidates.add(emptier, file(B, 512));
        candidates.add(fuller, file(A, 512));
        candidates.sort();
        assertEquals(Optional.of(fuller), candidates.fullest());
        fuller.add(-30);
        assertEquals(Optional.of(emptier), candidates.fullest());
    }
}
