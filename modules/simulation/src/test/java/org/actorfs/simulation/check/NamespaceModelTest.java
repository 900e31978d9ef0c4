package org.actorfs.simulation.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.simulation.check.NameStep.Kind;
import org.actorfs.simulation.check.NameStep.Link;
import org.actorfs.simulation.check.NameStep.Listing;
import org.actorfs.simulation.check.NameStep.Lookup;
import org.actorfs.simulation.check.NameStep.Make;
import org.actorfs.simulation.check.NameStep.Parent;
import org.actorfs.simulation.check.NameStep.Refused;
import org.actorfs.simulation.check.NameStep.Remove;
import org.actorfs.simulation.check.NameStep.Rename;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NamespaceModelTest {
    private static final Name A = Name.of("a");
    private static final Name B = Name.of("b");

    /** <pre>1 (root) { a = 2 (directory) { a = 3 (file) }, b = 4 (file) }</pre> */
    private final NamespaceModel model = new NamespaceModel(1);

    private final Namespace tree = run(
            model.start(),
            new Make(1, A, Kind.DIRECTORY, true, 2),
            new Make(2, A, Kind.FILE, true, 3),
            new Make(1, B, Kind.FILE, true, 4));

    @Test
    void shouldTellWhatANameStandsFor() {
        assertNotNull(model.after(tree, new Lookup(1, A, 2)));
        assertNull(model.after(tree, new Lookup(1, A, 3)));
        assertNull(model.after(tree, new Refused(new Lookup(1, A, 0), Errno.ENOENT)));
        assertNotNull(model.after(tree, new Listing(1, Map.of(A, 2L, B, 4L))));
        assertNull(model.after(tree, new Listing(1, Map.of(A, 2L))));
        assertNotNull(model.after(tree, new Parent(2, 1)));
    }

    @Test
    void shouldRefuseToMoveADirectoryBelowItself() {
        Rename below = new Rename(1, A, 2, B, false, false);
        assertNull(model.after(tree, below));
        assertEquals(tree, model.after(tree, new Refused(below, Errno.EINVAL)));
    }

    @Test
    void shouldReplaceOnRenameUnlessToldNotTo() {
        Rename over = new Rename(2, A, 1, B, false, false);
        Namespace after = run(tree, over);
        assertNotNull(model.after(after, new Lookup(1, B, 3)));
        assertNotNull(model.after(after, new Listing(2, Map.of())));
        Rename noReplace = new Rename(2, A, 1, B, true, false);
        assertNull(model.after(tree, noReplace));
        assertNotNull(model.after(tree, new Refused(noReplace, Errno.EEXIST)));
    }

    @Test
    void shouldExchangeBothNames() {
        Namespace after = run(tree, new Rename(2, A, 1, B, false, true));
        assertNotNull(model.after(after, new Lookup(1, B, 3)));
        assertNotNull(model.after(after, new Lookup(2, A, 4)));
    }

    @Test
    void shouldRemoveOnlyAnEmptyDirectory() {
        Remove rmdir = new Remove(1, A, true);
        assertNull(model.after(tree, rmdir));
        assertNotNull(model.after(tree, new Refused(rmdir, Errno.ENOTEMPTY)));
        assertNotNull(model.after(run(tree, new Remove(2, A, false)), rmdir));
    }

    @Test
    void shouldLinkAFileButNotOneWithoutAName() {
        Link link = new Link(2, B, 4, false);
        assertNotNull(model.after(run(tree, link), new Lookup(2, B, 4)));
        Namespace nameless = run(tree, new Remove(1, B, false));
        assertNull(model.after(nameless, link));
        assertNotNull(model.after(nameless, new Refused(link, Errno.ENOENT)));
    }

    private Namespace run(Namespace from, NameStep... steps) {
        @Nullable Namespace state = from;
        for (NameStep step : steps) {
            state = model.after(state, step);
            assertNotNull(state, step.toString());
        }
        return state;
    }
}
