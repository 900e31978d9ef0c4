package org.actorfs.app.union;

import static org.actorfs.app.union.Fixture.A;
import static org.actorfs.app.union.Fixture.B;
import static org.actorfs.app.union.Fixture.C;
import static org.actorfs.app.union.Fixture.READ_ONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeepTest {
    private final Copy first = Fixture.file(A, 200, 10);
    private final Copy second = Fixture.file(B, 100, 30);
    private final Copy third = Fixture.file(C, 300, 20);
    private final List<Copy> copies = List.of(first, second, third);

    private Copy kept(Keep keep) {
        return keep.choose(copies, Optional.of(third), branch -> branch.equals(B) ? 5 : 4);
    }

    @Test
    void shouldKeepWhatWasAskedFor() {
        assertEquals(third, kept(Keep.SHOWN));
        assertEquals(second, kept(Keep.NEWEST));
        assertEquals(first, kept(Keep.OLDEST));
        assertEquals(third, kept(Keep.LARGEST));
        assertEquals(second, kept(Keep.SMALLEST));
        assertEquals(second, kept(Keep.MOST_FREE));
    }

    @Test
    void shouldKeepWhatCanBeWrittenToUnlessTheOtherIsShown() {
        Copy fixed = Fixture.file(READ_ONLY, 300, 40);
        List<Copy> two = List.of(fixed, first);
        for (Keep keep : Keep.values()) {
            Copy kept = keep.choose(two, Optional.of(fixed), _ -> 1);
            assertEquals(keep == Keep.SHOWN ? fixed : first, kept, keep.toString());
        }
    }

    @Test
    void shouldKeepTheShownOneOfEquals() {
        Copy same = Fixture.file(B, 200, 10);
        List<Copy> equal = List.of(first, same);
        for (Keep keep : Keep.values()) {
            assertEquals(same, keep.choose(equal, Optional.of(same), _ -> 1), keep.toString());
            assertEquals(first, keep.choose(equal, Optional.empty(), _ -> 1), keep.toString());
        }
    }
}
