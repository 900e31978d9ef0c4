package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LibrariesTest {
    @Test
    void shouldFindWhatIsInstalled() {
        assertTrue(Libraries.isInstalled("libc.so.6"));
        assertFalse(Libraries.isInstalled("libnowhere.so.7"));
    }
}
