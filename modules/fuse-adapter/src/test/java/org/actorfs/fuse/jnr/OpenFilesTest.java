package org.actorfs.fuse.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.fs.Name;
import org.junit.jupiter.api.Test;

final class OpenFilesTest {
    private static final Name HIDDEN = Name.of(".fuse_hidden0000000200000001");

    private final OpenFiles open = new OpenFiles();

    @Test
    void shouldKeepAHiddenNameUntilTheLastRelease() {
        open.opened(1, 70);
        open.opened(2, 70);
        assertTrue(open.hide(HIDDEN, 70));

        assertEquals(70, open.released(1));
        assertEquals(70, open.hidden(HIDDEN));
        assertEquals(70, open.released(2));
        assertNull(open.hidden(HIDDEN));
    }

    @Test
    void shouldHideOnlyWhatIsOpen() {
        open.opened(1, 70);
        open.released(1);

        assertFalse(open.hide(HIDDEN, 70));
        assertNull(open.hidden(HIDDEN));
    }

    @Test
    void shouldGiveAReferenceBackOnce() {
        open.opened(1, 70);

        assertEquals(70, open.released(1));
        assertNull(open.released(1));
        assertNull(open.inode(1));
    }

    @Test
    void shouldForgetAHiddenNameOnce() {
        open.opened(1, 70);
        open.hide(HIDDEN, 70);

        assertTrue(open.forget(HIDDEN));
        assertFalse(open.forget(HIDDEN));
    }

    @Test
    void shouldKnowTheNamesThatLibfuseMakesUp() {
        assertTrue(OpenFiles.isMadeUp(HIDDEN));
        assertFalse(OpenFiles.isMadeUp(Name.of(".fuse_hidden")));
        assertFalse(OpenFiles.isMadeUp(Name.of(".fuse_hidden00000002000000012")));
        assertFalse(OpenFiles.isMadeUp(Name.of("fuse_hidden0000000200000001")));
    }
}
