package org.actorfs.fuse.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.actorfs.fs.driver.KernelUse;
import org.actorfs.fs.driver.KernelUse.Pages;
import org.actorfs.fs.driver.Traits;
import org.junit.jupiter.api.Test;

final class LibfuseOptionsTest {
    @Test
    void shouldTellLibfuseWhatWasAsked() throws Exception {
        String told = told("entry_timeout=0.5,attr_timeout=2,max_background=7", Pages.WHILE_OPEN);

        for (String word : List.of(
                "entry_timeout=0.500000000",
                "attr_timeout=2.000000000",
                "max_background=7",
                "max_write=131072",
                "auto_cache",
                "no_remote_lock")) {
            assertTrue(("," + told + ",").contains("," + word + ","), word + " in " + told);
        }
    }

    /** libfuse refuses words that it does not know. */
    @Test
    void shouldKeepToItselfWhatTheMountHasBeenGiven() throws Exception {
        assertEquals(told("rw", Pages.KEPT), told("ro,nosuid,allow_other,default_permissions,fsname=pool", Pages.KEPT));
    }

    @Test
    void shouldLeaveLocksToWhomTheyAreAskedOf() throws Exception {
        assertFalse(told("locks=volume", Pages.WHILE_OPEN).contains("no_remote_lock"));
    }

    @Test
    void shouldCacheDataAsTheVolumeWantsIt() throws Exception {
        assertTrue(told("rw", Pages.NONE).contains("direct_io"));
        assertTrue(
                told("rw", Pages.KEPT).contains("auto_cache"), "a file has several names, each with pages of its own");
        assertTrue(told("kernel_cache", Pages.WHILE_OPEN).contains("kernel_cache"));
    }

    @Test
    void shouldRefuseWhatLibfuseCannotDo() {
        assertEquals(
                "transport=jnr cannot do writeback_cache, which libfuse 2 does not know: leave one of the two out",
                assertThrows(MountException.class, () -> told("writeback_cache", Pages.KEPT))
                        .getMessage());
        assertThrows(MountException.class, () -> told("rw", kernelUse(Pages.KEPT, true)), "passthrough.io");
    }

    private static String told(String options, Pages pages) throws MountException {
        return told(options, kernelUse(pages, false));
    }

    private static String told(String options, KernelUse kernel) throws MountException {
        Traits traits = new Traits(false, false, false, Set.of(), 0, Traits.FOREVER, Traits.FOREVER, false, kernel);
        List<String> arguments =
                LibfuseOptions.arguments(MountOptions.parse(List.of("transport=jnr", options), true), traits);
        assertEquals(List.of("actorfs", "-o"), arguments.subList(0, 2));
        assertEquals(3, arguments.size());
        return arguments.getLast();
    }

    private static KernelUse kernelUse(Pages pages, boolean passthrough) {
        return new KernelUse(passthrough, pages, false, true, true, 0, true, 0, true);
    }
}
