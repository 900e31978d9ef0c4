package org.actorfs.fuse.jnr;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LibfuseTest {
    /** A library that is not there, and one without the function. */
    @ParameterizedTest
    @ValueSource(strings = {"libfuse-of-nobody.so.2", "libc.so.6"})
    void shouldRefuseWhatIsNotLibfuse(String soname) {
        assertThrows(UnsatisfiedLinkError.class, () -> Libfuse.fuseNew(soname));
    }
}
