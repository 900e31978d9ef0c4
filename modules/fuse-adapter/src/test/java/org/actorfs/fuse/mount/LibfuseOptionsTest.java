package org.actorfs.fuse.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.actorfs.fs.driver.KernelUse;
import org.actorfs.fs.driver.KernelUse.Pages;
import org.actorfs.fs.driver.Traits;
import org.junit.jupiter.api.Test;

final class LibfuseOptionsTest {
    @Test
    void shouldTellLibfuseWhatWasAsked() throws Exception {
        String told = told("allow_other,entry_timeout=0.5,attr_timeout=2,max_background=7,nosuid,ro", Pages.WHILE_OPEN);

        for (String word : List.of(
                "allow_other",
                "entry_timeout=0.500000000",
                "attr_timeout=2.000000000",
                "max_background=7",
                "nosuid,dev",
                "ro",
                "fsname=memory:",
                "subtype=actorfs",
                "max_write=131072",
                "auto_cache",
                "no_remote_lock")) {
            assertTrue(("," + told + ",").contains("," + word + ","), word + " in " + told);
        }
    }

    @Test
    void shouldShowTheNameThatWasAskedFor() throws Exception {
        assertTrue(told("fsname=pool", Pages.WHILE_OPEN).contains("fsname=pool"));
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
        Traits traits = new Traits(false, false, false, Set.of(), 0, Traits.FOREVER, Traits.FOREVER, kernel);
        List<String> arguments = LibfuseOptions.arguments(
                Path.of("/mnt/x"), MountOptions.parse(List.of("transport=jnr", options), true), traits, "memory:");
        assertEquals(List.of("actorfs", "-f", "/mnt/x", "-o"), arguments.subList(0, 4));
        return String.join(
                ",", arguments.stream().filter(word -> !word.equals("-o")).toList());
    }

    private static KernelUse kernelUse(Pages pages, boolean passthrough) {
        return new KernelUse(passthrough, pages, false, true, true, 0, true, 0, true);
    }
}
