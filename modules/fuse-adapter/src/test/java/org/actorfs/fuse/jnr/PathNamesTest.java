package org.actorfs.fuse.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.junit.jupiter.api.Test;

final class PathNamesTest {
    @Test
    void shouldTakeAPathApart() {
        assertEquals(new Outcome.Done<>(List.of()), PathNames.of("/"));
        assertEquals(new Outcome.Done<>(List.of(Name.of("a"), Name.of("b c"))), PathNames.of("/a/b c"));
    }

    @Test
    void shouldRefuseNamesThatDidNotComeThrough() {
        assertEquals(new Outcome.Failed<>(Errno.EILSEQ), PathNames.of("/a/\uFFFD"));
    }

    @Test
    void shouldMeasureNamesInBytes() {
        String longest = "\u00e4".repeat(127) + "a";

        assertEquals(new Outcome.Done<>(List.of(Name.of(longest))), PathNames.of("/" + longest));
        assertEquals(new Outcome.Failed<>(Errno.ENAMETOOLONG), PathNames.of("/" + longest + "a"));
    }
}
