package org.actorfs.app.union;

import static org.actorfs.app.union.Fixture.A;
import static org.actorfs.app.union.Fixture.B;
import static org.actorfs.app.union.Fixture.READ_ONLY;
import static org.actorfs.app.union.Fixture.copy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.actorfs.app.union.Fix.Step;
import org.actorfs.posix.Statx;
import org.junit.jupiter.api.Test;

final class FixTest {
    private static final int FILE = Statx.S_IFREG;
    private static final int DIRECTORY = Statx.S_IFDIR;

    private final Copy roots = copy(A, FILE | 0644, 0, 1, 10);
    private final Copy users = copy(B, FILE | 0600, 1000, 1, 20);
    private final List<Copy> copies = List.of(roots, users);

    private static Set<Difference> among(Copy... all) {
        return Difference.among(List.of(all));
    }

    @Test
    void shouldTellInWhatCopiesDiffer() {
        assertEquals(EnumSet.of(Difference.MODE, Difference.OWNER, Difference.MTIME), among(roots, users));
        assertEquals(EnumSet.of(Difference.SIZE), among(roots, copy(B, FILE | 0644, 0, 2, 10)));
        assertEquals(EnumSet.of(Difference.TYPE), among(roots, copy(B, Statx.S_IFIFO | 0644, 0, 0, 0)));
        assertEquals(Set.of(), among(copy(A, DIRECTORY | 0755, 0, 1, 1), copy(B, DIRECTORY | 0755, 0, 2, 2)));
        assertEquals(Set.of(), among(roots));
    }

    @Test
    void shouldGoByTheCopyThatWasAskedFor() {
        assertEquals(Optional.of(users), Fix.SHOWN.model(copies, Optional.of(users)));
        assertEquals(Optional.empty(), Fix.SHOWN.model(copies, Optional.empty()));
        assertEquals(Optional.of(users), Fix.NEWEST.model(copies, Optional.of(roots)));
        assertEquals(Optional.of(roots), Fix.ROOT.model(copies, Optional.of(users)));
        assertEquals(Optional.of(users), Fix.NONROOT.model(copies, Optional.of(roots)));
        assertEquals(Optional.empty(), Fix.NONROOT.model(List.of(roots), Optional.of(roots)));
    }

    @Test
    void shouldChangeWhatDiffersInModeOrOwner() {
        assertEquals(Step.CHANGE, Fix.step(users, roots.stat()));
        assertEquals(Step.NOTHING, Fix.step(copy(B, FILE | 0644, 0, 9, 9), roots.stat()));
    }

    @Test
    void shouldNotChangeWhatMustNotBe() {
        assertEquals(Step.OTHER_TYPE, Fix.step(copy(B, DIRECTORY | 0755, 0, 1, 1), roots.stat()));
        assertEquals(Step.READ_ONLY, Fix.step(copy(READ_ONLY, FILE | 0600, 0, 1, 1), roots.stat()));
    }

    @Test
    void shouldMakeNoFileASetIdProgram() {
        Stat program = copy(A, FILE | 04755, 0, 1, 1).stat();
        assertEquals(Step.SET_ID, Fix.step(users, program));
        Stat directory = copy(A, DIRECTORY | 02755, 0, 1, 1).stat();
        assertEquals(Step.CHANGE, Fix.step(copy(B, DIRECTORY | 0755, 0, 1, 1), directory));
    }

    @Test
    void shouldNoticeWhatWasChangedMeanwhile() {
        assertTrue(roots.stat().hasSameRights(copy(B, FILE | 0644, 0, 9, 9).stat()));
        assertFalse(roots.stat().hasSameRights(copy(B, FILE | 04644, 0, 1, 10).stat()));
        assertFalse(roots.stat().hasSameRights(users.stat()));
        assertFalse(roots.stat().hasSameRights(Fixture.named(roots, 2)));
    }

    @Test
    void shouldNotGiveAwayAFileThatHasAnotherName() {
        Copy linked = new Copy(B, Fixture.PATH, Fixture.named(roots, 2), true);
        assertEquals(Step.SEVERAL_NAMES, Fix.step(linked, users.stat()));
    }
}
