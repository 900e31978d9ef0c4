package org.actorfs.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** Shared libraries that a machine may have, or not. */
public final class Libraries {
    private Libraries() {}

    /** Whether dlopen(3) finds one by its soname, such as {@code libfuse.so.2}. */
    public static boolean isInstalled(String soname) {
        try (Arena arena = Arena.ofConfined()) {
            var _ = SymbolLookup.libraryLookup(soname, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
