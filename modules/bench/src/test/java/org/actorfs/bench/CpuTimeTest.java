package org.actorfs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class CpuTimeTest {
    @Test
    void shouldAddUserAndSystemTimeOfAProcessWhateverItsNameIs() {
        String stat = "42 (a b) c) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 100 1 1";
        assertEquals(3_000_000, CpuTime.micros(stat));
    }
}
