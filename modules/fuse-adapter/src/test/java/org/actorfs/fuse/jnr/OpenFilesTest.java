package org.actorfs.fuse.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.junit.jupiter.api.Test;

final class OpenFilesTest {
    private static final InodeKey HERE = new InodeKey(0, 1);
    private static final InodeKey THERE = new InodeKey(0, 2);
    private static final Name HIDDEN = Name.of(".fuse_hidden0000000200000001");

    private final OpenFiles open = new OpenFiles();

    @Test
    void shouldKeepAHiddenNameUntilTheLastRelease() {
        open.opened(1, 70);
        open.opened(2, 70);
        open.hide(HERE, HIDDEN, 70);

        assertEquals(70, open.released(1));
        assertEquals(70, open.hidden(HERE, HIDDEN));
        assertEquals(70, open.released(2));
        assertNull(open.hidden(HERE, HIDDEN));
    }

    @Test
    void shouldHideInOneDirectoryOnly() {
        open.opened(1, 70);
        open.hide(HERE, HIDDEN, 70);

        assertNull(open.hidden(THERE, HIDDEN));
    }

    @Test
    void shouldHideOnlyWhatIsOpen() {
        open.opened(1, 70);
        assertEquals(70, open.released(1));
        open.hide(HERE, HIDDEN, 70);

        assertNull(open.hidden(HERE, HIDDEN));
        assertFalse(open.mayBeHidden(HIDDEN));
    }

    @Test
    void shouldGiveAReferenceBackOnce() {
        open.opened(1, 70);

        assertEquals(70, open.released(1));
        assertNull(open.released(1));
        assertNull(open.inode(1));
    }

    @Test
    void shouldLookOnlyForWhatMayBeHidden() {
        open.opened(1, 70);
        assertFalse(open.mayBeHidden("/d/" + HIDDEN));
        open.hide(HERE, HIDDEN, 70);

        assertTrue(open.mayBeHidden("/d/" + HIDDEN));
        assertFalse(open.mayBeHidden("/d/f"));
        open.forget(HERE, HIDDEN);
        assertFalse(open.mayBeHidden("/d/" + HIDDEN));
    }

    @Test
    void shouldKnowTheNamesThatLibfuseMakesUp() {
        assertTrue(open.isMadeUp(HIDDEN));
        assertTrue(open.isMadeUp(Name.of(".fuse_hidden0000000500000002")));
        assertTrue(open.isMadeUp(Name.of(".fuse_hidden0000000500000007")), "some were in use");
    }

    @Test
    void shouldLeaveOthersTheirNames() {
        assertFalse(open.isMadeUp(Name.of(".fuse_hidden")));
        assertFalse(open.isMadeUp(Name.of("fuse_hidden0000000200000001")));
        assertFalse(open.isMadeUp(Name.of(".fuse_hidden00000002000000012")));
        assertFalse(open.isMadeUp(Name.of(".fuse_hidden0123456789abcdef")), "far from libfuse's number");
        assertTrue(open.isMadeUp(HIDDEN));
        assertFalse(open.isMadeUp(HIDDEN), "each is made up once");
    }
}
