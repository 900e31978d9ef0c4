package org.actorfs.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineTest {
    @Test
    void shouldLookAtThisMachineWithoutFailing() {
        assertEquals(Runtime.version().feature(), Machine.thisOne().javaFeature());
    }

    @Test
    void shouldReadTheSoftLimitOfOpenFiles() {
        List<String> limits = List.of(
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max open files            1024                 524288               files     ");

        assertEquals(1024, Machine.openFiles(limits));
        assertEquals(Long.MAX_VALUE, Machine.openFiles(List.of("Max open files  unlimited  unlimited  files")));
        assertEquals(Long.MAX_VALUE, Machine.openFiles(List.of()));
    }

    @Test
    void shouldTakeTheEffectiveUser() {
        assertTrue(Machine.isRoot(List.of("Name:\tjava", "Uid:\t1000\t0\t0\t0")));
        assertFalse(Machine.isRoot(List.of("Uid:\t0\t1000\t1000\t1000")));
        assertFalse(Machine.isRoot(List.of()));
    }

    @Test
    void shouldCompareKernelsByNumberNotByText() {
        assertTrue(KernelVersion.of("6.14.0-rc1").isAtLeast(KernelVersion.of("6.9.12")));
        assertTrue(KernelVersion.of("7.0").isAtLeast(KernelVersion.of("6.18")));
        assertFalse(KernelVersion.of("unknown").isAtLeast(KernelVersion.of("6.1")));
    }
}
